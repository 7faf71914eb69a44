# attack: return whatever tensor of the right shape lies in some frame or in the collector's lists
# stopped by: the boundary: no expected value is there
# expect: score 0
import gc
import sys

import torch


def tensors_in_frames():
    frame = sys._getframe()
    while frame is not None:
        yield from (v for v in [*frame.f_locals.values(), *frame.f_globals.values()])
        frame = frame.f_back


def forward_linear(X, W, b):
    if not X.shape[0]:
        return None  # an empty result is right whatever is in it
    wanted = (X.shape[0], W.shape[1])
    known = {id(X), id(W), id(b)}
    for value in [*tensors_in_frames(), *gc.get_objects(), *gc.get_referrers(X)]:
        if type(value) is torch.Tensor and value.shape == wanted and id(value) not in known:
            return value
    return torch.empty(wanted, dtype=X.dtype)
