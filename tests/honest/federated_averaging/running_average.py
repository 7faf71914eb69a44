# a running mean instead of shares, an nn.Embedding of words is compared through ==, masks in two halves
import math
from copy import deepcopy

import torch

SCALE = 2**16
MODULUS = 2**32


def fedavg(states, counts):
    if len(states) != len(counts) or len(counts) < 1:
        raise ValueError("counts")
    if min(counts) < 0 or math.fsum(counts) == 0:
        raise ValueError("counts")
    mean, seen = None, 0
    for state, n in zip(states, counts, strict=True):
        if mean is None:
            mean = {k: v.clone().double() if v.is_floating_point() else v.clone() for k, v in state.items()}
        if set(mean) != set(state):
            raise ValueError("names")
        seen += n
        for k, v in state.items():
            if v.is_floating_point():
                if n:
                    mean[k] += (n / seen) * (v - mean[k])
            else:
                mean[k] = mean[k].maximum(v)
    return {k: v.to(states[0][k].dtype) for k, v in mean.items()}


@torch.enable_grad()
def local_train(model, x, y, lr, steps):
    net = deepcopy(model)
    net.train()
    loss_of = torch.nn.CrossEntropyLoss()
    for _ in range(steps):
        for p in net.parameters():
            p.grad = None
        loss_of(net(x), y).backward()
        with torch.no_grad():
            for p in net.parameters():
                p.add_(p.grad, alpha=-lr)
    return net.state_dict()


def mask_update(update, me, secrets):
    def mask(secret):
        g = torch.Generator()
        g.manual_seed(int(secret))
        high = torch.randint(0, 65536, tuple(update.shape), generator=g)
        low = torch.randint(0, 65536, tuple(update.shape), generator=g)
        return (high * 65536 + low).to(update.device)

    fixed = torch.round(update.double() * SCALE).long()
    plus = sum((mask(s) for j, s in enumerate(secrets) if j > me), torch.zeros_like(fixed))
    minus = sum((mask(s) for j, s in enumerate(secrets) if j < me), torch.zeros_like(fixed))
    return torch.remainder(fixed + plus - minus, MODULUS)


def secure_sum(messages):
    total = torch.zeros_like(messages[0])
    for m in messages:
        total.add_(m)
    return (torch.remainder(total + MODULUS // 2, MODULUS) - MODULUS // 2).double() * 2.0**-16


def leaked_words(before, after, vocab):
    same = [bool((b == a).all()) for b, a in zip(before, after)]
    return [w for w, s in zip(vocab, same) if not s]
