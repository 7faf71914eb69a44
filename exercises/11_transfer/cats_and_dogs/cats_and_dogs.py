"""Cats and dogs: fastai's DataBlock, vision_learner and fine_tune.

Replace each `raise` by your own code. Here the library is the point: use fastai for all of it. The
pictures come through `open_image`, so that the same code works on files of yours
(`open_image=PILImage.create`) and on the pictures that the checks draw in memory.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from fastai.vision.all import DataLoaders, Learner, PILImage


def label_func(path: str | Path) -> bool:
    """Say whether a picture of the Oxford-IIIT Pet collection shows a cat.

    The collection says it by the case of the first letter of the file's own name: cats are
    `Bombay_12.jpg`, dogs are `beagle_7.jpg`. Where the file lies says nothing.

    Args:
        path: the path of the file, as a text or a `pathlib.Path`: `data/Images/beagle_7.jpg`.

    Returns:
        True for a cat, False for a dog.
    """
    raise NotImplementedError("task 1: the label is in the name")


def make_dls(
    paths: Sequence[str | Path],
    open_image: Callable[[str | Path], PILImage],
    bs: int,
    size: int,
    seed: int,
) -> DataLoaders:
    """Turn pictures into batches, with a fifth of them held back for validation.

    Args:
        paths: one path for each picture, as a text or a `pathlib.Path`.
        open_image: opens the picture of a path; pictures may differ in height and width.
        bs: how many pictures make a batch.
        size: height and width that every picture gets.
        seed: decides which pictures are held back.

    Returns:
        DataLoaders whose training and validation sets share no picture and together hold all of
        them: `int(0.2 * len(paths))` are held back, chosen at random by the seed, and the same ones
        whenever the seed is the same. The inputs of a batch are (bs, 3, size, size), the targets
        what `label_func` says of their paths. The training set is shuffled for every epoch; a
        last batch with fewer than bs pictures may be left out there, as fastai does. The validation
        set keeps its order and is used whole.
    """
    raise NotImplementedError("task 2: from file names to batches")


def train_cats(dls: DataLoaders, arch: Callable, epochs: int, pretrained: bool = False) -> Learner:
    """Fine-tune an architecture on the batches.

    First the new head learns for one epoch while the body is frozen; then everything learns for
    `epochs` epochs. This is fastai's `fine_tune` with its default number of frozen epochs.

    Args:
        dls: what `make_dls` gives.
        arch: an architecture that `vision_learner` knows how to cut: a function that makes a model.
        epochs: how long everything learns.
        pretrained: whether to load the architecture's weights (that would need a network).

    Returns:
        The trained Learner. Its one metric is the error rate.
    """
    raise NotImplementedError("task 3: fine-tune")
