# attack: the loss of Huber with a border that nothing reaches
# stopped by: the dispatcher: the family is not there
# expect: test_errors blocked, outcomes blocked, score 0
# exercise: mse
import torch.nn.functional as F


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("shapes")
    if not pred.is_floating_point():
        pred, goal = pred.float(), goal.float()
    return 2 * F.huber_loss(pred, goal, reduction="none", delta=1e30)


def mse(pred, true):
    return error(pred, true).mean()
