"""Hidden suite of cats_and_dogs. Run it on a file:

pytest graders/11_transfer/cats_and_dogs/suite.py --submission FILE

There are no photographs in the box: a cat is a picture of standing stripes and a dog one of lying
stripes, drawn from its path by the driver, in different heights and widths. What is random in
training is judged by a share that the reference keeps with room to spare.
"""

from itertools import pairwise

from tutor.grading.checks import check, expect, require

FOLDERS = ("data/Images", "Pets/all", "images", "/home/Ada/oxford-iiit-pet/images")
CATS = ("Bombay", "Abyssinian", "Egyptian_Mau", "Sphynx", "Maine_Coon")
DOGS = ("beagle", "pug", "saint_bernard", "american_bulldog", "shiba_inu")


def some_paths(rng, count):
    """Paths of cats and dogs in turn, in folders that say nothing about them."""
    paths = []
    for number in range(count):
        breeds = CATS if number % 2 else DOGS
        folder = FOLDERS[rng.integer(0, len(FOLDERS) - 1)]
        paths.append(f"{folder}/{breeds[rng.integer(0, 4)]}_{number}.jpg")
    return paths


def is_cat(path):
    return path.rpartition("/")[2][0].isupper()


@check(
    task=1,
    points=0.75,
    catches="dogs-are-capitals breed-for-an-answer animal-searched-in-the-path words-for-an-answer "
    "parent-decides",
)
def test_labels(submission, rng):
    """Cats have a capital, dogs do not"""

    def labels(module, paths):
        return [module.label_func(path) for path in paths]

    paths = [path.rpartition("/")[2] for path in some_paths(rng, 12)]
    expect(submission.run(labels, paths), [is_cat(path) for path in paths], "The list of labels")


@check(task=1, points=0.75, catches="folder-decides any-capital")
def test_folders_say_nothing(submission, rng):
    """The folder says nothing about the animal, and neither do capitals further on"""

    def labels(module, paths):
        return [module.label_func(path) for path in paths]

    paths = some_paths(rng, 12)
    expect(submission.run(labels, paths), [is_cat(path) for path in paths], "The list of labels")
    paths = ["beagle_7.JPG", "data/Images/saint_Bernard_2.jpg", "pug_B.jpg", "pUG_4.jpg"]
    paths += ["X/Sphynx_3.JPEG", "x/sPHYNX_5.jpg"]
    what = "The list of labels of names with capitals elsewhere"
    expect(submission.run(labels, paths), [is_cat(path) for path in paths], what)


@check(task=1, points=0.5, catches="texts-only")
def test_paths(submission):
    """A pathlib.Path is a path too"""

    def labels(module):
        from pathlib import Path

        return [module.label_func(Path(p)) for p in ("Data/pug_1.jpg", "data/Bombay_2.jpg")]

    expect(submission.run(labels), [False, True], "The list of labels")


def looked_at(module, paths, bs, size, seed, as_paths):
    """Make the batches and say what is in them; every opened picture is written down."""
    from pathlib import Path

    import numpy
    from fastai.vision.all import PILImage, defaults

    opened = []

    def open_image(path):
        opened.append(str(path))
        name = str(path).rpartition("/")[2]
        height, width = 20 + len(name), 50 - len(name)
        pixels = numpy.full((height, width, 3), 90, dtype="uint8")
        pixels[:, ::4] += 100
        return PILImage.create(pixels if name[0].isupper() else pixels.transpose(1, 0, 2).copy())

    def passed_over(loader):
        opened.clear()
        targets = [target for batch in loader for target in batch[1].tolist()]
        return list(opened), targets

    cpus, defaults.cpus = defaults.cpus, 0  # no further processes in a box
    try:
        given = [Path(path) for path in paths] if as_paths else paths
        dls = module.make_dls(given, open_image, bs, size, seed)
        batch = dls.train.one_batch()
        valid, targets = passed_over(dls.valid)
        return {
            "train": [str(item) for item in dls.train_ds.items],
            "valid": [str(item) for item in dls.valid_ds.items],
            "shape": list(batch[0].shape),
            "kind": str(batch[0].dtype),
            "epochs": [passed_over(dls.train)[0] for _ in range(2)],
            "looked": valid,
            "answers": [str(dls.vocab[target]) for target in targets],
        }
    finally:
        defaults.cpus = cpus


