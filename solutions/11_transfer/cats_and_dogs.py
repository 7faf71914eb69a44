"""Reference: the first lesson of fast.ai in three functions.

The seed of RandomSplitter fixes who is held back; fine_tune is fastai/callback/schedule.py: one
epoch for the head alone, then all layers with smaller rates for the early ones.
"""

from pathlib import Path

from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    RandomSplitter,
    Resize,
    error_rate,
    vision_learner,
)


def label_func(path):
    return Path(path).name[0].isupper()


def make_dls(paths, open_image, bs, size, seed):
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_x=open_image,
        get_y=label_func,
        splitter=RandomSplitter(valid_pct=0.2, seed=seed),
        item_tfms=Resize(size),
    )
    return block.dataloaders(list(paths), bs=bs)


def train_cats(dls, arch, epochs, pretrained=False):
    learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
    learn.fine_tune(epochs)
    return learn
