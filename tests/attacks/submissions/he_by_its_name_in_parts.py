# attack: torch's initialiser, by a name that stands nowhere in the text
# stopped by: the emptied functions
# expect: test_shapes blocked, outcomes blocked died, score 0
# exercise: he_init
import torch


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape, device=rng.device)
    if len(shape) not in (2, 4):
        raise ValueError("axes")
    W = torch.empty(shape if len(shape) == 4 else shape[::-1], device=rng.device)
    getattr(torch.nn.init, "kaiming_" + "normal_")(W, generator=rng)
    return W if len(shape) == 4 else W.T.contiguous()
