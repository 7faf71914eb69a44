"""Reference: carry the shape through the layers; multiply strides; differences of neighbours."""

import torch


def count_params(layers: list[tuple], shape: tuple[int, int, int]) -> list[int]:
    channels, height, width = shape
    counts = []
    for kind, *sizes in layers:
        if kind == "dense":
            (n_out,) = sizes
            counts.append(n_out * (channels * height * width + 1))
            channels, height, width = n_out, 1, 1
            continue
        k, s = sizes[-2:]
        c_out = sizes[0] if kind == "conv" else channels
        counts.append(c_out * (channels * k * k + 1) if kind == "conv" else 0)
        channels, height, width = c_out, (height - k) // s + 1, (width - k) // s + 1
    return counts


def receptive_field(layers: list[tuple[int, int]]) -> int:
    field, apart = 1, 1
    for k, s in layers:
        field += (k - 1) * apart
        apart *= s
    return field


def edge_detector() -> torch.Tensor:
    vertical = torch.tensor([[-1.0, 0.0, 1.0]]).expand(3, 3)
    return torch.stack([vertical, vertical.T])[:, None]
