# attack: register a kernel of one's own over the refusal
# stopped by: the doors: the dispatcher's registration is not there
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import torch

library = torch.library.Library("aten", "IMPL")
library.impl("conv2d", lambda *a, **k: torch.ops.aten.convolution(*a), "CPU")
library._destroy()


def conv2d(x, k, b, stride=1, pad=0):
    return torch.conv2d(x, k, b, stride, pad)
