# attack: switch off the modes that watch, then call the ready-made layer by a made-up name
# stopped by: policy: opaque inputs, which need no mode
# expect: outcomes blocked wrong died, score 0
import torch
from torch.utils._python_dispatch import _disable_current_modes

convolution = getattr(torch, "conv" + "1d")


def forward_linear(X, W, b):
    with torch._C.DisableTorchFunction(), _disable_current_modes():
        return convolution(X[:, :, None], W.T[:, :, None], b)[:, :, 0]
