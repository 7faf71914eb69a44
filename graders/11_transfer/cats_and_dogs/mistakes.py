"""Known mistakes of cats_and_dogs: each namespace stands in for the reference."""

from pathlib import Path

import reference
from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    IndexSplitter,
    RandomSplitter,
    Resize,
    accuracy,
    error_rate,
    vision_learner,
)
from generic_mistakes import typical


def block_of(get_x, splitter, item_tfms, label=reference.label_func):
    return DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_x=get_x,
        get_y=label,
        splitter=splitter,
        item_tfms=item_tfms,
    )


@typical
class dogs_are_capitals:
    """Your labels are the wrong way round: you call the names with a small letter cats. A net would
    learn it just as well, and be wrong about every animal."""

    def label_func(path):
        return not reference.label_func(path)


@typical
class breed_for_an_answer:
    """You return the breed. That is a fine label for 37 classes; the question here has two answers,
    and `label_func` should say whether it is a cat: True or False."""

    def label_func(path):
        return Path(path).stem.rpartition("_")[0]


@typical
class folder_decides:
    """You look at the first letter of the whole path. Where the file lies says nothing about the
    animal: take the name alone, or your cats will become dogs when you move the folder."""

    def label_func(path):
        return str(path).lstrip("/")[0].isupper()


class texts_only:
    """Your `label_func` can only deal with a text. fastai hands it `pathlib.Path` objects, which
    know their own name but have no `split`."""

    def label_func(path):
        return path.split("/")[-1][0].isupper()


@typical
class valid_share_of_a_tenth:
    """You hold back another share than a fifth. With too few pictures the error rate is a matter of
    luck; with too many there is little left to learn from."""

    def make_dls(paths, open_image, bs, size, seed):
        block = block_of(open_image, RandomSplitter(0.1, seed=seed), Resize(size))
        return block.dataloaders(list(paths), bs=bs)


@typical
class train_and_valid_overlap:
    """Pictures of the validation set are in the training set too. The net can know them by heart,
    and the error rate says nothing about pictures that it has not seen."""

    def make_dls(paths, open_image, bs, size, seed):
        def splitter(items):
            _, valid = RandomSplitter(0.2, seed=seed)(items)
            return list(range(len(items))), valid

        return block_of(open_image, splitter, Resize(size)).dataloaders(list(paths), bs=bs)


@typical
class seed_ignored:
    """Who is held back changes from run to run: the seed does not reach the splitter. You could
    then not tell a better net from a luckier split, and after a few restarts the net has trained on
    every picture that you test it with."""

    def make_dls(paths, open_image, bs, size, seed):
        block = block_of(open_image, RandomSplitter(0.2), Resize(size))
        return block.dataloaders(list(paths), bs=bs)


@typical
class seed_is_constant:
    """You split with a seed of your own and ignore the one that is passed, so that nobody can draw
    another split to see how much depends on it."""

    def make_dls(paths, open_image, bs, size, seed):
        block = block_of(open_image, RandomSplitter(0.2, seed=42), Resize(size))
        return block.dataloaders(list(paths), bs=bs)


class last_fifth_held_back:
    """You hold back the last fifth of the list. Files come sorted by breed, so some breeds would
    only be learned and others only be tested: draw at random."""

    def make_dls(paths, open_image, bs, size, seed):
        start = len(paths) - int(0.2 * len(paths))
        block = block_of(open_image, IndexSplitter(range(start, len(paths))), Resize(size))
        return block.dataloaders(list(paths), bs=bs)


@typical
class size_ignored:
    """Your batches have a size of their own, whatever `size` says. Larger pictures show more and
    take longer; it is the caller who has to choose."""

    def make_dls(paths, open_image, bs, size, seed):
        block = block_of(open_image, RandomSplitter(0.2, seed=seed), Resize(224))
        return block.dataloaders(list(paths), bs=bs)


class height_only:
    """Your pictures are not square: only one side has the size that was asked for."""

    def make_dls(paths, open_image, bs, size, seed):
        block = block_of(open_image, RandomSplitter(0.2, seed=seed), Resize((size, size + 8)))
        return block.dataloaders(list(paths), bs=bs)


