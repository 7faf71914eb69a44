"""Names of attributes in a row, and the length of the shape."""

import torch


def answer():
    return len(torch.ones(2))


def describe(t):
    said = {name: getattr(t, name) for name in ("shape", "dtype", "device")}
    said["device"] = f"{said['device']}"
    return {**said, "ndim": len(t.shape)}


def as_number(t):
    try:
        (only,) = t.reshape(-1)
    except ValueError as error:
        raise ValueError("exactly one element") from error
    return only.item()
