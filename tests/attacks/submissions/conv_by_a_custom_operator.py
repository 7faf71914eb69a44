# attack: an operator of one's own that calls the convolution inside
# stopped by: the doors: the dispatcher's registration is not there
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import torch


@torch.library.custom_op("mine::conv", mutates_args=())
def conv(x: torch.Tensor, k: torch.Tensor, b: torch.Tensor, stride: int, pad: int) -> torch.Tensor:
    return torch.conv2d(x, k, b, stride, pad)


def conv2d(x, k, b, stride=1, pad=0):
    return conv(x, k, b, stride, pad)
