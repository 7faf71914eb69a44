"""Data that needs no network: small files of this package, and sets that come with scikit-learn.

Where they come from and on what terms is in `LICENCES.md` beside this file. torch is imported when
something is read, because the command line only lists the data and does not need it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_FOLDER = Path(__file__).parent


def digits() -> "tuple[torch.Tensor, torch.Tensor]":
    """Handwritten digits: images (1797, 8, 8), float64 from 0 to 1, and labels (1797,), int64."""
    import torch
    from sklearn.datasets import load_digits

    found = load_digits()
    images = torch.from_numpy(found.images) / 16
    return images, torch.from_numpy(found.target).to(torch.int64)


def photograph(name: str = "china") -> "torch.Tensor":
    """A photograph, "china" (a temple) or "flower": (3, 427, 640), float64 from 0 to 1."""
    import torch
    from sklearn.datasets import load_sample_image

    pixels = torch.from_numpy(load_sample_image(f"{name}.jpg").copy())
    return pixels.permute(2, 0, 1).double() / 255


def hamlet() -> str:
    """The play, without markup: 176,000 characters of 65 kinds."""
    return (_FOLDER / "hamlet.txt").read_text(encoding="utf-8")


def word_vectors() -> "tuple[list[str], torch.Tensor]":
    """The 20,000 most frequent English words and a vector for each: (20000, 100), float32."""
    import numpy
    import torch

    with numpy.load(_FOLDER / "word_vectors.npz", allow_pickle=False) as stored:
        words = [str(word) for word in stored["words"]]
        largest = stored["scale"].astype(numpy.float32)
        vectors = stored["vec"].astype(numpy.float32) * largest[:, None] / 127
    return words, torch.from_numpy(vectors)
