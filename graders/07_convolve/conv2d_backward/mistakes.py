"""Known mistakes of conv2d_backward: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import (
    in_float32,
    in_float64,
    loop_over,
    overwriting,
    partly_on_the_cpu,
    typical,
)
from reference import conv2d_backward as right_backward
from reference import maxpool2d as right_pool
from reference import maxpool2d_backward as right_pool_backward
from torch.nn.functional import pad as padded_by


def _windows(x, size, stride):
    """Every window of x, flattened: (N, C, H', W', size * size)."""
    return x.unfold(2, size, stride).unfold(3, size, stride).flatten(-2)


def _scattered(x, shares, size, stride):
    """Add a share for each pixel of each window, (N, C, H', W', size * size), to the pixels."""
    dx = torch.zeros_like(x)
    rows, columns = shares.shape[2:4]
    for number in range(size * size):
        u, v = divmod(number, size)
        down, across = slice(u, u + stride * rows, stride), slice(v, v + stride * columns, stride)
        dx[:, :, down, across] += shares[..., number]
    return dx


ALL = "conv2d_backward maxpool2d maxpool2d_backward"


class downhill_already:
    """You return the negative of the gradient. A gradient points uphill, and the step against it is
    the optimizer's. An optimizer that subtracts yours goes uphill, and the loss grows."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        return tuple(-part for part in right_backward(x, k, dy, stride, pad))


@typical
class shares_overwritten:
    """You write the share of each weight over the one before. A pixel lies in several windows and
    its gradient is the sum of what all of them send: add."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        _, dk, db = right_backward(x, k, dy, stride, pad)
        dpadded = torch.zeros_like(padded_by(x, (pad,) * 4))
        rows, columns = dy.shape[2:]
        for u in range(k.shape[2]):
            for v in range(k.shape[3]):
                down = slice(u, u + stride * rows, stride)
                across = slice(v, v + stride * columns, stride)
                dpadded[:, :, down, across] = torch.einsum("noij,oc->ncij", dy, k[:, :, u, v])
        h, w = x.shape[2:]
        return dpadded[:, :, pad : pad + h, pad : pad + w], dk, db


@typical
class kernel_not_turned:
    """In your dx each window meets the kernel turned by 180 degrees. The pixel at place (u, v) of a
    window met the weight at (u, v), and gets dy times this weight back. If you add into the
    windows, take the weights as they are; only if you slide the kernel over dy, from pixel to
    pixel, is it turned."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, _, _ = right_backward(x, k.flip(2, 3), dy, stride, pad)
        _, dk, db = right_backward(x, k, dy, stride, pad)
        return dx, dk, db


@typical
class divided_by_the_batch:
    """You divide by the number of pictures. If the loss is a mean, its 1/N is in dy already, and
    with a second one the steps become N times too small. Sum up and leave it at that."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        return tuple(part / max(len(x), 1) for part in right_backward(x, k, dy, stride, pad))


@typical
class mean_over_the_places:
    """You take a mean, but it must be a sum. A weight that was used at a hundred places has a
    hundred times the effect of one that was used once, and its gradient says so."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        places = max(dy[:, 0].numel(), 1)
        return dx, dk / places, db / places


class incoming_gradient_ignored:
    """You leave dy out. That is the gradient of the plain sum of y; the loss may care for some of
    these numbers more than for others, and dy says how much for each."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        return right_backward(x, k, torch.ones_like(dy), stride, pad)


class results_in_another_order:
    """Your gradients are in another order: the pictures come first, then the kernels, then the
    biases, as in the arguments of conv2d."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        return dk, dx, db


@typical
class bias_once_a_picture:
    """Your db has a row for each picture. There is one bias for each kernel, and all pictures
    share it: sum over them too."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, _ = right_backward(x, k, dy, stride, pad)
        return dx, dk, dy.sum((2, 3))


class bias_once_a_place:
    """Your db has a number for each position of the map. There is one bias for each kernel, and all
    positions share it: sum over them too."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, _ = right_backward(x, k, dy, stride, pad)
        return dx, dk, dy.sum(0)


