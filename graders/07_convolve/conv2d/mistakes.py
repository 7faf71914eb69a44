"""Known mistakes of conv2d: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import (
    cut_off,
    in_float32,
    in_float64,
    loop_over,
    overwriting,
    partly_on_the_cpu,
    typical,
)
from reference import conv2d as right_conv2d
from reference import out_size as right_out_size
from torch.nn.functional import pad as padded_by


@typical
class one_position_short:
    """You leave out the last position. From index 0 to the last index that is possible there is one
    position more than the difference says: seven positions have six steps between them."""

    def out_size(size, kernel, stride, pad):
        right_out_size(size, kernel, stride, pad)
        return (size + 2 * pad - kernel) // stride

    def conv2d(x, k, b, stride=1, pad=0):
        h, w = (s + 2 * pad - f for s, f in zip(x.shape[2:], k.shape[2:], strict=True))
        return right_conv2d(x, k, b, stride, pad)[:, :, : h // stride, : w // stride]


@typical
class padding_on_one_side:
    """You pad at one end only. `pad` counts the zeros at each end of an axis, so an axis grows by
    twice that, and the kernel can look over both edges."""

    def out_size(size, kernel, stride, pad):
        if kernel > size + pad:
            raise ValueError
        return (size + pad - kernel) // stride + 1

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(padded_by(x, (pad, 0, pad, 0)), k, b, stride, 0)


@typical
class rounded_up:
    """You count a last position where the kernel hangs over the end. What remains when the stride
    does not come out even is left unseen: round down."""

    def out_size(size, kernel, stride, pad):
        right_out_size(size, kernel, stride, pad)
        return -(-(size + 2 * pad - kernel) // stride) + 1


@typical
class not_rounded:
    """You divide with `/`, which gives a float, and between two positions a fraction of one. A
    tensor cannot have that many rows; divide whole numbers with `//`."""

    def out_size(size, kernel, stride, pad):
        right_out_size(size, kernel, stride, pad)
        return (size + 2 * pad - kernel) / stride + 1


class stride_before_the_kernel:
    """You divide by the stride before you subtract the kernel. The kernel takes its own length away
    from the room to move in, and only that room is divided into steps."""

    def out_size(size, kernel, stride, pad):
        right_out_size(size, kernel, stride, pad)
        return (size + 2 * pad) // stride - kernel + 1


class does_not_fit_unnoticed:
    """You return a number although the kernel fits nowhere. With a large stride the formula even
    gives 1 or 0, which looks harmless; the program then breaks somewhere else, with a message about
    strange shapes."""

    def out_size(size, kernel, stride, pad):
        return int((size + 2 * pad - kernel) / stride) + 1


@typical
class kernel_flipped:
    """You turn the kernel around. That is the convolution of mathematics books; in deep learning
    the kernel stays as it is, and its top left weight meets the top left pixel of the window."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k.flip(2, 3), b, stride, pad)


@typical
class kernel_on_its_side:
    """You let the rows of the kernel run along the columns of the picture. In all of these tensors
    the third axis goes down and the fourth across."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k.transpose(2, 3), b, stride, pad)


@typical
class first_channel_only:
    """You look at the first channel alone. A kernel has weights for every channel of the picture,
    and the sum runs over all of them."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x[:, :1], k[:, :1], b, stride, pad)


@typical
class channels_not_summed:
    """You keep the channels apart, so there is a map for each pair of a kernel and a channel. A
    kernel gives one map: add up over the channels."""

    def conv2d(x, k, b, stride=1, pad=0):
        maps = [
            right_conv2d(x[:, c : c + 1], k[:, c : c + 1], b, stride, pad)
            for c in range(x.shape[1])
        ]
        return torch.stack(maps, dim=2)


@typical
class channels_mixed:
    """You multiply every channel of the picture with every channel of the kernel. In an einsum the
    two need the same letter: channel c of the kernel meets channel c of the picture alone."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x.sum(1, keepdim=True), k.sum(1, keepdim=True), b, stride, pad)


class bias_once_a_channel:
    """You add the bias once for each channel of the picture. A kernel has a single bias, added when
    its sum over channels and weights is complete."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b * x.shape[1], stride, pad)


class bias_once_a_weight:
    """You add the bias once for each weight of the kernel, because it stands inside the loop. A
    kernel has a single bias, added when its sum over channels and weights is complete."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b * k[0].numel(), stride, pad)


@typical
class bias_forgotten:
    """You leave the bias out. Without it a window of zeros always gives zero, whatever the network
    would like to say about an empty place."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, torch.zeros_like(b), stride, pad)


