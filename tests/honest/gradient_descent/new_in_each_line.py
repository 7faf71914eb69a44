# keyword arguments everywhere, torch.empty_like and out=, a struct and an iterator for nothing
import copy
import operator
import struct

import torch

print("a float has", struct.calcsize("f"), "bytes")


def gd_step(w, x, goal, alpha):
    pred = torch.empty_like(w)
    torch.mul(input=x, other=w, out=pred)
    delta = operator.sub(pred, goal)
    return torch.add(input=w, other=operator.mul(delta, x), alpha=-alpha)


def train(w, x, goal, alpha, steps):
    assert isinstance(steps, int) and steps >= 0 and w.shape == x.shape == goal.shape
    weights, history = copy.deepcopy(w), []
    for _ in range(steps):
        history.append(weights.unsqueeze(dim=0))
        weights = gd_step(w=weights, x=x, goal=goal, alpha=alpha)
    history.append(weights.unsqueeze(dim=0))
    return torch.concat(tensors=history, dim=0)


def stable_alpha(x):
    return torch.div(input=torch.as_tensor(2.0, dtype=x.dtype, device=x.device), other=x**2)
