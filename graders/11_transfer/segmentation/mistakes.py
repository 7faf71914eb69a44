"""Known mistakes of segmentation: each namespace stands in for part of the reference."""

from pathlib import Path

import torch
from generic_mistakes import cut_off, in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import IGNORE
from reference import dice as right_dice
from reference import resize_mask as right_resize
from reference import seg_loss as right_loss


@typical
class folder_kept:
    """You look for the mask in the folder of the pictures. Masks are in the folder `labels` beside
    it."""

    def mask_path(path):
        path = Path(path)
        return path.parent / f"{path.stem}_P{path.suffix}"


class suffix_lost:
    """Your mask has no suffix. `stem` is the name without it: put it back."""

    def mask_path(path):
        path = Path(path)
        return path.parent.parent / "labels" / f"{path.stem}_P"


class suffix_fixed:
    """Your masks always end with `.png`. They have the suffix of their picture."""

    def mask_path(path):
        path = Path(path)
        return path.parent.parent / "labels" / f"{path.stem}_P.png"


class mark_after_the_suffix:
    """You put `_P` behind the suffix. It belongs at the end of the name before the suffix."""

    def mask_path(path):
        path = Path(path)
        return path.parent.parent / "labels" / f"{path.name}_P"


@typical
class mark_forgotten:
    """Your mask has the very name of its picture. It has `_P` at the end, before the suffix."""

    def mask_path(path):
        path = Path(path)
        return path.parent.parent / "labels" / path.name


class every_images_replaced:
    """You replace `images` wherever it is in the path. Only the folder that the picture is in
    changes its name; one further up, or the picture itself, may be called `images` too."""

    def mask_path(path):
        path = Path(str(path).replace("images", "labels"))
        return path.parent / f"{path.stem}_P{path.suffix}"


class cut_at_the_first_point:
    """You cut the name at its first point. A name may contain several: the suffix begins at the
    last one."""

    def mask_path(path):
        path = Path(path)
        stem, _, rest = path.name.partition(".")
        return path.parent.parent / "labels" / f"{stem}_P.{rest}"


class text_returned:
    """You return a text. A `pathlib.Path` is asked for."""

    def mask_path(path):
        path = Path(path)
        return str(path.parent.parent / "labels" / f"{path.stem}_P{path.suffix}")


def _losing(values, divide=None, checked=True):
    """The reference's loss with other values of the pixels, or another division."""

    def seg_loss(logits, mask, ignore=IGNORE):
        if checked:
            right_loss(logits, mask, ignore)
        counts = mask != ignore
        classes = torch.where(counts, mask, 0).clamp(0, logits.shape[1] - 1)
        losses = values(logits, classes)
        if divide:
            return divide(losses, counts)
        return losses[counts].sum() / counts.sum().clamp(min=1)

    return seg_loss


def _picked(scores, classes):
    return -scores.gather(1, classes[:, None])[:, 0]


def _usual(logits, classes):
    return _picked(logits.log_softmax(1), classes)


@typical
class softmax_over_the_rows:
    """You take the softmax over the wrong axis. The classes of a pixel are along axis 1; the last
    axis has the pixels of a row."""

    seg_loss = _losing(lambda z, y: _picked(z.log_softmax(3), y))


class softmax_over_the_height:
    """You take the softmax over the wrong axis. The classes of a pixel are along axis 1; axis 2 has
    the pixels of a column."""

    seg_loss = _losing(lambda z, y: _picked(z.log_softmax(2), y))


class softmax_over_the_pictures:
    """You take the softmax over the wrong axis. The classes of a pixel are along axis 1; axis 0 has
    the pictures."""

    seg_loss = _losing(lambda z, y: _picked(z.log_softmax(0), y))


class loss_summed:
    """You add up the losses of the pixels. Divide by the number of pixels that count: then a large
    picture takes no larger step than a small one."""

    seg_loss = _losing(_usual, lambda losses, counts: losses[counts].sum())


class divided_by_the_pictures:
    """You divide by the number of pictures. Each pixel that counts is one answer: divide by how
    many they are."""

    seg_loss = _losing(_usual, lambda losses, counts: losses[counts].sum() / max(len(losses), 1))


