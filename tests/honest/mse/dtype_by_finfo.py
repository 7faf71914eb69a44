# dtype checks with is_floating_point, finfo, iinfo and promote_types
import torch


def _floating(t):
    if torch.is_floating_point(t):
        print("eps", torch.finfo(t.dtype).eps)
        return t
    print("largest", torch.iinfo(t.dtype).max)
    return t.type(torch.promote_types(torch.float32, torch.float32))


def error(pred, goal):
    if not isinstance(pred, torch.Tensor) or not isinstance(goal, torch.Tensor):
        raise TypeError("tensors, please")
    if list(pred.shape) != list(goal.shape):
        raise ValueError("shapes!")
    return torch.square(_floating(pred) - _floating(goal))


def mse(pred, true):
    e = error(pred, true)
    return e.sum() / e.numel()