class windows_reshaped:
    """You flatten the windows without moving their axes first. `reshape` never moves a number: with
    the axes in the order (N, C, H', W', kh, kw) the rows of your matrix are pieces of different
    windows. Bring C, kh and kw together with `permute` before."""

    def conv2d(x, k, b, stride=1, pad=0):
        (n, c), (o, _, kh, kw) = x.shape[:2], k.shape
        windows = padded_by(x, (pad,) * 4).unfold(2, kh, stride).unfold(3, kw, stride)
        rows, columns = windows.shape[2:4]
        y = k.reshape(o, -1) @ windows.reshape(n, c * kh * kw, rows * columns)
        return y.reshape(n, o, rows, columns) + b[:, None, None]


class output_reshaped:
    """Your numbers are right and stand in the wrong places: the kernels are the last axis of your
    product, and `reshape` cannot make it the second one, because it never moves a number. Use
    `permute` or `movedim`."""

    def conv2d(x, k, b, stride=1, pad=0):
        y = right_conv2d(x, k, torch.zeros_like(b), stride, pad)
        return y.permute(0, 2, 3, 1).reshape(y.shape) + b[:, None, None]


class output_reshaped_after_bias:
    """Your numbers are right and stand in the wrong places: the kernels are the last axis of your
    product, and `reshape` cannot make it the second one, because it never moves a number. Use
    `permute` or `movedim`."""

    def conv2d(x, k, b, stride=1, pad=0):
        y = right_conv2d(x, k, b, stride, pad)
        return y.permute(0, 2, 3, 1).reshape(y.shape)


class stride_on_rows_only:
    """You move by the stride when you go down, and by one pixel when you go across. The stride is
    for both directions."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b, 1, pad)[:, :, ::stride]


@typical
class stride_ignored:
    """You visit every position whatever the stride says. A stride of 2 skips every second one, and
    the map is half as high and half as wide."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b, 1, pad)


class padding_on_columns_only:
    """You add zeros to the left and right and none above and below: `F.pad` takes two numbers for
    each axis, beginning at the last one. The padding surrounds the picture on all four sides."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(padded_by(x, (pad, pad)), k, b, stride, 0)


@typical
class padding_ignored:
    """You do not pad. Without padding every layer makes the map smaller, and the pixels at the
    border have less say than those in the middle."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b, stride, 0)


class border_repeated:
    """You fill the padding with something other than zeros: the pixels at the border are repeated.
    That is a choice too; here the frame around the picture is zero."""

    def conv2d(x, k, b, stride=1, pad=0):
        h, w = (torch.arange(-pad, s + pad, device=x.device).clamp(0, s - 1) for s in x.shape[2:])
        return right_conv2d(x[:, :, h][:, :, :, w], k, b, stride, 0)


cut_off_from_autograd = cut_off("conv2d")

float32_by_default = typical(in_float32("conv2d"))

always_float64 = typical(in_float64("conv2d"))


class float32_on_the_way:
    """You fill a tensor of float32 with float64 numbers, and what goes into it loses its later
    digits. `x.new_zeros` makes a tensor with the dtype (and the device) of x."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x.float().to(x.dtype), k, b, stride, pad)


class memory_layout_assumed:
    """You compute with strides that you worked out from the shape. A transposed or sliced tensor
    has other strides; ask it with `x.stride()`, or make it `contiguous()` first."""

    def conv2d(x, k, b, stride=1, pad=0):
        padded = padded_by(x, (pad,) * 4) if pad else x
        return right_conv2d(_as_if_contiguous(padded), k, b, stride, 0)


def _as_if_contiguous(x):
    _, c, h, w = x.shape
    return torch.as_strided(x, x.shape, (c * h * w, h * w, w, 1))


written_into_the_picture = typical(overwriting("conv2d", "x"))

padding_on_the_cpu = partly_on_the_cpu("conv2d")

loop_over_pictures = typical(loop_over("conv2d", "x", what="the pictures"))

loop_over_positions = typical(
    loop_over(
        "conv2d",
        "x",
        axis=2,
        why="""You visit the positions of the result one by one in Python, thousands of them
for a real picture. Turn the loops inside out: the kernel has only a few weights, and for each
of them all positions can be computed at once.""",
    )
)


class bias_once_a_position:
    """You add the bias once for each position inside the kernel. A kernel has a single bias, added
    when its sum over channels and weights is complete."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b * k.shape[2] * k.shape[3], stride, pad)


class one_bias_for_all_kernels:
    """You add the same number to the maps of all kernels. Each kernel has a bias of its own, which
    belongs to its map: the axis O."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b.mean().expand_as(b), stride, pad)


class mean_over_the_channels:
    """You take the mean over the channels. A kernel adds up over all its weights, and those of
    every channel are among them."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k / x.shape[1], b, stride, pad)


class mean_over_the_window:
    """You take the mean over the window. A kernel adds up over all its weights: with a mean a
    larger kernel would count for less."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k / (k.shape[2] * k.shape[3]), b, stride, pad)


class mean_over_everything:
    """You take the mean over the window and the channels. A kernel adds up over all its weights:
    with a mean a larger kernel would count for less."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k / k[0].numel(), b, stride, pad)


