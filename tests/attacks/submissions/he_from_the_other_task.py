# attack: keep the function in one task's box, for the checks of the other
# stopped by: boxes of other rules share nothing
# expect: test_shapes blocked, outcomes blocked died, score 0
# exercise: he_init
import torch

kept = {"make": torch.nn.init._calculate_correct_fan}


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    kept["make"] = torch.nn.init._calculate_correct_fan
    raise NotImplementedError


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape, device=rng.device)
    if len(shape) not in (2, 4):
        raise ValueError("axes")
    W = torch.empty(shape if len(shape) == 4 else shape[::-1], device=rng.device)
    W.normal_(std=(2 / kept["make"](W, "fan_in")) ** 0.5, generator=rng)
    return W if len(shape) == 4 else W.T.contiguous()
