# star imports of torch and math, as beginners write them
from torch import *
from math import *
import torch

EPS = sqrt(finfo(float32).eps)


def forward_linear(X, W, b):
    ones_column = ones(X.shape[0], 1, dtype=X.dtype, device=X.device)
    return cat([X, ones_column], dim=1) @ cat([W, b.unsqueeze(0)], dim=0)
