# one basis vector at a time from torch.eye, the results collected in a list
import torch


def numeric_grad(f, x, h=1e-5):
    centre = x.detach().double()
    slopes = []
    for k in range(x.numel()):
        e = torch.zeros(x.numel(), dtype=torch.float64, device=x.device)
        e[k] = h
        e = e.view(x.shape)
        slopes.append((float(f(centre + e)) - float(f(centre - e))) / (2.0 * h))
    return torch.tensor(slopes, dtype=torch.float64, device=x.device).reshape(x.shape)


def rel_error(a, b):
    if tuple(a.shape) != tuple(b.shape):
        raise ValueError("the gradients differ in shape")
    worst = 0.0
    a, b = a.double(), b.double()
    if a.nelement() > 0:
        worst = ((a - b).abs().div((a.abs() + b.abs()).clamp_min(1e-8))).amax().item()
    return worst
