"""Decide first who is held back, by index, and look the labels up: a split that was made once can
be written down and shared. The vocabulary is given, so it cannot depend on who was seen."""

import os

from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    IndexSplitter,
    RandomSplitter,
    Resize,
    error_rate,
    vision_learner,
)


def label_func(path):
    name = os.path.basename(str(path))
    return name[0] == name[0].upper()


def make_dls(paths, open_image, bs, size, seed):
    held_back = RandomSplitter(0.2, seed=seed)(paths)[1]
    labels = {str(path): label_func(path) for path in paths}
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock(vocab=[False, True])),
        get_x=open_image,
        get_y=lambda path: labels[str(path)],
        splitter=IndexSplitter(held_back),
        item_tfms=Resize(size, method="squish"),
    )
    return block.dataloaders(paths, bs=bs, num_workers=0)


def train_cats(dls, arch, epochs, pretrained=False):
    learn = vision_learner(dls, arch, metrics=[error_rate], pretrained=pretrained)
    with learn.no_bar(), learn.no_logging():
        learn.fine_tune(epochs, freeze_epochs=1)
    return learn
