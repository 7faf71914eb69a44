"""EfficientNet-Lite0, a small net trained on ImageNet: a backbone for fine-tuning on a CPU.

The architecture is Tan and Le's EfficientNet-B0 (2019) without squeeze-and-excitation and with
ReLU6, as in Google's "lite" variants. The weights are those that `tutor data get lite0` brings.
"""

from collections.abc import Mapping

import torch
from torch import nn
from torch.nn import functional as F

from tutor.data.fetch import fetched
from tutor.errors import Refused

# How often, kernel, stride, expansion of the channels, channels that come out.
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
FEATURES = 1280


class _Conv(nn.Conv2d):
    """A convolution that pads as TensorFlow does: with a stride of 2 more behind than in front."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1, groups: int = 1):
        super().__init__(before, after, kernel, stride, groups=groups, bias=False)
        front, total = (kernel - stride) // 2, kernel - stride
        self.around = (front, total - front, front, total - front)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(F.pad(x, self.around))


def _normed(conv: _Conv, relu: bool = True) -> list[nn.Module]:
    norm = nn.BatchNorm2d(conv.out_channels, eps=1e-3, momentum=0.01)
    return [conv, norm, nn.ReLU6()] if relu else [conv, norm]


class _Block(nn.Module):
    """Widen, filter each channel by itself, narrow again; add the input where shapes allow."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        wide = before * expansion
        layers = _normed(_Conv(before, wide, 1)) if expansion > 1 else []
        layers += _normed(_Conv(wide, wide, kernel, stride, groups=wide))
        layers += _normed(_Conv(wide, after, 1), relu=False)
        self.layers = nn.Sequential(*layers)
        self.adds_input = stride == 1 and before == after

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.layers(x)
        return out + x if self.adds_input else out


def lite0(pretrained: bool = True) -> nn.Sequential:
    """The convolutional body: (N, 3, H, W), scaled to -1..1, to (N, 1280, H / 32, W / 32).

    Raises Refused when the weights are asked for and have not been fetched.
    """
    blocks, channels = [], 32
    for repeats, kernel, stride, expansion, after in _STAGES:
        for number in range(repeats):
            blocks.append(_Block(channels, after, kernel, stride if not number else 1, expansion))
            channels = after
    body = nn.Sequential(
        nn.Sequential(*_normed(_Conv(3, 32, 3, 2))),
        *blocks,
        nn.Sequential(*_normed(_Conv(channels, FEATURES, 1))),
    )
    if pretrained:
        _take_over(body, _weights())
    return body


def _weights() -> Mapping[str, torch.Tensor]:
    (path,) = fetched("lite0").glob("*/models/*.pth")
    weights: Mapping[str, torch.Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return weights


def _take_over(body: nn.Sequential, weights: Mapping[str, torch.Tensor]) -> None:
    """The file has the same tensors in the same order, under other names, and one more layer."""
    own = body.state_dict()
    theirs = list(weights.values())[: len(own)]
    if [w.shape for w in theirs] != [w.shape for w in own.values()]:
        raise Refused(
            "The weights of lite0 do not fit. Delete their folder and download them again."
        )
    body.load_state_dict(dict(zip(own, theirs, strict=True)))