def look(submission, paths, bs=4, size=32, seed=7, as_paths=False):
    found = submission.run(looked_at, paths, bs, size, seed, as_paths)
    require(type(found) is dict, "The batches could not be looked at.")
    return found


@check(task=2, points=1, catches="valid-share-of-a-tenth train-and-valid-overlap")
def test_split(submission, rng):
    """A fifth is held back; no picture is in both sets, and none is lost"""
    paths = some_paths(rng, 33)
    found = look(submission, paths)
    train, valid = found["train"], found["valid"]
    require(not set(train) & set(valid), "Some pictures are in both sets.")
    require(sorted(train + valid) == sorted(paths), "Some pictures are lost, or are there twice.")
    expect(len(valid), 6, "The number of pictures held back")


@check(task=2, points=0.75, catches="seed-ignored seed-is-constant last-fifth-held-back")
def test_seed(submission, rng):
    """The seed decides who is held back"""
    paths = some_paths(rng, 40)
    first, again, other = (sorted(look(submission, paths, seed=s)["valid"]) for s in (3, 3, 4))
    require(
        first not in (sorted(paths[-8:]), sorted(paths[:8])),
        "The fifth that is held back lies at one end of the list: it is not drawn at random.",
    )
    places = sorted(paths.index(path) for path in first)
    require(
        len({after - before for before, after in pairwise(places)}) > 1,
        "Every fifth picture of the list is held back: they are not drawn at random.",
    )
    require(first == again, "The same seed holds back other pictures the second time.")
    require(first != other, "Another seed holds back the same pictures.")


@check(task=2, points=0.75, catches="size-ignored height-only")
def test_shape(submission, rng):
    """Every batch is (bs, 3, size, size), whatever the pictures were"""
    found = look(submission, some_paths(rng, 20), bs=5, size=28)
    expect(found["shape"], [5, 3, 28, 28], "The shape of a batch")
    expect(found["kind"], "torch.float32", "The dtype of a batch")


@check(
    task=2,
    points=0.75,
    catches="dogs-are-capitals breed-for-an-answer valid-loses-its-last-batch",
)
def test_targets(submission, rng):
    """The targets are what label_func says, for a pathlib.Path too"""
    found = look(submission, some_paths(rng, 30), as_paths=True)
    wanted = [str(is_cat(path)) for path in found["looked"]]
    expect(len(found["answers"]), len(found["valid"]), "The number of targets in validation")
    require(found["answers"] == wanted, "The targets are not the labels of their pictures.")


@check(
    task=2,
    points=0.75,
    catches="valid-is-shuffled train-not-shuffled valid-loses-its-last-batch",
)
def test_order(submission, rng):
    """Training is shuffled for every epoch; validation keeps its order and is whole"""
    found = look(submission, some_paths(rng, 45), bs=4)
    expect(len(found["answers"]), len(found["valid"]), "The number of targets in validation")
    require(found["looked"] == found["valid"], "Validation does not keep its order.")
    first, second = found["epochs"]
    require(first != second, "Two epochs see the training pictures in the same order.")
    require(set(first) <= set(found["train"]), "Training sees a picture that is held back.")


