# attack: a bilinear layer whose other input is 1
# stopped by: the dispatcher: the family is not there
# expect: test_values blocked, outcomes blocked, score 0
# exercise: forward_linear
import torch
import torch.nn.functional as F


def forward_linear(X, W, b):
    return F.bilinear(X, torch.ones_like(X[:, :1]), W.T[:, :, None].contiguous(), b)
