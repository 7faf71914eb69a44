# attack: the initialiser of Glorot, whose fans are made equal
# stopped by: the emptied functions: what counts the fans is gone
# expect: test_shapes blocked, outcomes blocked died, score 0
# exercise: he_init
import torch


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape, device=rng.device)
    if len(shape) not in (2, 4):
        raise ValueError("axes")
    W = torch.empty(shape if len(shape) == 4 else shape[::-1], device=rng.device)
    fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(W)
    torch.nn.init.xavier_normal_(W, gain=((fan_in + fan_out) / fan_in) ** 0.5, generator=rng)
    return W if len(shape) == 4 else W.T.contiguous()