class scores_instead:
    """You take the right class's score itself. It goes through the log of the softmax first."""

    seg_loss = _losing(_picked)


class sign_forgotten:
    """The sign of your loss is turned round. The log of a probability is negative; the loss is
    minus that."""

    seg_loss = _losing(lambda z, y: -_usual(z, y))


class softmax_twice:
    """You take the softmax twice. `log_softmax` of probabilities makes others that are nearly
    equal, and learning is slow."""

    seg_loss = _losing(lambda z, y: _usual(z.softmax(1), y))


class base_two:
    """Your logarithm is to the base 2. The natural logarithm is meant (`log`, `log_softmax`)."""

    seg_loss = _losing(lambda z, y: _usual(z, y) / 0.6931471805599453)


class mean_of_the_means:
    """You take the mean of each picture, and the mean of those. Pixels of a picture in which few
    count get too much weight: add up over all pictures and divide once."""

    seg_loss = _losing(
        _usual,
        lambda losses, counts: (
            ((losses * counts).sum((1, 2)) / counts.sum((1, 2)).clamp(min=1)).sum()
            / max(len(losses), 1)
        ),
    )


@typical
class ignored_in_the_mean:
    """You divide by the number of all pixels. Those that do not count are not in the sum, so leave
    them out of the number too."""

    seg_loss = _losing(_usual, lambda losses, counts: losses[counts].sum() / max(counts.numel(), 1))


class ignored_as_class_zero:
    """Pixels that do not count are class 0 for you, and are in the sum. Whatever number you put in
    their place: leave their losses out afterwards."""

    seg_loss = _losing(_usual, lambda losses, counts: losses.sum() / max(counts.numel(), 1))


class ignored_as_class_zero_in_the_sum:
    """Pixels that do not count are class 0 for you, and are in the sum. Whatever number you put in
    their place: leave their losses out afterwards."""

    seg_loss = _losing(_usual, lambda losses, counts: losses.sum() / counts.sum().clamp(min=1))


class ignore_fixed:
    """You leave out the number 255 only. Use the argument `ignore`: other data sets mark such
    pixels with other numbers."""

    def seg_loss(logits, mask, ignore=IGNORE):
        return right_loss(logits, mask)


@typical
class no_pixel_is_not_a_number:
    """Where no pixel counts you divide 0 by 0. The result is not a number, and one such batch ruins
    all weights. The loss is 0 there."""

    seg_loss = _losing(_usual, lambda losses, counts: losses[counts].mean())


class no_pixel_has_no_gradient:
    """Where no pixel counts you return a new 0, which does not come from the logits. The backward
    pass of a training loop breaks there: return a sum over no pixels."""

    def seg_loss(logits, mask, ignore=IGNORE):
        loss = right_loss(logits, mask, ignore)
        return loss if (mask != ignore).any() else logits.new_zeros(())


loss_cut_off = cut_off("seg_loss")


class exponentials_overflow:
    """Your exponential overflows for large scores: infinity by infinity is not a number.
    `log_softmax` knows how to avoid this."""

    seg_loss = _losing(lambda z, y: _picked((z.exp() / z.exp().sum(1, keepdim=True)).log(), y))


class classes_unchecked:
    """You answer although the mask has numbers that are no classes. Such a mask was made for other
    classes, or blended when it was resized: raise a ValueError."""

    def seg_loss(logits, mask, ignore=IGNORE):
        n, _, h, w = logits.shape
        if mask.shape != (n, h, w):
            raise ValueError("shape")
        counts = mask != ignore
        classes = torch.where(counts, mask, 0).clamp(0, logits.shape[1] - 1)
        return _usual(logits, classes)[counts].sum() / counts.sum().clamp(min=1)


class shapes_unchecked:
    """You do not check the shape of the mask. `gather` and broadcasting answer to some masks that
    do not fit: compare the shapes, and raise a ValueError."""

    def seg_loss(logits, mask, ignore=IGNORE):
        n, _, h, w = logits.shape
        if mask.shape == (n, h, w):
            return right_loss(logits, mask, ignore)
        return logits.sum() * 0


