# checks with finfo and isfinite, and tests at load that use assert_close
import math

import torch


def _finite(t: torch.Tensor) -> torch.Tensor:
    assert isinstance(t, torch.Tensor) and t.is_floating_point()
    assert torch.isfinite(t).all(), "NaN or infinity"
    return t


def sigmoid(z):
    limit = -math.log(torch.finfo(z.dtype).tiny)
    out = _finite(1 / (1 + torch.exp(-z.clamp(-limit, limit))))
    return torch.where(z < -limit, torch.zeros_like(z), out)


def tanh(z):
    return _finite(2 * sigmoid(2 * z) - 1)


def relu(z):
    return torch.clip(z, min=0)


def softmax(z, axis):
    e = torch.exp(z - z.amax(axis, keepdim=True))
    return _finite(e / e.sum(axis, keepdim=True))


def d_sigmoid(z):
    return sigmoid(z).mul(1 - sigmoid(z))


def d_tanh(z):
    return 1 - tanh(z).square()


def d_relu(z):
    slope = torch.zeros_like(z)
    slope[z > 0] = 1
    return slope


def d_softmax(z, g, axis):
    s = softmax(z, axis)
    rows_s, rows_g = s.transpose(axis, -1), g.transpose(axis, -1)
    inner = torch.einsum("...i,...i->...", rows_s, rows_g)
    return (rows_s * (rows_g - inner[..., None])).transpose(axis, -1)


torch.testing.assert_close(sigmoid(torch.zeros(2)), torch.full((2,), 0.5))
torch.testing.assert_close(relu(torch.tensor([-1.0, 2.0])), torch.tensor([0.0, 2.0]))
assert math.isclose(tanh(torch.tensor(1.0)).item(), math.tanh(1.0), rel_tol=1e-5)