class kernel_turned_upside_down:
    """Your first row of the kernel meets the last row of the window. Deep learning does not turn
    the kernel: its row u meets the row u of the window."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k.flip(2), b, stride, pad)


class kernel_turned_left_to_right:
    """Your first column of the kernel meets the last column of the window. Deep learning does not
    turn the kernel: its column v meets the column v of the window."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k.flip(3), b, stride, pad)


def _first_positions(x, k, b, stride, pad, down, across):
    """As many positions as the stride leaves, but one after the other in some direction."""
    rows, columns = right_conv2d(x, k, b, stride, pad).shape[2:]
    y = right_conv2d(x, k, b, 1, pad)
    return y[:, :, ::down, ::across][:, :, :rows, :columns]


class neighbours_across:
    """Your map has the right size, but across its windows are neighbours: only the way down uses
    the stride. Both directions move by it, so the window of column j begins at j times stride."""

    def conv2d(x, k, b, stride=1, pad=0):
        return _first_positions(x, k, b, stride, pad, stride, 1)


class neighbours_down:
    """Your map has the right size, but down its windows are neighbours: only the way across uses
    the stride. Both directions move by it, so the window of row i begins at i times stride."""

    def conv2d(x, k, b, stride=1, pad=0):
        return _first_positions(x, k, b, stride, pad, 1, stride)


class neighbours_in_both_directions:
    """Your map has the right size, but its windows are neighbours: it is the corner of the map for
    stride 1. The window of row i and column j begins at i times stride and j times stride."""

    def conv2d(x, k, b, stride=1, pad=0):
        return _first_positions(x, k, b, stride, pad, 1, 1)


class stride_taken_for_dilation:
    """You spread the weights of the kernel apart by the stride, and move the kernel by one pixel.
    That is called dilation. The stride is how far the kernel moves from one position to the next;
    inside a window its pixels are neighbours."""

    def conv2d(x, k, b, stride=1, pad=0):
        rows, columns = right_conv2d(x, k, b, stride, pad).shape[2:]
        (kh, kw), far = k.shape[2:], stride - 1
        spread = k.new_zeros(*k.shape[:2], kh + far * (kh - 1), kw + far * (kw - 1))
        spread[:, :, ::stride, ::stride] = k
        more = (0, k.shape[3] * stride, 0, k.shape[2] * stride)
        y = right_conv2d(padded_by(padded_by(x, (pad,) * 4), more), spread, b)
        return y[:, :, :rows, :columns]


class padding_at_the_end:
    """Your zeros are all at the right and the bottom. `pad` rows and columns belong on each of the
    four sides, so that the first window lies over the edge too."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(padded_by(x, (0, 2 * pad, 0, 2 * pad)), k, b, stride, 0)


class padding_in_front:
    """Your zeros are all at the left and the top. `pad` rows and columns belong on each of the four
    sides, so that the last window lies over the edge too."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(padded_by(x, (2 * pad, 0, 2 * pad, 0)), k, b, stride, 0)


class pictures_and_kernels_mixed:
    """Your numbers are right and stand in the wrong places: the kernels come first in your result
    and the pictures second, and `reshape` cannot exchange two axes, because it never moves a
    number. Use `transpose` or `permute`."""

    def conv2d(x, k, b, stride=1, pad=0):
        y = right_conv2d(x, k, torch.zeros_like(b), stride, pad)
        return y.transpose(0, 1).reshape(y.shape) + b[:, None, None]


class map_turned_on_its_side:
    """Your numbers are right and stand in the wrong places: rows and columns of your map have
    changed places, and `reshape` gave it the right shape again. Use `transpose`."""

    def conv2d(x, k, b, stride=1, pad=0):
        y = right_conv2d(x, k, b, stride, pad)
        return y.transpose(2, 3).reshape(y.shape)


class cut_off_at_zero:
    """None of your numbers is below zero. A convolution gives whatever the weighted sum is; relu is
    a layer of its own."""

    def conv2d(x, k, b, stride=1, pad=0):
        return right_conv2d(x, k, b, stride, pad).clamp(min=0)


class padding_not_counted_as_room:
    """You compare the kernel with the axis before it is padded. The zeros make room too: a kernel
    fits as long as it is no longer than size + 2 pad."""

    def out_size(size, kernel, stride, pad):
        if kernel > size:
            raise ValueError("the kernel does not fit")
        return right_out_size(size, kernel, stride, pad)


class one_added_before_dividing:
    """You add 1 before you divide by the stride. Count the steps first: there are (size + 2 pad -
    kernel) // stride of them, and one position more than steps."""

    def out_size(size, kernel, stride, pad):
        right_out_size(size, kernel, stride, pad)
        return (size + 2 * pad - kernel + 1) // stride


class kernel_not_subtracted:
    """You divide the padded axis by the stride, whatever the kernel. The last position is where the
    kernel just fits, so its length is subtracted first."""

    def out_size(size, kernel, stride, pad):
        right_out_size(size, kernel, stride, pad)
        return (size + 2 * pad) // stride
