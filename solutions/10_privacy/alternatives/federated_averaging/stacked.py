"""One product for all clients, gradients by autograd.grad, masks from numpy's generator."""

from copy import deepcopy

import numpy as np
import torch
from torch.func import functional_call

SCALE = 2**16
MODULUS = 2**32


def fedavg(states, counts):
    counts = list(counts)
    if not counts or len(counts) != len(states) or min(counts) < 0 or max(counts) == 0:
        raise ValueError("counts do not fit the states")
    names = {frozenset(state) for state in states}
    if len(names) > 1:
        raise ValueError("names differ")

    def average(stack):
        if not stack.is_floating_point():
            return stack.max(dim=0).values
        n = torch.tensor(counts, dtype=torch.float64, device=stack.device)
        return torch.tensordot(n / n.sum(), stack.double(), dims=1).to(stack.dtype)

    return {k: average(torch.stack([state[k] for state in states])) for k in next(iter(names))}


def local_train(model, x, y, lr, steps):
    local = deepcopy(model).train()
    weights = {k: p.detach().clone().requires_grad_() for k, p in local.named_parameters()}
    for _ in range(steps):
        log_p = functional_call(local, weights, (x,)).log_softmax(dim=1)
        loss = -log_p.gather(1, y[:, None]).mean()
        grads = torch.autograd.grad(loss, list(weights.values()))
        weights = {
            k: (w - lr * g).detach().requires_grad_()
            for (k, w), g in zip(weights.items(), grads, strict=True)
        }
    return {**local.state_dict(), **{k: w.detach() for k, w in weights.items()}}


def mask_update(update, me, secrets):
    fixed = np.rint(update.detach().double().cpu().numpy() * SCALE).astype(np.int64)
    for j, secret in enumerate(secrets):
        sign = (j > me) - (j < me)
        if sign:
            mask = np.random.default_rng(secret).integers(0, MODULUS, fixed.shape)
            fixed = fixed + sign * mask
    return torch.from_numpy(np.asarray(fixed % MODULUS)).to(update.device)


def secure_sum(messages):
    total = sum(messages) % MODULUS
    return torch.where(total < MODULUS // 2, total, total - MODULUS).double() / SCALE


def leaked_words(before, after, vocab):
    rows = torch.nonzero(torch.ne(before, after).sum(1)).flatten()
    return [vocab[i] for i in rows.tolist()]
