"""Photographs of cats and dogs from CIFAR-10, as `tutor data get cifar10` brings it.

Each batch is one PNG whose rows are pictures of 32 x 32 pixels; the labels are lists in JSON.
"""

import json

import torch

from tutor.data.fetch import fetched

_CAT, _DOG = 3, 5


def cats_and_dogs(train: int, test: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The first `train` of the training batches and then `test` of the test batch.

    Returns images (train + test, 3, 32, 32), uint8, and labels (train + test,), 1 for a cat.
    Raises Refused when CIFAR-10 has not been fetched.
    """
    # The name of the file of labels is the package's own.
    parts = (
        ("data_batch_1.png", "train_lables.json", train),
        ("test_batch.png", "test_lables.json", test),
    )
    found = [_some(*part) for part in parts]
    return torch.cat([images for images, _ in found]), torch.cat([labels for _, labels in found])


def _some(picture: str, labels: str, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    import numpy
    from PIL import Image

    folder = fetched("cifar10") / "package"
    with Image.open(folder / picture) as rows:
        pixels = torch.from_numpy(numpy.array(rows.convert("RGB")))
    kinds = torch.tensor(json.loads((folder / labels).read_text())[: len(pixels)])
    wanted = ((kinds == _CAT) | (kinds == _DOG)).nonzero().flatten()[:count]
    images = pixels.reshape(-1, 32, 32, 3)[wanted].permute(0, 3, 1, 2)
    return images.contiguous(), (kinds[wanted] == _CAT).to(torch.int64)
