# torch's own error turned into a ValueError; dict() with names
import torch


def answer():
    return torch.tensor([1, 1]).sum().item()


def describe(t):
    return dict(shape=tuple(t.size()), ndim=t.ndimension(), dtype=t.dtype, device=str(t.device))


def as_number(t):
    try:
        return t.item()
    except RuntimeError as e:
        raise ValueError("only tensors with one element") from e
