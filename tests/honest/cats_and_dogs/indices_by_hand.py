# a permutation of one's own for the split, IndexSplitter, functools.partial
import os.path
from functools import partial

import numpy as np
from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    IndexSplitter,
    Resize,
    error_rate,
    vision_learner,
)


def label_func(path):
    return os.path.basename(path)[:1].isupper()


def make_dls(paths, open_image, bs, size, seed):
    paths = list(paths)
    held = np.random.default_rng(seed).permutation(len(paths))[: int(0.2 * len(paths))]
    block = DataBlock(
        [ImageBlock, CategoryBlock],
        get_items=None,
        get_x=lambda path: open_image(path),
        get_y=label_func,
        splitter=IndexSplitter([int(i) for i in held]),
        item_tfms=[Resize((size, size))],
    )
    return block.dataloaders(paths, bs=bs)


def train_cats(dls, arch, epochs, pretrained=False):
    make = partial(vision_learner, metrics=[error_rate])
    learner = make(dls, arch, pretrained=pretrained)
    learner.fine_tune(epochs, freeze_epochs=1)
    return learner
