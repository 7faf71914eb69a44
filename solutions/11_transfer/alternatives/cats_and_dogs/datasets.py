"""Without a DataBlock: the pipelines that it would build, written out as fastai's mid-level
Datasets. This is where to go when a problem does not fit into blocks."""

import random
from pathlib import Path

import torch
from fastai.vision.all import (
    Categorize,
    Datasets,
    IntToFloatTensor,
    Resize,
    ToTensor,
    error_rate,
    vision_learner,
)


def label_func(path):
    return not Path(path).name[:1].islower()


def make_dls(paths, open_image, bs, size, seed):
    order = list(range(len(paths)))
    random.Random(seed).shuffle(order)
    count = int(0.2 * len(paths))
    datasets = Datasets(
        list(paths),
        [[open_image], [label_func, Categorize()]],
        splits=[order[count:], order[:count]],
    )
    return datasets.dataloaders(
        bs=bs,
        after_item=[Resize(size), ToTensor()],
        after_batch=[IntToFloatTensor()],
        num_workers=0,
        device=torch.device("cpu"),
    )


def train_cats(dls, arch, epochs, pretrained=False):
    learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
    learn.fine_tune(epochs)
    return learn
