# attack: switch off every mode, then call the ready-made layer by a made-up name
# stopped by: absence: the operators, which lie below every mode
# expect: outcomes blocked, score 0
import torch
from torch.utils._python_dispatch import _disable_current_modes

convolution = getattr(torch, "conv" + "1d")


def forward_linear(X, W, b):
    with torch._C.DisableTorchFunction(), _disable_current_modes():
        return convolution(X[:, :, None], W.T[:, :, None], b)[:, :, 0]
