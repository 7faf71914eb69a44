# imports of fastai.tabular, torchvision and matplotlib; a plot under __main__
from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torchvision
from fastai.vision.all import *

print(torch.__version__, torchvision.__version__, Path("a/b").name)


def label_func(path):
    first, *_ = Path(path).name
    return first == first.upper() and first != first.lower()


def make_dls(paths, open_image, bs, size, seed):
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_x=open_image,
        get_y=label_func,
        splitter=RandomSplitter(valid_pct=0.2, seed=seed),
        item_tfms=Resize(size, method=ResizeMethod.Squish),
    )
    return block.dataloaders(list(map(str, paths)), bs=bs, num_workers=0)


def train_cats(dls, arch, epochs, pretrained=False):
    learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
    with learn.no_bar():
        learn.fine_tune(epochs)
    return learn


if __name__ == "__main__":
    dls = make_dls(get_image_files("."), PILImage.create, 4, 224, 0)
    dls.show_batch()
    plt.show()
