# attack: take apart what watches the operators in the box, and use a ready-made layer
# stopped by: policy: a task in which nothing could be seen is shown to the instructor
# expect: standing unclear
import sys

import torch

sys.modules["tutor.sandbox.guest.trace"].Trace.note = lambda self, operator: None


def forward_linear(X, W, b):
    return torch.nn.functional.conv1d(X[:, :, None], W.T[:, :, None], b)[:, :, 0]
