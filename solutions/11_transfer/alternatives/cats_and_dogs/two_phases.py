"""The two phases by hand: freeze, let the head learn, unfreeze, let everything learn with smaller
rates for the early layers. This is what fine_tune does, no more."""

from pathlib import Path

from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    RandomSplitter,
    Resize,
    aug_transforms,
    error_rate,
    vision_learner,
)


def label_func(path):
    return Path(path).stem[0].isupper()


def make_dls(paths, open_image, bs, size, seed):
    return DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_items=lambda source: list(source),
        get_x=open_image,
        get_y=label_func,
        splitter=RandomSplitter(seed=seed),
        item_tfms=Resize(size),
        batch_tfms=aug_transforms(max_rotate=0, max_warp=0, max_zoom=1.0, p_affine=0),
    ).dataloaders(paths, bs=bs, num_workers=0)


def train_cats(dls, arch, epochs, pretrained=False):
    learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
    rate = 2e-3
    learn.freeze()
    learn.fit_one_cycle(1, slice(rate), pct_start=0.99)
    learn.unfreeze()
    learn.fit_one_cycle(epochs, slice(rate / 200, rate / 2), pct_start=0.3)
    return learn
