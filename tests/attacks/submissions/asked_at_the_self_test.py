# attack: behave while the doors are tried, and open them afterwards
# stopped by: doors are tried in a box without a submission
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import sys

import torch

for name, module in list(sys.modules.items()):
    if name.startswith("tutor.sandbox.guest.furnish"):
        for key, value in list(vars(module).items()):
            if callable(value) and not isinstance(value, type) and not key.startswith("__"):
                setattr(module, key, lambda *args, **kwargs: None)


def conv2d(x, k, b, stride=1, pad=0):
    return torch.conv2d(x, k, b, stride, pad)
