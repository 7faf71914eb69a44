"""Reference: the attributes of a tensor, and `item` for the only element."""

import torch


def answer() -> int:
    return 1 + 1


def describe(t: torch.Tensor) -> dict[str, object]:
    return {
        "shape": tuple(t.shape),
        "ndim": t.ndim,
        "dtype": t.dtype,
        "device": str(t.device),
    }


def as_number(t: torch.Tensor) -> float | int | bool:
    if t.numel() != 1:
        raise ValueError(f"one element is needed, not {t.numel()}")
    return t.item()
