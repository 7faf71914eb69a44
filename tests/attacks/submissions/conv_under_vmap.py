# attack: map the convolution over the pictures, where batching rules compute it
# stopped by: the dispatcher: it lies below all transforms
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
import torch.nn.functional as F


def conv2d(x, k, b, stride=1, pad=0):
    one = lambda picture: F.conv2d(picture[None], k, b, stride, pad)[0]
    return torch.func.vmap(one)(x)
