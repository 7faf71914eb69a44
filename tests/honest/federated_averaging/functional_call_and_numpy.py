# trains without a copy by functional_call, draws the masks with numpy, compares names as sets
import torch
import numpy as np
from torch.func import functional_call

SCALE = 2**16
MODULUS = 2**32


class Refused(ValueError):
    pass


def fedavg(states, counts):
    n = sum(counts)
    if len(states) == 0 or len(counts) != len(states) or n <= 0 or min(counts) < 0:
        raise Refused("counts")
    if len({frozenset(s) for s in states}) > 1:
        raise Refused("names")

    def join(name):
        stack = torch.stack([s[name] for s in states])
        if stack.dtype == torch.int64:
            return stack.max(dim=0).values
        share = torch.tensor(counts, dtype=torch.float64, device=stack.device) / n
        return torch.tensordot(share, stack.double(), dims=1).to(stack.dtype)

    return {name: join(name) for name in sorted(states[0])}


def local_train(model, x, y, lr, steps):
    params = {k: p.detach().clone() for k, p in model.named_parameters()}
    buffers = {k: b.detach().clone() for k, b in model.named_buffers()}
    modes = [(m, m.training) for m in model.modules()]
    model.train()
    try:
        for _ in range(steps):
            leaves = {k: p.requires_grad_() for k, p in params.items()}
            out = functional_call(model, {**leaves, **buffers}, (x,))
            loss = -out.log_softmax(1)[torch.arange(len(y)), y].mean()
            grads = torch.autograd.grad(loss, list(leaves.values()))
            params = {k: (p - lr * g).detach() for (k, p), g in zip(leaves.items(), grads)}
    finally:
        for m, t in modes:
            m.training = t
    return {k: v.detach() for k, v in {**params, **buffers}.items()}


def mask_update(update, me, secrets):
    fixed = torch.round(update.to(torch.float64).mul(SCALE)).to(torch.int64).cpu().numpy()
    for j, secret in enumerate(secrets):
        if j != me:
            mask = np.random.default_rng(secret).integers(0, MODULUS, size=tuple(update.shape), dtype=np.int64)
            fixed = fixed + np.sign(me - j) * mask
    return torch.as_tensor(fixed % MODULUS, dtype=torch.int64).reshape(update.shape).to(update.device)


def secure_sum(messages):
    total = torch.stack(list(messages)).sum(0)
    half = MODULUS // 2
    return ((total + half) % MODULUS - half) / torch.tensor(SCALE, dtype=torch.float64)


def leaked_words(before, after, vocab):
    which = torch.nonzero(before.ne(after).sum(1)).flatten()
    return [vocab[i] for i in which]
