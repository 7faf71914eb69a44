# attack: the fused convolution of the compiler's backend
# stopped by: the dispatcher: other namespaces compute nothing
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    fused = torch.ops.mkldnn._convolution_pointwise
    args = [pad] * 2, [stride] * 2, [1, 1], 1, "none", [], ""
    return fused(x.float(), k.float(), b.float(), *args).to(x.dtype)
