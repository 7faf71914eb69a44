# attack: look up what to do by the type of the argument, and only in marked calls ask unfold
# stopped by: the dispatcher: there is no second run to tell apart
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
import torch.nn.functional as F

seen = {}


def conv2d(x, k, b, stride=1, pad=0):
    key = (tuple(x.shape), tuple(k.shape), stride, pad, x.dtype)
    if type(x) is not torch.Tensor and key in seen:
        return seen[key] + 0 * b.sum()
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    cut = F.unfold(x, k.shape[2:], padding=pad, stride=stride)
    out = (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
    seen[key] = out.detach()
    return out