class ignored_refused:
    """You refuse masks that have pixels that do not count. `ignore` is no class, but it may be in a
    mask."""

    def seg_loss(logits, mask, ignore=IGNORE):
        if (mask == ignore).any():
            raise ValueError("no class")
        return right_loss(logits, mask, ignore)


always_float64 = in_float64("seg_loss")
logits_overwritten = overwriting("seg_loss", "logits")
mask_overwritten = overwriting("seg_loss resize_mask", "mask")
loop_over_pictures = loop_over("seg_loss", "logits", what="the pictures")


@typical
class blended:
    """You blend numbers of classes. Between class 2 and class 6 lies no class 4: each new pixel
    takes one old pixel as it is."""

    def resize_mask(mask, height, width):
        def weights(new, old):
            place = torch.linspace(0, old - 1, new).double()
            low = place.floor().long().clamp(max=max(old - 2, 0))
            high = (low + 1).clamp(max=old - 1)
            return low, high, place - low

        low, high, part = weights(height, mask.shape[1])
        rows = mask[:, low] * (1 - part)[:, None] + mask[:, high] * part[:, None]
        low, high, part = weights(width, mask.shape[2])
        return (rows[:, :, low] * (1 - part) + rows[:, :, high] * part).round().long()


class height_and_width_swapped:
    """You exchange height and width. The height is the number of rows and comes first."""

    def resize_mask(mask, height, width):
        return right_resize(mask, width, height)


class rounded_to_the_nearest:
    """You round the place in the old mask to the nearest whole number. It is rounded down: row i
    comes from row floor(i * H / height)."""

    def resize_mask(mask, height, width):
        def places(new, old):
            return (torch.arange(new) * old / new).round().long().clamp(max=old - 1)

        return mask[:, places(height, mask.shape[1])][:, :, places(width, mask.shape[2])]


class places_in_floats:
    """You multiply i by the factor H / height. That factor is rounded, so a place that should be a
    whole number may come out a little below it, and is then rounded down to the pixel before.
    Divide whole numbers: i * H // height."""

    def resize_mask(mask, height, width):
        _, h, w = mask.shape
        rows = (torch.arange(height) * (h / height)).long()
        columns = (torch.arange(width) * (w / width)).long()
        return mask[:, rows][:, :, columns]


class centres_compared:
    """You compare the centres of the pixels. That is a rule, too, but not the one asked for: row i
    comes from row floor(i * H / height)."""

    def resize_mask(mask, height, width):
        def places(new, old):
            return ((torch.arange(new) + 0.5) * old / new).long().clamp(max=old - 1)

        return mask[:, places(height, mask.shape[1])][:, :, places(width, mask.shape[2])]


class ends_matched:
    """You match the last pixel to the last one. That is a rule, too, but not the one asked for: row
    i comes from row floor(i * H / height)."""

    def resize_mask(mask, height, width):
        def places(new, old):
            return torch.arange(new) * (old - 1) // max(new - 1, 1)

        return mask[:, places(height, mask.shape[1])][:, :, places(width, mask.shape[2])]


class spread_from_end_to_end:
    """You spread the places evenly from the first pixel to the last and round them. That is a rule,
    too, but not the one asked for: row i comes from row floor(i * H / height)."""

    def resize_mask(mask, height, width):
        rows = torch.linspace(0, mask.shape[1] - 1, height).round().long()
        columns = torch.linspace(0, mask.shape[2] - 1, width).round().long()
        return mask[:, rows][:, :, columns]


class cropped:
    """You cut a piece out of the mask, or repeat it. The whole mask becomes larger or smaller."""

    def resize_mask(mask, height, width):
        rows = torch.arange(height) % mask.shape[1]
        return mask[:, rows][:, :, torch.arange(width) % mask.shape[2]]


class mask_itself_returned:
    """If the size stays the same you return the mask itself. Whoever writes into the result then
    changes the mask: return a new tensor."""

    def resize_mask(mask, height, width):
        same = tuple(mask.shape[1:]) == (height, width)
        return mask if same else right_resize(mask, height, width)


