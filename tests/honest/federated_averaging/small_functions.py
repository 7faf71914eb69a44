# many small functions, torch.optim on load_state_dict copies, masks as bytes of random.Random
import copy
import random

import torch
from torch.nn import functional as F

SCALE = 1 << 16
MODULUS = 1 << 32


class Refused(ValueError):
    pass


def check(states, counts):
    if not states:
        raise Refused("nobody took part")
    if len(states) != len(counts):
        raise Refused("every client needs a count")
    if any(c < 0 for c in counts) or not any(counts):
        raise Refused("nobody has examples")
    names = states[0].keys()
    for state in states:
        if state.keys() ^ names:
            raise Refused(f"not everywhere: {state.keys() ^ names}")


def fedavg(states, counts):
    check(states, counts)
    total = sum(counts)
    result = {name: None for name in states[-1]}
    for name in result:
        first = states[0][name]
        if first.dtype == torch.int64:
            best = first
            for state in states:
                best = torch.where(state[name] > best, state[name], best)
            result[name] = best.clone()
            continue
        mean = torch.zeros_like(first, dtype=torch.float32 if first.itemsize < 4 else first.dtype)
        for state, count in zip(states, counts):
            mean = mean + state[name].to(mean.dtype) * (count / total)
        result[name] = mean.to(first.dtype)
    return result


def local_train(model, x, y, lr, steps):
    before = {p: p.grad for p in model.parameters()}
    twin = copy.deepcopy(model)
    assert all(p.grad is before[p] for p in model.parameters())
    twin.train()
    for _ in range(steps):
        twin.zero_grad()
        loss = F.nll_loss(F.log_softmax(twin(x), dim=-1), y)
        grads = torch.autograd.grad(loss, list(twin.parameters()))
        for p, g in zip(twin.parameters(), grads):
            p.data.sub_(g, alpha=lr)
    return {name: tensor.detach() for name, tensor in twin.state_dict().items()}


def stream(secret, n):
    source = random.Random(secret)
    return [source.getrandbits(32) for _ in range(n)]


def mask_update(update, me, secrets):
    flat = update.reshape(-1).double() * SCALE
    message = [int(v) for v in flat.round().tolist()]
    for other, secret in enumerate(secrets):
        if other != me:
            sign = 1 if other < me else -1
            message = [m + sign * r for m, r in zip(message, stream(secret, len(message)))]
    message = [m % MODULUS for m in message]
    return torch.tensor(message, dtype=torch.int64, device=update.device).view(update.shape)


def secure_sum(messages):
    total = torch.stack(list(messages), dim=0).sum(0).remainder(MODULUS)
    signed = torch.where(total * 2 >= MODULUS, total - MODULUS, total)
    return signed / torch.tensor(SCALE, dtype=torch.float64)


def leaked_words(before, after, vocab):
    changed = torch.unique(torch.nonzero(before - after)[:, 0]).tolist()
    return [vocab[row] for row in changed]
