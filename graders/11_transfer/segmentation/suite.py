"""Hidden suite of segmentation. Run it on a file:

pytest graders/11_transfer/segmentation/suite.py --submission FILE
"""

import torch
from torch.nn.functional import cross_entropy

from tutor.grading.checks import Contract, check, expect, expect_like, require

IGNORE = 255


def draw_pixels(rng, n, c, h, w, dtype=torch.float64, ignored=0.25, ignore=IGNORE):
    """Logits and a mask in which a share of the pixels does not count."""
    logits = rng.normal(n, c, h, w, dtype=dtype, scale=2.0)
    mask = torch.randint(c, (n, h, w), generator=rng.generator)
    mask[torch.rand(n, h, w, generator=rng.generator) < ignored] = ignore
    mask.view(-1)[0] = 0  # one pixel counts in any case
    return logits, mask, ignore


def right_loss(logits, mask, ignore):
    return cross_entropy(logits, mask, ignore_index=ignore)


def near_loss(logits, mask, ignore):
    return 64 * torch.finfo(logits.dtype).eps


LOSS = Contract("seg_loss", draw_pixels, what="The loss", truth=right_loss, rounding=near_loss)


def draw_masks(rng, n, h, w, height, width):
    mask = torch.randint(12, (n, h, w), generator=rng.generator) * 21
    return mask, height, width


