# attack: torch's losses in Python, from two places
# stopped by: the emptied functions
# expect: test_errors blocked, outcomes blocked, score 0
# exercise: mse
import torch
import torch._refs.nn.functional
from torch._decomp.decompositions import mse_loss


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("shapes")
    if not pred.is_floating_point():
        pred, goal = pred.float(), goal.float()
    return mse_loss(pred, goal, 0)


def mse(pred, true):
    if pred.shape != true.shape:
        raise ValueError("shapes")
    if not pred.is_floating_point():
        pred, true = pred.float(), true.float()
    return torch._refs.nn.functional.mse_loss(pred, true)
