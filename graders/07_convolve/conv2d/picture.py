"""A photograph through your convolution: what hand-made kernels see."""

import torch

from tutor.data import photograph
from tutor.grading.pictures import Images

SHRINK = 3  # 142 x 213 pixels are enough to see it, and quick


def draw(submission):
    colour = smaller(photograph()).float()
    grey = colour.mean(0, keepdim=True)[None]  # (1, 1, H, W)
    blurred = submission.conv2d(grey, blur(9), torch.zeros(1), 1, 4)[0, 0]
    edges = submission.conv2d(grey, edge_kernels(), torch.zeros(2), 1, 1)[0]
    sharper = submission.conv2d(grey, sharpen(), torch.zeros(1), 1, 1)[0, 0]
    return Images(
        title="A photograph through your convolution",
        images=[
            ("the photograph", colour.clamp(0, 1)),
            ("blurred, 9 by 9 equal weights", blurred.clamp(0, 1)),
            ("sharpened, 3 by 3 weights", sharper.clamp(0, 1)),
            ("where it gets darker or lighter going down", edges[0].abs().clamp(0, 1)),
            ("where it does so going across", edges[1].abs().clamp(0, 1)),
        ],
        caption=(
            "The same few weights visited every pixel. Each of the two edge kernels has 9 numbers "
            "and answers to edges of one direction: compare the roofs with the columns. The dark "
            "rim of the blurred picture is the padding."
        ),
    )


def smaller(picture):
    """Average over squares of SHRINK x SHRINK pixels; what does not fill a square is cut off."""
    c, h, w = picture.shape
    h, w = h // SHRINK, w // SHRINK
    cut = picture[:, : h * SHRINK, : w * SHRINK]
    return cut.reshape(c, h, SHRINK, w, SHRINK).mean((2, 4))


def blur(size):
    return torch.full((1, 1, size, size), 1 / size**2)


def sharpen():
    """Exaggerate how a pixel differs from the average of its window."""
    kernel = -blur(3)
    kernel[:, :, 1, 1] += 2
    return kernel


def edge_kernels():
    """Sobel's kernels: the difference across the edge, smoothed along it."""
    across = torch.tensor([1.0, 2.0, 1.0])
    down = torch.tensor([-1.0, 0.0, 1.0])
    horizontal = down[:, None] * across
    return torch.stack([horizontal, horizontal.T])[:, None]