def trained(module, epochs, seed, pretrained):
    """Train on stripes; every call of fit is written down, with how many parameters it may move,
    and every model that is made, with whether its weights were asked for."""
    import numpy
    from fastai.vision.all import (
        CategoryBlock,
        DataBlock,
        ImageBlock,
        Learner,
        PILImage,
        RandomSplitter,
        Resize,
        nn,
    )

    def draw(number):
        pixels = numpy.random.default_rng([seed, number]).integers(0, 90, (24, 24, 3))
        pixels[:, ::4] += 120
        return PILImage.create(
            (pixels if number % 2 else pixels.transpose(1, 0, 2)).astype("uint8")
        )

    made = []

    def arch(pretrained=False, weights=None):
        made.append(bool(pretrained or weights))
        layers = []
        for before, after in ((3, 8), (8, 16)):
            layers += [nn.Conv2d(before, after, 3, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 2))

    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_x=draw,
        get_y=lambda number: number % 2 == 1,
        splitter=RandomSplitter(0.25, seed=1),
        item_tfms=Resize(24),
    )
    dls = block.dataloaders(list(range(64)), bs=8, num_workers=0)
    phases, fit = [], Learner.fit

    def noted(self, n_epoch, *args, **kwargs):
        free = sum(p.numel() for p in self.model.parameters() if p.requires_grad)
        phases.append((int(n_epoch), free))
        with self.no_bar(), self.no_logging():
            return fit(self, n_epoch, *args, **kwargs)

    torch.manual_seed(seed)  # noqa: F821
    Learner.fit = noted
    try:
        learn = module.train_cats(dls, arch, epochs, pretrained=pretrained)
        if not isinstance(learn, Learner):
            return {"learner": type(learn).__name__}
        with learn.no_bar(), learn.no_logging():
            error = float(learn.validate()[1]) if learn.metrics else 1.0
            answers = [learn.predict(draw(number)) for number in (101, 102)]
        outputs = [m.out_features for m in learn.model.modules() if isinstance(m, nn.Linear)]
        return {
            "learner": "Learner",
            "phases": phases,
            "made": made,
            "metrics": [metric.name for metric in learn.metrics],
            "error": error,
            "answers": [(str(answer[0]), len(answer)) for answer in answers],
            "outputs": outputs[-1],
        }
    finally:
        Learner.fit = fit


def train(submission, epochs, seed, pretrained=False):
    found = submission.run(trained, epochs, seed, pretrained)
    kind = found["learner"] if type(found) is dict else "nothing"
    require(kind == "Learner", f"train_cats gives {kind}; a fastai Learner was expected.")
    return found


@check(
    task=3,
    points=1.5,
    catches="everything-from-the-start head-only epochs-ignored no-epoch-for-the-head "
    "head-alone-for-all-epochs untrained",
)
def test_two_phases(submission, rng):
    """First the head alone for one epoch, then everything for `epochs` epochs"""
    phases = train(submission, 2, rng.integer(0, 10**6))["phases"]
    require(len(phases) > 1, "There is one phase of training where there should be two.")
    require(
        phases[0][1] < phases[-1][1], "The body is not frozen first, or it is not freed afterwards."
    )
    expect([n for n, _ in phases], [1, 2], "The numbers of epochs of the phases")


@check(task=3, points=1, catches="accuracy-for-error no-metric")
def test_metric(submission, rng):
    """The one metric is the error rate, and the net is made by `arch`, with weights if asked"""
    for pretrained in (False, True):
        found = train(submission, 1, rng.integer(0, 10**6), pretrained)
        expect(found["metrics"], ["error_rate"], "The list of metrics")
        require(bool(found["made"]), "The net is not made by `arch`.")
        require(
            found["made"][-1] is pretrained,
            f"With pretrained={pretrained} the weights of `arch` are "
            f"{'not loaded' if pretrained else 'loaded'}.",
        )


@check(task=3, points=1.5, catches="untrained head-of-a-thousand")
def test_it_learns(submission, rng):
    """It can tell standing stripes from lying ones, and answers with the label first"""
    found = train(submission, 14, rng.integer(0, 10**6))  # with 6 one right net in five fails
    expect(found["outputs"], 2, "The number of outputs of the last layer")
    require(found["error"] <= 0.25, "After 14 epochs it still cannot tell the two kinds apart.")
    expect([parts for _, parts in found["answers"]], [3, 3], "The parts of each prediction")
