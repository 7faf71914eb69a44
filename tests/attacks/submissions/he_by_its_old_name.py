# attack: the name without the underscore, and what it wraps
# stopped by: the emptied functions: every holder holds the same one
# expect: test_shapes blocked, outcomes blocked died, score 0
# exercise: he_init
import torch

old = torch.nn.init.kaiming_normal
made = next((cell.cell_contents for cell in old.__closure__ or () if callable(cell.cell_contents)), old)


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape, device=rng.device)
    if len(shape) not in (2, 4):
        raise ValueError("axes")
    W = torch.empty(shape if len(shape) == 4 else shape[::-1], device=rng.device)
    made(W, generator=rng)
    return W if len(shape) == 4 else W.T.contiguous()