class valid_is_shuffled:
    """The validation set is shuffled too. The error rate does not mind, but predictions can then
    no longer be matched with their files."""

    def make_dls(paths, open_image, bs, size, seed):
        dls = reference.make_dls(paths, open_image, bs, size, seed)
        dls.loaders[1] = dls.valid.new(shuffle=True)
        return dls


class train_not_shuffled:
    """Training sees the pictures in the same order in every epoch. Neighbours always share a batch,
    and the last ones always have the last word."""

    def make_dls(paths, open_image, bs, size, seed):
        dls = reference.make_dls(paths, open_image, bs, size, seed)
        dls.loaders[0] = dls.train.new(shuffle=False)
        return dls


class valid_loses_its_last_batch:
    """The last pictures of the validation set are dropped because they fill no batch. In training
    that is usual; an error rate should count everybody."""

    def make_dls(paths, open_image, bs, size, seed):
        dls = reference.make_dls(paths, open_image, bs, size, seed)
        dls.loaders[1] = dls.valid.new(drop_last=True)
        return dls


class everything_from_the_start:
    """You train all layers from the first step. The new head is random then, and its large, wrong
    gradients run through the body and spoil what it knew. Freeze the body until the head has had
    an epoch."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
        learn.unfreeze()
        learn.fit_one_cycle(epochs)
        return learn


class head_only:
    """Only the head ever learns: the body stays frozen. That is the first of two phases."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
        learn.freeze()
        learn.fit_one_cycle(1)
        learn.fit_one_cycle(epochs)
        return learn


class epochs_ignored:
    """You train for another number of epochs than `epochs` says. The epoch in which only the head
    learns comes on top and does not count."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
        learn.fine_tune(1 if epochs != 1 else 2)
        return learn


@typical
class accuracy_for_error:
    """Your metric is the accuracy. It is the same knowledge seen from the other side, but the
    exercise and the people who read your table expect the error rate: small is good."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=accuracy)
        learn.fine_tune(epochs)
        return learn


@typical
class no_metric:
    """There is no metric. The loss is made for the optimiser; people need a number that they can
    understand."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained)
        learn.fine_tune(epochs)
        return learn


class untrained:
    """You return the learner as it was made. Nothing was trained, and a random head guesses."""

    def train_cats(dls, arch, epochs, pretrained=False):
        return vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)


class head_of_a_thousand:
    """Your head has another number of outputs than there are classes. ImageNet, the
    photographs on which such nets are usually trained, has a thousand classes. Here there are as
    many as `dls.c` says."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate, n_out=1000)
        learn.fine_tune(epochs)
        return learn


@typical
class any_capital:
    """You take any capital in the name for a cat. `beagle_7.JPG` is a dog all the same: only the
    first letter of the name counts."""

    def label_func(path):
        return any(letter.isupper() for letter in Path(path).name)


@typical
class animal_searched_in_the_path:
    """You look for the animal in the path. The collection says it by the case of the first letter
    of the file's own name: no path says "cat" or "dog"."""

    def label_func(path):
        return "cat" in str(path).lower()


class words_for_an_answer:
    """You return a word. That is a label too; here `label_func` says whether it is a cat: True or
    False."""

    def label_func(path):
        return "cat" if reference.label_func(path) else "dog"


class parent_decides:
    """You look at the folder that the file lies in. Where the file lies says nothing about the
    animal: take the name alone."""

    def label_func(path):
        folder = Path(path).parent.name
        return folder[:1].isupper()


class no_epoch_for_the_head:
    """The head never learns alone. It is random at first, and its large, wrong gradients run
    through the body and spoil what it knew: one epoch with a frozen body comes first."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
        learn.fine_tune(epochs, freeze_epochs=0)
        return learn


class head_alone_for_all_epochs:
    """The head learns alone for as long as everything together. One epoch is enough for that, the
    default of `fine_tune`; `epochs` is for the second phase."""

    def train_cats(dls, arch, epochs, pretrained=False):
        learn = vision_learner(dls, arch, pretrained=pretrained, metrics=error_rate)
        learn.fine_tune(epochs, freeze_epochs=epochs)
        return learn