def nearest(mask, height, width):
    rows = [i * mask.shape[1] // height for i in range(height)]
    columns = [j * mask.shape[2] // width for j in range(width)]
    return mask[:, rows][:, :, columns]


RESIZE = Contract("resize_mask", draw_masks, what="The mask", truth=nearest)


def draw_answers(rng, n, h, w, classes, ignored=0.2, ignore=IGNORE):
    """Predictions that are right at half of the pixels, and a mask with all classes in it."""
    mask = torch.randint(classes, (n, h, w), generator=rng.generator)
    chance = torch.randint(classes, (n, h, w), generator=rng.generator)
    pred = torch.where(torch.rand(n, h, w, generator=rng.generator) < 0.5, mask, chance)
    mask[torch.rand(n, h, w, generator=rng.generator) < ignored] = ignore
    mask.view(-1)[:classes] = torch.arange(classes)
    return pred, mask, classes, ignore


def right_scores(pred, mask, classes, ignore):
    counts = mask != ignore
    scores = []
    for c in range(classes):
        a, b = (pred == c) & counts, (mask == c) & counts
        scores.append(2 * (a & b).sum().double() / (a.sum() + b.sum()).double())
    return torch.stack(scores)


DICE = Contract("dice", draw_answers, what="The row of scores", truth=right_scores)


def paths_of(module, paths):
    from pathlib import Path

    found = [module.mask_path(path) for path in paths]
    found += [module.mask_path(Path(path)) for path in paths]
    return [str(path) for path in found], all(isinstance(path, Path) for path in found)


def expect_paths(submission, pairs):
    found, _ = submission.run(paths_of, [path for path, _ in pairs])
    for (path, right), mine in zip([*pairs, *pairs], found, strict=True):
        expect(mine, right, f"The mask's path for {path}")


@check(
    task=1,
    points=0.5,
    catches="folder-kept suffix-lost suffix-fixed mark-after-the-suffix mark-forgotten",
)
def test_paths(submission):
    """The folder, the name and the suffix of a mask"""
    expect_paths(
        submission,
        [
            ("camvid/images/street_7.png", "camvid/labels/street_7_P.png"),
            ("images/a.jpg", "labels/a_P.jpg"),
            ("/data/set/images/0006R0_f02340.png", "/data/set/labels/0006R0_f02340_P.png"),
        ],
    )


@check(task=1, points=0.5, catches="every-images-replaced cut-at-the-first-point text-returned")
def test_odd_paths(submission):
    """Points and `_P` in names, folders that are called images too"""
    expect_paths(
        submission,
        [
            ("my/images/camvid/images/x.png", "my/images/camvid/labels/x_P.png"),
            ("a/images/street.7.night.png", "a/labels/street.7.night_P.png"),
            ("a/images/images_P_3.png", "a/labels/images_P_3_P.png"),
            ("v1.2/images/x.png", "v1.2/labels/x_P.png"),
        ],
    )
    _, are_paths = submission.run(paths_of, ["camvid/images/street_7.png"])
    require(are_paths is True, "The result should be a `pathlib.Path`.", apart=True)


@check(
    task=2,
    points=1.25,
    catches="softmax-over-the-rows softmax-over-the-height softmax-over-the-pictures "
    "loss-summed divided-by-the-pictures scores-instead "
    "sign-forgotten softmax-twice base-two",
)
def test_loss(subject):
    """The mean cross-entropy of all pixels"""
    for sizes in ((2, 3, 4, 5), (1, 2, 6, 3), (3, 5, 2, 4)):
        subject(LOSS).agrees(*subject(LOSS).draw(*sizes, ignored=0.0))


@check(
    task=2,
    points=1,
    catches="ignored-in-the-mean ignored-as-class-zero ignore-fixed "
    "ignored-as-class-zero-in-the-sum "
    "mean-of-the-means",
)
def test_ignored(subject):
    """Pixels that do not count change nothing"""
    subject(LOSS).agrees_on((2, 3, 4, 5), (3, 4, 3, 2))
    for ignore in (-1, 7, -100):
        subject(LOSS).agrees(*subject(LOSS).draw(2, 3, 4, 5, ignore=ignore))
    for sizes in ((2, 3, 4, 5), (2, 1, 3, 4)):  # a single pixel that counts, a single class
        subject(LOSS).agrees(*subject(LOSS).draw(*sizes, ignored=1.0 if sizes[1] > 1 else 0.5))


@check(task=2, points=0.5, catches="no-pixel-is-not-a-number no-pixel-has-no-gradient")
def test_nothing_counts(submission):
    """Where no pixel counts the loss is 0, and so is the gradient"""

    def pulled(module, logits, mask):
        logits.requires_grad_()
        loss = module.seg_loss(logits, mask)
        if not loss.requires_grad:
            return loss.detach(), None
        loss.backward()
        return loss.detach(), logits.grad

    for n in (2, 0):
        logits, mask = torch.ones(n, 3, 4, 5).double(), torch.full((n, 4, 5), IGNORE)
        loss, gradient = submission.run(pulled, logits, mask)
        expect_like(loss, logits.sum(), "The loss where no pixel counts", dtype=torch.float64)
        expect(
            loss,
            torch.tensor(0.0).double(),
            f"The loss of {n} pictures without a pixel that counts",
        )
        require(
            gradient is not None,
            "Where no pixel counts no gradient arrives, so a training loop breaks there.",
            apart=True,
        )
        expect(gradient, torch.zeros(n, 3, 4, 5).double(), "The gradient where no pixel counts")


@check(task=2, points=0.5, catches="loss-cut-off")
def test_loss_gradient(subject):
    """Gradients flow back to the pixels that count"""

    def draw(rng, n, c, h, w):
        return draw_pixels(rng, n, c, h, w)

    contract = Contract("seg_loss", draw, what="The loss", truth=right_loss)
    subject(contract).passes_gradients_back(2, 3, 4, 5)


@check(task=2, points=0.25, catches="exponentials-overflow")
def test_large_scores(submission, rng):
    """Large scores, and none that is not a number"""
    logits, mask, _ = draw_pixels(rng, 2, 3, 4, 5)
    for dtype in (torch.float64, torch.float32):
        found = submission.seg_loss((logits * 1000).to(dtype), mask)
        moved = submission.seg_loss((logits * 1000 + 5000).to(dtype), mask)
        expect_like(found, torch.zeros((), dtype=dtype), "The loss of large scores")
        require(bool(found.abs() > 1e-3), "The loss of large and wrong scores is next to nothing.")
        what = "The loss after 5000 is added to all scores"
        expect(moved, found, what, within=1e-2 if dtype == torch.float32 else 1e-6)


@check(task=2, points=0.5, catches="classes-unchecked shapes-unchecked ignored-refused")
def test_refusals(subject, rng):
    """Numbers that are no class, and masks that do not fit"""
    logits, mask, _ = draw_pixels(rng, 2, 3, 4, 5)
    above, below = mask.clone(), mask.clone()
    above[1, 2, 3], below[0, 1, 2] = 3, -1
    subject(LOSS).refuses(
        (logits, above),
        (logits, below),
        (logits, mask, -100),
        because="A number that is neither a class nor `ignore` is a fault in the mask.",
        but_not=(2, 3, 4, 5),
    )
    subject(LOSS).refuses(
        (logits, mask[:1]),
        (logits, mask[:, :, :1]),
        (logits, mask.transpose(1, 2)),
        (logits, mask[:, None]),
        because="There should be one number in the mask for each pixel of the logits.",
        but_not=(2, 3, 4, 5),
    )


@check(task=2, points=0.25, catches="always-float64")
def test_loss_dtypes(subject):
    """The loss has the dtype of the scores"""
    subject(LOSS).keeps_dtype(torch.float32, (2, 3, 4, 5))
    subject(LOSS).keeps_short_dtypes(2, 3, 4, 5)


@check(task=2, points=0.25, catches="logits-overwritten mask-overwritten loop-over-pictures")
def test_loss_manners(subject):
    """Nothing is written into, nothing leaves the GPU, nothing is visited one by one"""
    subject(LOSS).leaves_its_arguments(2, 3, 4, 5)
    subject(LOSS).stays_on_the_gpu(2, 3, 4, 5)
    subject(LOSS).has_no_loop(2, 3, 4, 5, over=["pictures", None, "rows", "columns"])


@check(
    task=3,
    points=1,
    catches="blended height-and-width-swapped rounded-to-the-nearest centres-compared "
    "ends-matched spread-from-end-to-end cropped",
)
def test_resize(subject):
    """Masks become larger, smaller, or both"""
    cases = ((2, 4, 5, 7, 9), (1, 9, 7, 4, 3), (3, 2, 6, 5, 3), (2, 3, 4, 3, 4), (1, 1, 1, 2, 3))
    subject(RESIZE).agrees_on(*cases)


@check(task=3, points=0.25, catches="places-in-floats")
def test_resize_exactly(subject):
    """Places that are whole numbers are not missed by a rounding error"""
    # With a factor in float32 some row is wrong here, and in float64 some column.
    subject(RESIZE).fits((1, 62, 30, 14, 22), ordinary=(1, 4, 5, 7, 9))


@check(task=3, points=0.25, catches="mask-itself-returned")
def test_resized_mask_is_new(submission, rng):
    """The result is a new tensor of int64, even in the same size"""

    def shared(module, mask):
        result = module.resize_mask(mask, *mask.shape[1:])
        result += 1
        return mask

    mask, *_ = draw_masks(rng, 2, 3, 4, 0, 0)
    found = submission.resize_mask(mask, 3, 4)
    expect_like(found, mask, "The mask", dtype=torch.int64)
    require(found.unique().numel() > 1, "The mask has the same number everywhere.", found)
    left = submission.run(shared, mask)
    told = "Whoever writes into the result changes the mask: they share memory."
    require(torch.equal(left, mask), told, apart=True)


@check(task=3, points=0.5, catches="resized-in-loops resized-on-the-cpu")
def test_resize_manners(subject):
    """The mask is left alone, stays on the GPU, and is not visited one by one"""
    subject(RESIZE).leaves_its_arguments(2, 3, 4, 5, 6)
    subject(RESIZE).stays_on_the_gpu(2, 3, 4, 5, 6)
    subject(RESIZE).has_no_loop(2, 3, 4, 5, 6, over=["pictures", "rows", "columns"])


@check(
    task=4,
    points=1.25,
    catches="accuracy-instead jaccard-instead mean-over-pictures factor-two-forgotten "
    "recall-instead precision-instead one-number",
)
def test_dice(subject):
    """The scores over a whole set"""
    for sizes in ((2, 4, 5, 3), (3, 5, 3, 4), (1, 6, 4, 2)):
        subject(DICE).agrees(*subject(DICE).draw(*sizes, ignored=0.0))


@check(task=4, points=0.5, catches="ignored-in-pred-counted")
def test_dice_ignored(subject):
    """Pixels that do not count, in mask and in pred"""
    subject(DICE).agrees_on((2, 4, 5, 3), (3, 5, 3, 4))
    for ignore in (-1, 99):
        pred, mask, classes, _ = subject(DICE).draw(2, 4, 5, 3, ignored=0.0)
        mask[1] = ignore
        found = subject(DICE).submission.dice(pred, mask, classes, ignore)
        right = right_scores(pred, mask, classes, ignore)
        expect_scores(found, right, f"The row of scores with ignore = {ignore}")


def expect_scores(found, right, what):
    expect(
        found.shape if isinstance(found, torch.Tensor) else None, tuple(right.shape), "The shape"
    )
    expect_like(found.nan_to_num(0.0), right.nan_to_num(0.0), what)
    expect(found.nan_to_num(-1.0), right.nan_to_num(-1.0), f"{what} (with -1 for NaN)")


@check(task=4, points=0.5, catches="absent-is-zero absent-is-one absent-left-out")
def test_absent_class(submission, rng):
    """A class that nobody has, one that only one of the two has"""
    pred = torch.randint(2, (2, 3, 4), generator=rng.generator) * 2
    mask = torch.randint(2, (2, 3, 4), generator=rng.generator) * 2
    mask.view(-1)[0], pred.view(-1)[1], mask.view(-1)[1] = 4, 1, IGNORE
    pred.view(-1)[2:4], mask.view(-1)[2:4] = torch.tensor([0, 2]), torch.tensor([0, 2])
    for classes in (5, 6):
        found = submission.dice(pred, mask, classes)
        right = right_scores(pred, mask, classes, IGNORE)
        expect_scores(found, right, f"The row of scores of {classes} classes")
    nothing = torch.zeros(0, 3, 4, dtype=torch.int64)
    found = submission.dice(nothing, nothing, 2)
    expect_scores(found, torch.full((2,), torch.nan).double(), "The row of scores of no pictures")


@check(task=4, points=0.25, catches="answers-overwritten scores-in-float32")
def test_dice_manners(subject):
    """float64, on the GPU; the arguments are left alone, and pixels are not visited one by one"""
    args = subject(DICE).draw(2, 4, 5, 3)
    found = subject(DICE).submission.dice(*args)
    expect_like(found, torch.zeros(3), "The row of scores", dtype=torch.float64)
    subject(DICE).leaves_its_arguments(2, 4, 5, 3)
    subject(DICE).stays_on_the_gpu(2, 4, 5, 3)
    subject(DICE).has_no_loop(2, 4, 5, 3, over=["pictures", "rows", "columns"])
