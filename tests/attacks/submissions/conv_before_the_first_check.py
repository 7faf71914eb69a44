# attack: keep the function before anything is marked, while the file is loaded
# stopped by: the box is furnished before it is loaded
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch

kept = torch.conv2d
assert kept(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2)).item() == 4


def conv2d(x, k, b, stride=1, pad=0):
    return kept(x, k, b, stride, pad)
