# attack: the loss of a normal distribution with a fixed width
# stopped by: the emptied functions
# expect: test_errors blocked, outcomes blocked, score 0
# exercise: mse
import torch
import torch.nn.functional as F


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("shapes")
    if not pred.is_floating_point():
        pred, goal = pred.float(), goal.float()
    return 2 * F.gaussian_nll_loss(pred, goal, torch.ones_like(pred), reduction="none")


def mse(pred, true):
    return error(pred, true).mean()
