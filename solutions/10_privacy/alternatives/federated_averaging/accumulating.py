"""Sums in float64, a copy by state, masks from Python's generator, negative numbers by shifting."""

import copy
import random

import torch
import torch.nn.functional as F

SCALE = 2**16
MODULUS = 2**32


def fedavg(states, counts):
    if len(states) == 0:
        raise ValueError("no client")
    if len(states) != len(counts):
        raise ValueError(f"{len(states)} states and {len(counts)} counts")
    names = set(states[0])
    for state in states[1:]:
        if set(state) != names:
            raise ValueError("different names")
    for n in counts:
        if n < 0:
            raise ValueError("a negative count")
    total = sum(counts)
    if total == 0:
        raise ValueError("no examples")
    result = {}
    for name in names:
        first = states[0][name]
        if first.dtype == torch.int64:
            merged = first.clone()
            for state in states[1:]:
                merged = torch.maximum(merged, state[name])
        else:
            merged = torch.zeros_like(first, dtype=torch.float64)
            for state, n in zip(states, counts, strict=True):
                merged += n * state[name].double()
            merged = (merged / total).to(first.dtype)
        result[name] = merged
    return result


def local_train(model, x, y, lr, steps):
    local = copy.deepcopy(model)
    local.train()
    for _ in range(steps):
        loss = F.cross_entropy(local(x), y)
        local.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in local.parameters():
                p -= lr * p.grad
    return {name: value.detach().clone() for name, value in local.state_dict().items()}


def mask_update(update, me, secrets):
    message = torch.round(update.to(torch.float64) * SCALE).to(torch.int64)
    for other in range(len(secrets)):
        if other == me:
            continue
        source = random.Random(secrets[other])
        drawn = [source.randrange(MODULUS) for _ in range(update.numel())]
        mask = torch.tensor(drawn, dtype=torch.int64, device=update.device).reshape(update.shape)
        if other < me:
            mask = -mask
        message = (message + mask).remainder(MODULUS)
    return message.remainder(MODULUS)


def secure_sum(messages):
    total = torch.zeros_like(messages[0])
    for message in messages:
        total = (total + message) % MODULUS
    half = MODULUS // 2
    return ((total + half) % MODULUS - half).to(torch.float64) / SCALE


def leaked_words(before, after, vocab):
    delta = after - before
    return [word for word, row in zip(vocab, delta, strict=True) if row.abs().max() > 0]
