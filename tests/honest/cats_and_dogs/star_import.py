# the star import of the book, prints of the vocabulary and of the sizes
from fastai.vision.all import *
import re


def label_func(path):
    name = str(path).replace("\\", "/").split("/")[-1]
    return bool(re.match(r"[A-Z]", name))


def make_dls(paths, open_image, bs, size, seed):
    pets = DataBlock(
        blocks=(ImageBlock(), CategoryBlock()),
        get_x=open_image,
        get_y=label_func,
        splitter=RandomSplitter(seed=seed),
        item_tfms=Resize(size),
    )
    dls = pets.dataloaders(L(paths), bs=bs)
    print(dls.vocab, len(dls.train_ds), len(dls.valid_ds))
    return dls


def train_cats(dls, arch, epochs, pretrained=False):
    learn = vision_learner(dls, arch, metrics=error_rate, pretrained=pretrained)
    print(learn.summary if hasattr(learn, "summary") else learn)
    learn.fine_tune(epochs)
    return learn
