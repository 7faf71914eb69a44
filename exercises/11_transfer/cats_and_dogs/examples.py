"""Visible examples for cats_and_dogs. `tutor check cats_and_dogs` runs them on your code."""

from tutor.grading.checks import check, expect, require


@check(task=1, points=1)
def test_bombay(submission):
    """Bombay_12.jpg is a cat, beagle_7.jpg is a dog."""
    expect(submission.label_func("images/Bombay_12.jpg"), True)
    expect(submission.label_func("images/beagle_7.jpg"), False)
    expect(submission.label_func("Pets/great_Dane_3.jpg"), False, "Great Dane, a dog")


@check(task=2, points=1)
def test_ten_pictures(submission):
    """Of ten pictures two are held back, and a batch of four is (4, 3, 16, 16)."""

    def made(module):
        from fastai.vision.all import PILImage, defaults

        def open_image(path):
            return PILImage.create(torch.zeros(20, 30, 3, dtype=torch.uint8).numpy())  # noqa: F821

        defaults.cpus = 0
        paths = [f"{('pug', 'Bombay')[i % 2]}_{i}.jpg" for i in range(10)]
        dls = module.make_dls(paths, open_image, 4, 16, 1)
        return list(dls.one_batch()[0].shape), len(dls.valid_ds)

    def parts(module, seed):
        from fastai.vision.all import PILImage, defaults

        def open_image(path):
            return PILImage.create(torch.zeros(8, 8, 3, dtype=torch.uint8).numpy())  # noqa: F821

        defaults.cpus = 0
        paths = [f"{('pug', 'Bombay')[i % 2]}_{i}.jpg" for i in range(40)]
        dls = module.make_dls(paths, open_image, 4, 8, seed)
        return [sorted(str(path) for path in part.items) for part in (dls.train_ds, dls.valid_ds)]

    shape, held_back = submission.run(made)
    expect(shape, [4, 3, 16, 16], "The shape of a batch")
    expect(held_back, 2, "The number of pictures held back")
    train, valid = submission.run(parts, 1)
    require(not set(train) & set(valid), "A picture is in training and is held back too.")
    require(submission.run(parts, 1)[1] == valid, "The same seed holds back other pictures.")
    require(submission.run(parts, 2)[1] != valid, "Another seed holds back the same pictures.")


@check(task=3, points=1)
def test_a_learner(submission):
    """train_cats gives a Learner whose metric is the error rate."""

    def trained(module):
        from fastai.vision.all import (
            CategoryBlock,
            DataBlock,
            ImageBlock,
            PILImage,
            RandomSplitter,
            Resize,
            nn,
        )

        def draw(number):
            return PILImage.create((torch.rand(16, 16, 3) * 255).byte().numpy())  # noqa: F821

        def arch(pretrained=False, weights=None):
            conv = nn.Conv2d(3, 4, 3)
            return nn.Sequential(conv, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())

        block = DataBlock(
            blocks=(ImageBlock, CategoryBlock),
            get_x=draw,
            get_y=lambda number: number % 2 == 1,
            splitter=RandomSplitter(0.5, seed=1),
            item_tfms=Resize(16),
        )
        dls = block.dataloaders(list(range(16)), bs=4, num_workers=0)
        learn = module.train_cats(dls, arch, 1)
        return type(learn).__name__, [metric.name for metric in learn.metrics]

    kind, metrics = submission.run(trained)
    expect(kind, "Learner", "The type of the result")
    expect(metrics, ["error_rate"], "The list of metrics")
