# attack: seed everything at import, so that inputs drawn here would be known in advance
# stopped by: the boundary: seeds stay outside
# expect: score 0
import random

import numpy
import torch

torch.manual_seed(0)
random.seed(0)
numpy.random.seed(0)
torch.randn = lambda *shape, **kwargs: torch.zeros(*shape)
GUESS = torch.zeros(4, 4, dtype=torch.float64)


def forward_linear(X, W, b):
    return GUESS
