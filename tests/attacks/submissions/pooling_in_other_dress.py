# attack: pooling in one dimension, twice, through module and alias
# stopped by: the dispatcher: the family is not there
# expect: test_pool blocked, outcomes blocked died, score 0
# exercise: conv2d_backward
import torch


def maxpool2d(x, size, stride):
    pool = torch.nn.MaxPool1d(size, stride)
    rows = pool(x.flatten(0, 2)).reshape(*x.shape[:3], -1).transpose(2, 3)
    return pool(rows.flatten(0, 2)).reshape(*rows.shape[:3], -1).transpose(2, 3)
