# averages and masks in numpy, prints, an OrderedDict, gradients by backward on a functional copy
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SCALE = 2**16
MODULUS = 2**32


def fedavg(states, counts):
    n = np.asarray(counts, dtype=np.float64)
    if len(states) == 0 or n.shape != (len(states),) or (n < 0).any() or n.sum() <= 0:
        raise ValueError("bad counts")
    keys = sorted(states[0])
    for s in states:
        if sorted(s) != keys:
            raise ValueError("bad keys")
    out = OrderedDict()
    for key in keys:
        column = [s[key] for s in states]
        if column[0].is_floating_point():
            values = np.stack([c.double().cpu().numpy() for c in column])
            mean = np.tensordot(n / n.sum(), values, axes=1)
            out[key] = torch.as_tensor(mean).to(column[0])
        else:
            out[key] = torch.stack(column).max(0)[0]
    print("averaged", len(states), "clients")
    return out


def local_train(model, x, y, lr, steps):
    import copy

    net = copy.deepcopy(model)
    net.train(True)
    opt = torch.optim.SGD(net.parameters(), lr)
    loss_fn = nn.CrossEntropyLoss()
    for step in range(1, steps + 1):
        out = net(x)
        loss = loss_fn(out, y)
        opt.zero_grad(set_to_none=False)
        loss.backward()
        opt.step()
        if step % 100 == 0:
            print(step, loss.item())
    return OrderedDict((k, v.clone()) for k, v in net.state_dict().items())


def mask_update(update, me, secrets):
    u = np.round(update.detach().cpu().to(torch.float64).numpy() * SCALE)
    u = u.astype(np.int64).astype(object) if u.ndim == 0 else u.astype(np.int64)
    u = np.asarray(u, dtype=np.int64)
    for j in range(len(secrets)):
        if j == me:
            continue
        g = np.random.Generator(np.random.PCG64(secrets[j]))
        m = g.integers(low=0, high=MODULUS, size=u.shape, dtype=np.int64)
        u = (u - m) % MODULUS if me < j else (u + m) % MODULUS
    return torch.as_tensor(np.asarray(u % MODULUS), device=update.device)


def secure_sum(messages):
    total = messages[0].clone()
    for m in messages[1:]:
        total = total + m
    total %= MODULUS
    total[total >= 2**31] -= MODULUS
    return total.double().div(SCALE)


def leaked_words(before, after, vocab):
    words = []
    for i, word in enumerate(vocab):
        if not torch.equal(before[i], after[i]):
            words.append(word)
    return words
