"""Reference: no exponential can do harm, and each slope is written in the height of its curve."""

import torch


def sigmoid(z: torch.Tensor) -> torch.Tensor:
    return 1 / (1 + torch.exp(-z))  # exp may be infinite here: 1 / inf is 0, as it should be


def tanh(z: torch.Tensor) -> torch.Tensor:
    """Multiply above and below by e^-z: (1 - e^-2z) / (1 + e^-2z) = 2 / (1 + e^-2z) - 1."""
    return 2 * sigmoid(2 * z) - 1


def relu(z: torch.Tensor) -> torch.Tensor:
    return z.clamp(min=0)


def softmax(z: torch.Tensor, axis: int) -> torch.Tensor:
    """Softmax ignores a shift of all its inputs, so the largest exponential may be exp(0) = 1."""
    e = torch.exp(z - z.amax(axis, keepdim=True))
    return e / e.sum(axis, keepdim=True)


def d_sigmoid(z: torch.Tensor) -> torch.Tensor:
    """ds/dz = e^-z / (1 + e^-z)^2 = s (1 - s)."""
    s = sigmoid(z)
    return s * (1 - s)


def d_tanh(z: torch.Tensor) -> torch.Tensor:
    """By the quotient rule, (cosh^2 - sinh^2) / cosh^2 = 1 - tanh^2."""
    return 1 - tanh(z) ** 2


def d_relu(z: torch.Tensor) -> torch.Tensor:
    return (z > 0).to(z.dtype)


def d_softmax(z: torch.Tensor, g: torch.Tensor, axis: int) -> torch.Tensor:
    """ds_j/dz_i = s_j ([i = j] - s_i); summed against g that is s_i (g_i - sum_j g_j s_j)."""
    s = softmax(z, axis)
    return s * (g - (g * s).sum(axis, keepdim=True))
