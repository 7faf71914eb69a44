"""Reference: He, Zhang, Ren and Sun (2015), "Delving Deep into Rectifiers", variance 2 / fan-in."""

import math
from collections.abc import Callable

import torch


def he_normal(shape: tuple[int, ...], rng: torch.Generator) -> torch.Tensor:
    match tuple(shape):
        case (n,):
            return torch.zeros(n, device=rng.device)
        case (n_in, _):
            fan_in = n_in
        case (_, channels, height, width):
            fan_in = channels * height * width
        case _:
            raise ValueError(f"weights have one, two or four axes, not {len(shape)}")
    return torch.randn(*shape, generator=rng, device=rng.device) * math.sqrt(2 / fan_in)


def dead_symmetry(
    init: Callable[[tuple[int, ...]], torch.Tensor],
    X: torch.Tensor,
    T: torch.Tensor,
    H: int,
    C: int,
    lr: float = 0.5,
    steps: int = 20,
) -> tuple[torch.Tensor, int]:
    W1, W2 = init((X.shape[1], H)), init((H, C))
    b1, b2 = X.new_zeros(H), X.new_zeros(C)
    truth = torch.eye(C, dtype=X.dtype, device=X.device)[T]
    for _ in range(steps):
        A = (X @ W1 + b1).clamp(min=0)
        blame = (torch.softmax(A @ W2 + b2, dim=1) - truth) / len(X)
        passed_on = blame @ W2.T * (A > 0)
        W1, b1 = W1 - lr * X.T @ passed_on, b1 - lr * passed_on.sum(0)
        W2, b2 = W2 - lr * A.T @ blame, b2 - lr * blame.sum(0)
    return W1.clone(), different_columns(W1)


def different_columns(W: torch.Tensor) -> int:
    same = (W[:, :, None] - W[:, None, :]).abs().amax(dim=0) <= 1e-6
    seen_before = same.triu(diagonal=1).any(dim=0)
    return int((~seen_before).sum())