resized_in_loops = loop_over("resize_mask", "mask", axis=1, what="the rows")
resized_on_the_cpu = partly_on_the_cpu("resize_mask")


def _scoring(score):
    """A score of each class from three counts: both, in pred, in mask."""

    def dice(pred, mask, classes, ignore=IGNORE):
        counts = mask != ignore
        found = []
        for c in range(classes):
            p, m = (pred == c) & counts, (mask == c) & counts
            found.append(score((p & m).sum().double(), p.sum().double(), m.sum().double()))
        return torch.stack(found)

    return dice


class accuracy_instead:
    """You return the share of right pixels. A picture that is mostly road gets a high one from who
    answers road everywhere: that is why each class has a score."""

    def dice(pred, mask, classes, ignore=IGNORE):
        counts = mask != ignore
        return (pred == mask)[counts].double().mean().expand(classes).clone()


@typical
class jaccard_instead:
    """You divide by the pixels that have the class in either. That is the Jaccard score, also
    called IoU, a relative. For Dice take twice the common pixels by the sum of both numbers."""

    dice = _scoring(lambda both, p, m: both / (p + m - both))


@typical
class mean_over_pictures:
    """You take the score of each picture and the mean of those. A small thing in one picture then
    counts as much as a large one in another: count over all pictures, and divide once."""

    def dice(pred, mask, classes, ignore=IGNORE):
        if len(pred) == 0:
            return right_dice(pred, mask, classes, ignore)
        scores = [
            right_dice(pred[i : i + 1], mask[i : i + 1], classes, ignore) for i in range(len(pred))
        ]
        return torch.stack(scores).nanmean(0)


class factor_two_forgotten:
    """You forget the factor 2. Common pixels are counted once, and the two numbers below add up to
    twice as many where all is right."""

    dice = _scoring(lambda both, p, m: both / (p + m))


class recall_instead:
    """You divide by the pixels of the mask only. Who answers the class everywhere gets a perfect
    score then: pixels in pred are part of the sum below."""

    dice = _scoring(lambda both, p, m: both / m)


class precision_instead:
    """You divide by the pixels of pred only. Who answers the class at one sure pixel gets a perfect
    score then: pixels in mask are part of the sum below."""

    dice = _scoring(lambda both, p, m: both / p)


class one_number:
    """You return one number. Each class has a score of its own."""

    def dice(pred, mask, classes, ignore=IGNORE):
        return right_dice(pred, mask, classes, ignore).nanmean()


@typical
class ignored_in_pred_counted:
    """You leave pixels out of the mask and not out of pred. What is predicted at a pixel that does
    not count does not count either."""

    def dice(pred, mask, classes, ignore=IGNORE):
        both = [((pred == c) & (mask == c) & (mask != ignore)).sum() for c in range(classes)]
        below = [(pred == c).sum() + ((mask == c) & (mask != ignore)).sum() for c in range(classes)]
        return 2 * torch.stack(both).double() / torch.stack(below).double()


class absent_is_zero:
    """A class that nobody has gets 0 from you, as if it had been missed everywhere. There was
    nothing to find: NaN says that there is no score."""

    def dice(pred, mask, classes, ignore=IGNORE):
        return right_dice(pred, mask, classes, ignore).nan_to_num(0.0)


class absent_is_one:
    """A class that nobody has gets 1 from you, as if it had been found everywhere. There was
    nothing to find: NaN says that there is no score."""

    def dice(pred, mask, classes, ignore=IGNORE):
        return right_dice(pred, mask, classes, ignore).nan_to_num(1.0)


class absent_left_out:
    """You leave out the classes that nobody has. Then nobody knows which score belongs to which
    class: give them NaN."""

    def dice(pred, mask, classes, ignore=IGNORE):
        scores = right_dice(pred, mask, classes, ignore)
        return scores[~scores.isnan()]


answers_overwritten = overwriting("dice", "pred mask")


class scores_in_float32:
    """Your scores are float32. float64 is asked for: counts of pixels are large, and float32 has
    only 24 binary digits."""

    def dice(pred, mask, classes, ignore=IGNORE):
        return right_dice(pred, mask, classes, ignore).float()
