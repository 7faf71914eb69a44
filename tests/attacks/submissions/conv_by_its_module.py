# attack: a layer that was never made, whose function is called
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    layer = torch.nn.Conv2d.__new__(torch.nn.Conv2d)
    layer.__dict__.update(padding_mode="zeros", stride=stride, padding=(pad, pad), dilation=1)
    layer.__dict__.update(groups=1, _reversed_padding_repeated_twice=[])
    return torch.nn.Conv2d._conv_forward(layer, x, k, b)
