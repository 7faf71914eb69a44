# attack: let Python load the module of the initialisers again
# stopped by: the gate for imports
# expect: test_shapes died, outcomes died, score 0
# exercise: he_init
import importlib

import torch

init = importlib.reload(torch.nn.init)


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape, device=rng.device)
    if len(shape) not in (2, 4):
        raise ValueError("axes")
    W = torch.empty(shape if len(shape) == 4 else shape[::-1], device=rng.device)
    init.kaiming_normal_(W, generator=rng)
    return W if len(shape) == 4 else W.T.contiguous()
