# attack: send the blame back by fold, the other way of unfold
# stopped by: the dispatcher: the family is not there
# expect: test_pixels blocked, outcomes blocked died, score 0
# exercise: conv2d_backward
import torch
import torch.nn.functional as F


def conv2d_backward(x, k, dy, stride=1, pad=0):
    blame = dy.flatten(2)
    cut = F.unfold(x, k.shape[2:], padding=pad, stride=stride)
    dk = torch.einsum("nop,ncp->oc", blame, cut).reshape(k.shape)
    back = k.flatten(1).T @ blame
    rows = F.fold(back, x.shape[2:], k.shape[2:], padding=pad, stride=stride)
    return rows, dk, dy.sum((0, 2, 3))
