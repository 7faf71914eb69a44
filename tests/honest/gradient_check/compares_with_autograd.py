# self-tests at load that try autograd, torch.func.grad and gradcheck, inside try
import contextlib

import torch


def numeric_grad(f, x, h=1e-5):
    with torch.no_grad():
        point = x.clone().double().contiguous()
        flat = point.view(-1)
        out = torch.empty(flat.numel(), dtype=torch.float64, device=x.device)
        for i, value in enumerate(flat.clone()):
            flat[i] = value + h
            plus = f(point)
            flat[i] = value - h
            minus = f(point)
            flat[i] = value
            out[i] = (plus - minus) / (h + h)
        return out.view_as(x)


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if not a.numel():
        return 0.0
    a, b = a.double(), b.double()
    top, bottom = torch.abs(a - b), torch.clamp(torch.abs(a) + torch.abs(b), min=1e-8)
    return float(torch.max(top / bottom))


def cube(t):
    return (t**3).sum()


x = torch.tensor([1.0, -2.0], dtype=torch.float64)
print("measured", numeric_grad(cube, x), "on paper", 3 * x**2)
with contextlib.suppress(Exception):
    print("torch.func", torch.func.grad(cube)(x))
try:
    leaf = x.clone().requires_grad_()
    cube(leaf).backward()
    print("autograd", leaf.grad, rel_error(leaf.grad, numeric_grad(cube, x)))
    print(torch.autograd.gradcheck(cube, (leaf,)))
except Exception as error:
    print("no autograd here:", error)