@typical
class stride_forgotten:
    """You go back in single steps although the kernel went forward by the stride. The window at
    (i, j) begins at the pixel (i * stride, j * stride)."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        rows, columns = (s - 1 + f for s, f in zip(dy.shape[2:], k.shape[2:], strict=True))
        (h, w), padded = x.shape[2:], padded_by(x, (pad,) * 4)
        part, dk, db = right_backward(padded[:, :, :rows, :columns], k, dy)
        dpadded = torch.zeros_like(padded)
        dpadded[:, :, :rows, :columns] = part
        return dpadded[:, :, pad : pad + h, pad : pad + w], dk, db


class cut_to_what_was_seen:
    """Your dx is smaller than x. Where the stride does not come out even, some pixels at the right
    and the bottom are in no window; they exist all the same, and their gradient is zero."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        rows, columns = (
            (s - 1) * stride + f - 2 * pad for s, f in zip(dy.shape[2:], k.shape[2:], strict=True)
        )
        return dx[:, :, :rows, :columns], dk, db

    def maxpool2d_backward(x, dy, size, stride):
        rows, columns = ((s - 1) * stride + size for s in dy.shape[2:])
        return right_pool_backward(x, dy, size, stride)[:, :, :rows, :columns]


@typical
class frame_left_on:
    """Your dx still has the frame of the padding. The zeros in it were nobody's pixels: cut them
    off again on all four sides."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        return right_backward(padded_by(x, (pad,) * 4), k, dy, stride, 0)


class frame_cut_at_one_end:
    """You cut the frame off at the right and the bottom only, so dx has the right size and every
    number in it is moved. The picture begins at index `pad` of the padded one."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        h, w = x.shape[2:]
        dpadded, dk, db = right_backward(padded_by(x, (pad,) * 4), k, dy, stride, 0)
        return dpadded[:, :, :h, :w], dk, db


class frame_cut_with_minus_zero:
    """Without padding your dx is empty. `[pad:-pad]` cuts the frame off as long as there is one,
    but minus zero is zero, and `[0:0]` is nothing. Count from the start: `[pad : pad + H]`."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dpadded, dk, db = right_backward(padded_by(x, (pad,) * 4), k, dy, stride, 0)
        return dpadded[:, :, pad:-pad, pad:-pad], dk, db


class float32_on_the_way:
    """You fill a tensor of float32 with float64 numbers, and what goes into it loses its later
    digits. `torch.zeros_like(x)` and `x.new_zeros` make tensors with the dtype (and device) of
    x."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        parts = right_backward(x.float(), k.float(), dy.float(), stride, pad)
        return tuple(part.to(x.dtype) for part in parts)


float32_by_default = typical(in_float32("conv2d_backward maxpool2d_backward"))

always_float64 = typical(in_float64(ALL))

written_into_the_gradient = typical(overwriting("conv2d_backward", "dy"))

on_the_cpu = partly_on_the_cpu(ALL)

loop_over_pictures = typical(loop_over(ALL, "x", what="the pictures"))

loop_over_places = loop_over(
    ALL,
    "x",
    axis=2,
    why="""You visit the positions of the result one by one in Python, thousands of them for a real
picture. Turn the loops inside out: the kernel or the window has only a few positions, and for
each of them all places can be computed at once.""",
)


@typical
class average_instead:
    """You take the mean of each window, or spread the gradient as a mean would. Max pooling keeps
    the largest value alone, and only the pixel that it came from has a say."""

    def maxpool2d(x, size, stride):
        return _windows(x, size, stride).mean(-1)

    def maxpool2d_backward(x, dy, size, stride):
        shares = (dy / size**2)[..., None].expand(*dy.shape, size * size)
        return _scattered(x, shares, size, stride)


class last_window_missing:
    """You leave out the last window of each row and column. The last one that fits begins at
    H - size, and `range` needs an end beyond it."""

    def maxpool2d(x, size, stride):
        rows, columns = (len(range(0, s - size, stride)) for s in x.shape[2:])
        return right_pool(x, size, stride)[:, :, :rows, :columns]


class windows_over_the_edge:
    """You count windows that hang over the edge. What the last whole window does not reach is left
    out: round down."""

    def maxpool2d(x, size, stride):
        more = [-(s - size) % stride for s in x.shape[2:]]
        wider = padded_by(x, (0, more[1], 0, more[0]), value=-torch.inf)
        return right_pool(wider, size, stride)


class stride_taken_from_the_size:
    """You put the windows side by side whatever the stride says. With a smaller stride they
    overlap, with a larger one there are gaps between them."""

    def maxpool2d(x, size, stride):
        return right_pool(x, size, size)

    def maxpool2d_backward(x, dy, size, stride):
        rows, columns = ((s - size) // size + 1 for s in x.shape[2:])
        return right_pool_backward(x, dy[:, :, :rows, :columns], size, size)


@typical
class starts_at_zero:
    """You start the search for the largest value at zero (or fill up with zeros), so that nothing
    negative can ever win. Start at a value of the window itself, or at minus infinity."""

    def maxpool2d(x, size, stride):
        return right_pool(x, size, stride).clamp(min=0)


@typical
class one_place_for_the_batch:
    """You look for the largest pixel once and use its place for every picture. Each picture, each
    channel and each window has a largest pixel of its own: take the argmax over the axes of the
    window and no others."""

    def maxpool2d_backward(x, dy, size, stride):
        first = _windows(x, size, stride).argmax(-1)[:1]
        chosen = torch.arange(size * size, device=x.device) == first[..., None]
        return _scattered(x, chosen * dy[..., None], size, stride)


@typical
class place_within_the_window:
    """You use the number that a pixel has within its window as its number in the picture, so every
    gradient lands in the top left corner. Turn it into a row and a column, and add where the window
    begins."""

    def maxpool2d_backward(x, dy, size, stride):
        first = _windows(x, size, stride).argmax(-1).flatten(2)
        dx = torch.zeros_like(x).flatten(2)
        return dx.scatter_add(2, first, dy.flatten(2)).reshape(x.shape)


class last_window_counts:
    """You write the gradient of a window over that of the one before. A pixel may be the largest of
    several windows, and then it gets the gradients of all of them: add."""

    def maxpool2d_backward(x, dy, size, stride):
        pixels = torch.arange(x[0, 0].numel() if len(x) else 0, device=x.device)
        pixels = pixels.reshape(1, 1, *x.shape[2:]).expand(x.shape)
        first = _windows(x, size, stride).argmax(-1, keepdim=True)
        places = _windows(pixels, size, stride).gather(-1, first).flatten(2)
        dx = torch.zeros_like(x).flatten(2)
        return dx.scatter(2, places, dy.flatten(2)).reshape(x.shape)


@typical
class all_who_are_equal:
    """You give the whole gradient to every pixel that has the largest value. Where two are equal,
    the window then sends back twice what it received. Here the first one in reading order gets
    it."""

    def maxpool2d_backward(x, dy, size, stride):
        windows = _windows(x, size, stride)
        equal = windows == windows.amax(-1, keepdim=True)
        return _scattered(x, equal * dy[..., None], size, stride)


class equals_share:
    """You divide the gradient among the pixels that share the largest value. That is a sound
    choice, and autograd makes it for `amax`; the convention of this exercise, and of PyTorch's max
    pooling, is that the first one in reading order gets it all."""

    def maxpool2d_backward(x, dy, size, stride):
        windows = _windows(x, size, stride)
        equal = windows == windows.amax(-1, keepdim=True)
        shares = equal / equal.sum(-1, keepdim=True)
        return _scattered(x, shares.to(x.dtype) * dy[..., None], size, stride)


@typical
class last_of_the_equals:
    """Where several pixels share the largest value you choose the last one. A search with `>=`
    moves on to every equal; with `>` it stays at the first, as agreed here."""

    def maxpool2d_backward(x, dy, size, stride):
        windows = _windows(x, size, stride)
        last = size * size - 1 - windows.flip(-1).argmax(-1)
        chosen = torch.arange(size * size, device=x.device) == last[..., None]
        return _scattered(x, chosen * dy[..., None], size, stride)


class kernels_gradient_turned:
    """Your dk has the right numbers in the wrong places: it is turned by 180 degrees. The weight at
    (u, v) met the pixels that lie u rows and v columns behind the start of each window."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        return dx, dk.flip(2, 3), db


class kernels_divided_by_the_batch:
    """Your dk is divided by the number of pictures. If the loss is a mean, its 1/N is in dy
    already. Sum up and leave it at that."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        return dx, dk / max(len(x), 1), db


class biases_divided_by_the_batch:
    """Your db is divided by the number of pictures. If the loss is a mean, its 1/N is in dy
    already. Sum up and leave it at that."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        return dx, dk, db / max(len(x), 1)


class mean_of_the_biases:
    """Your db is a mean over pictures and places. A bias takes part in every number of its map, so
    its gradient is the sum of what all of them send back."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, _ = right_backward(x, k, dy, stride, pad)
        return dx, dk, dy.mean((0, 2, 3))


class one_gradient_for_all_biases:
    """All your db are the same: the sum over the whole of dy. Each bias belongs to one kernel, and
    hears from the map of this kernel only: keep the axis O apart."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, db = right_backward(x, k, dy, stride, pad)
        return dx, dk, dy.sum().expand_as(db).clone()


class one_axis_not_summed:
    """Your db misses some places: it looks at the first column or the first row of each map only. A
    bias takes part in every number of its map."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, dk, _ = right_backward(x, k, dy, stride, pad)
        return dx, dk, dy[..., 0].sum((0, 2)) if dy.shape[3] else dy.sum((0, 2, 3))


class frame_cut_at_the_front:
    """You cut the frame off at the left and the top only, so dx has the right size and every number
    in it is moved. The picture begins at index `pad` of the padded one and ends `pad` before its
    end."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dpadded, dk, db = right_backward(padded_by(x, (pad,) * 4), k, dy, stride, 0)
        return dpadded[:, :, 2 * pad :, 2 * pad :].clone(), dk, db


class kernel_saw_no_frame:
    """For dk you use pictures that lie elsewhere than in the forward pass: without the frame, or
    with all of it at one end. The kernel slid over the padded pictures, with `pad` zeros on each
    side."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        dx, _, db = right_backward(x, k, dy, stride, pad)
        shifted = padded_by(x, (0, 2 * pad, 0, 2 * pad))
        return dx, right_backward(shifted, k, dy, stride, 0)[1], db


class stride_on_rows_only:
    """You go back by the stride down and by one pixel across. The kernel moved by the stride in
    both directions: the window at (i, j) begins at the pixel (i * stride, j * stride)."""

    def conv2d_backward(x, k, dy, stride=1, pad=0):
        (h, w), padded = x.shape[2:], padded_by(x, (pad,) * 4)
        dpadded, dk = torch.zeros_like(padded), torch.zeros_like(k)
        rows, columns = dy.shape[2:]
        for u in range(k.shape[2]):
            for v in range(k.shape[3]):
                down, across = slice(u, u + stride * rows, stride), slice(v, v + columns)
                seen = padded[:, :, down, across]
                dk[:, :, u, v] = torch.einsum("noij,ncij->oc", dy, seen)
                dpadded[:, :, down, across] += torch.einsum("noij,oc->ncij", dy, k[:, :, u, v])
        return dpadded[:, :, pad : pad + h, pad : pad + w].clone(), dk, dy.sum((0, 2, 3))


class smallest_instead:
    """You take the smallest value of each window. Max pooling keeps the largest: the strongest
    answer of the kernel in this window."""

    def maxpool2d(x, size, stride):
        return -right_pool(-x, size, stride)


class rows_and_columns_exchanged:
    """Inside a window you take the row for the column. Number n of a window of `size` columns lies
    in row n // size and column n % size."""

    def maxpool2d_backward(x, dy, size, stride):
        windows = _windows(x, size, stride)
        first = windows.argmax(-1)
        turned = first % size * size + first // size
        shares = torch.zeros_like(windows).scatter(-1, turned[..., None], dy[..., None])
        return _scattered(x, shares, size, stride)


class windows_one_apart:
    """You place the windows one pixel apart when you go back. The window at (i, j) begins at the
    pixel (i * stride, j * stride)."""

    def maxpool2d_backward(x, dy, size, stride):
        windows = _windows(x, size, stride)
        first = windows.argmax(-1)
        shares = torch.zeros_like(windows).scatter(-1, first[..., None], dy[..., None])
        return _scattered(x, shares, size, 1)


class height_for_width:
    """You count H pixels for each row of the picture; there are W. With a square picture nobody
    notices."""

    def maxpool2d_backward(x, dy, size, stride):
        n, c, h, w = x.shape
        first = _windows(x, size, stride).argmax(-1)
        rows, columns = dy.shape[2:]
        row = torch.arange(rows, device=x.device)[:, None] * stride + first // size
        column = torch.arange(columns, device=x.device) * stride + first % size
        pixel = (row * h + column).clamp(max=h * w - 1).flatten(2)
        return x.new_zeros(n, c, h * w).scatter_add(2, pixel, dy.flatten(2)).reshape(x.shape)


class winners_counted:
    """You put a 1 at the largest pixel of each window, and dy plays no part. The loss cares for
    some of the results more than for others: each winner gets the dy of its window."""

    def maxpool2d_backward(x, dy, size, stride):
        return right_pool_backward(x, torch.ones_like(dy), size, stride)


class multiplied_by_the_value:
    """You multiply dy by the largest value. The result moves exactly as much as that pixel does, so
    the slope is 1: the pixel gets dy as it is."""

    def maxpool2d_backward(x, dy, size, stride):
        return right_pool_backward(x, dy * right_pool(x, size, stride), size, stride)
