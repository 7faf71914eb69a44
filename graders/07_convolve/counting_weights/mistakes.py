"""Known mistakes of counting_weights: each namespace stands in for part of the reference."""

import math

import torch
from generic_mistakes import typical
from reference import count_params as right_counts
from reference import edge_detector as right_kernels
from reference import receptive_field as right_field


def counted(layers, shape, conv=None, pool=None, dense=None, size=None, channels=None):
    """The counts with one rule or another changed.

    `conv`, `pool` and `dense` give a layer's count, `size` a side of what it gives, and `channels`
    its channels as the next layer counts them.
    """
    conv = conv or (lambda c, h, w, n, k, s: n * (c * k * k + 1))
    pool = pool or (lambda c, k: 0)
    dense = dense or (lambda c, h, w, n: n * (c * h * w + 1))
    size = size or (lambda kind, side, k, s: (side - k) // s + 1)
    c, h, w = shape
    counts = []
    for kind, *numbers in layers:
        if kind == "dense":
            counts.append(dense(c, h, w, *numbers))
            c, h, w = numbers[0], 1, 1
            continue
        k, s = numbers[-2:]
        counts.append(conv(c, h, w, *numbers) if kind == "conv" else pool(c, k))
        if kind == "conv":
            c = channels(c, numbers[0]) if channels else numbers[0]
        h, w = size(kind, h, k, s), size(kind, w, k, s)
    return counts


@typical
class bias_forgotten:
    """You count the weights of the kernels and not their biases. Each kernel has one bias."""

    def count_params(layers, shape):
        return counted(layers, shape, conv=lambda c, h, w, n, k, s: n * c * k * k)


@typical
class counted_in_every_place:
    """You count the weights of a convolution once for each place of the picture. It uses the same
    kernel in all places, so the size of the picture does not matter."""

    def count_params(layers, shape):
        def conv(c, h, w, n, k, s):
            return n * (c * k * k + 1) * ((h - k) // s + 1) * ((w - k) // s + 1)

        return counted(layers, shape, conv=conv)


@typical
class channels_forgotten:
    """Your kernels cover one channel. A kernel has weights for every channel of its input."""

    def count_params(layers, shape):
        return counted(layers, shape, conv=lambda c, h, w, n, k, s: n * (k * k + 1))


class one_side_of_the_window:
    """You count k weights for a window. It has k rows and k columns, so k times k."""

    def count_params(layers, shape):
        return counted(layers, shape, conv=lambda c, h, w, n, k, s: n * (c * k + 1))


@typical
class channels_of_the_picture:
    """Your later convolutions have the channels of the picture. What arrives at a layer has as
    many channels as the layer before it has kernels."""

    def count_params(layers, shape):
        return counted(layers, shape, channels=lambda c, n: c)


class bias_for_each_channel:
    """You count a bias for each channel of a kernel. A kernel adds up over all of its channels,
    and then adds one bias."""

    def count_params(layers, shape):
        return counted(layers, shape, conv=lambda c, h, w, n, k, s: n * c * (k * k + 1))


class running_total:
    """Your numbers are totals up to each layer. Give the number for each layer alone."""

    def count_params(layers, shape):
        counts = right_counts(layers, shape)
        return [sum(counts[: n + 1]) for n in range(len(counts))]


@typical
class all_in_one:
    """You return one number for the whole network. Give a list with a number for each layer."""

    def count_params(layers, shape):
        return sum(right_counts(layers, shape))


@typical
class dense_bias_forgotten:
    """You count the weights of dense layers and not their biases. Each weighted sum has one
    bias."""

    def count_params(layers, shape):
        return counted(layers, shape, dense=lambda c, h, w, n: n * c * h * w)


@typical
class picture_kept_its_size:
    """For you the picture stays as large as it was. Nothing is padded, so it shrinks in every
    layer, and a dense layer after it has fewer inputs."""

    def count_params(layers, shape):
        return counted(layers, shape, size=lambda kind, side, k, s: side)


@typical
class dense_without_channels:
    """Your dense layer reads height times width values. What arrives has channels too: multiply by
    them."""

    def count_params(layers, shape):
        return counted(
            layers, shape, dense=lambda c, h, w, n: n * ((h * w if h * w > 1 else c) + 1)
        )


class every_dense_reads_the_picture:
    """Your later dense layers read the picture again. They read the results of the layer before
    them."""

    def count_params(layers, shape):
        found = counted(layers, shape)
        first = next((n for n, layer in enumerate(layers) if layer[0] == "dense"), None)
        if first is None:
            return found
        inputs = found[first] // layers[first][1]
        return [
            layer[1] * inputs if n >= first else count
            for n, (layer, count) in enumerate(zip(layers, found, strict=True))
        ]


@typical
class step_ignored:
    """You do not use the steps. A window that moves by s pixels at a time fits into the picture
    fewer times."""

    def count_params(layers, shape):
        return counted(layers, shape, size=lambda kind, side, k, s: side - k + 1)


class one_bias_for_a_dense_layer:
    """Your dense layer has one bias for all. Each weighted sum has its own: n_out of them."""

    def count_params(layers, shape):
        return counted(layers, shape, dense=lambda c, h, w, n: n * c * h * w + 1)


class divided_by_the_step:
    """You divide the size by the step, whatever the window. A window of k cannot begin in the last
    k - 1 places: (size - k) // s + 1."""

    def count_params(layers, shape):
        return counted(layers, shape, size=lambda kind, side, k, s: side // s)


class square_pictures_only:
    """You take the picture for a square, and its height for its width. Follow both."""

    def count_params(layers, shape):
        c, h, _ = shape
        return counted(layers, (c, h, h))


class rounded_up:
    """You count a window that does not fit any more. Where the last step would go beyond the
    picture, there is no window: round down."""

    def count_params(layers, shape):
        return counted(layers, shape, size=lambda kind, side, k, s: math.ceil((side - k) / s) + 1)


class step_before_the_window:
    """You divide the size by the step and subtract the window afterwards, or forget the 1 at the
    end. The first window begins at 0 and the last at size - k; from there on count the steps:
    (size - k) // s + 1."""

    def count_params(layers, shape):
        return counted(layers, shape, size=lambda kind, side, k, s: (side - k) // s)


class pool_learns:
    """You count weights for a pooling layer. It takes the largest value of each window and learns
    nothing."""

    def count_params(layers, shape):
        return counted(layers, shape, pool=lambda c, k: k * k)


class pool_skipped:
    """You leave out that pooling makes the picture smaller. It learns nothing, but what comes
    after it has fewer inputs."""

    def count_params(layers, shape):
        def size(kind, side, k, s):
            return side if kind == "pool" else (side - k) // s + 1

        return counted(layers, shape, size=size)


class pool_by_its_window:
    """You divide the size by the window of the pooling. How often it fits depends on the steps
    too, and they may be smaller than the window."""

    def count_params(layers, shape):
        def size(kind, side, k, s):
            return side // k if kind == "pool" else (side - k) // s + 1

        return counted(layers, shape, size=size)


@typical
class windows_added:
    """You add up the windows. The next layer's results share pixels: each layer adds only k - 1
    neighbours to the one that is already there."""

    def receptive_field(layers):
        field, apart = 0, 1
        for k, s in layers:
            field, apart = field + k * apart, apart * s
        return field if layers else 1


class one_too_few:
    """Your field is one pixel too short. Without any layer a result is one pixel: begin with 1."""

    def receptive_field(layers):
        return right_field(layers) - 1


class windows_multiplied:
    """You multiply the windows. Their results overlap, so a field grows by k - 1 in each layer,
    and not k times."""

    def receptive_field(layers):
        return math.prod(k for k, _ in layers)


class last_window_only:
    """Your answer is the window of one layer. Its results depend on windows of the layer before,
    and so on, down to the pixels."""

    def receptive_field(layers):
        return layers[-1][0] if layers else 1


@typical
class steps_ignored:
    """You do not use the steps. If a layer moves by 2, its results begin 2 pixels apart, and what
    comes after it sees twice as far."""

    def receptive_field(layers):
        return right_field([(k, 1) for k, _ in layers])


@typical
class own_step_counted:
    """You multiply a layer's window by its own step. The step says how far apart its results are,
    which matters only to the layers after it."""

    def receptive_field(layers):
        field, apart = 1, 1
        for k, s in layers:
            apart *= s
            field += (k - 1) * apart
        return field


class last_step_only:
    """You use the step of the layer before, but not those of the layers before that. The distances
    multiply from layer to layer."""

    def receptive_field(layers):
        field, apart = 1, 1
        for k, s in layers:
            field, apart = field + (k - 1) * apart, s
        return field


class last_layer_first:
    """You go through the layers in the wrong order. The step of a layer spreads what the layers
    after it see: carry the distances from the first layer on, or go back from the last one to the
    pixels."""

    def receptive_field(layers):
        return right_field(layers[::-1])


class steps_added:
    """You add up the steps of the layers before. They multiply: two steps of 3 make 9 pixels."""

    def receptive_field(layers):
        field, apart = 1, 0
        for k, s in layers:
            field, apart = field + (k - 1) * max(1, apart), apart + s
        return field


@typical
class answers_to_grey:
    """Your kernels answer to even grey: their numbers do not add up to 0. What is the same
    everywhere is no edge."""

    def edge_detector():
        return right_kernels() + 0.5


@typical
class bright_side_first:
    """Your kernels find edges the wrong way round: the result is negative where a picture turns
    from dark to bright. The plus belongs on the bright side: to the right, or below."""

    def edge_detector():
        return -right_kernels()


@typical
class kernels_exchanged:
    """Your two kernels are the wrong way round. Kernel 0 looks for changes from left to right, so
    its columns differ; kernel 1 looks from top to bottom, so its rows differ."""

    def edge_detector():
        return right_kernels().flip(0)


@typical
class same_kernel_twice:
    """Your two kernels are the same. The second one should see changes from top to bottom, and be
    blind to those from left to right."""

    def edge_detector():
        return right_kernels()[[0, 0]]


class both_signs_at_an_edge:
    """At one edge your kernel gives a positive and a negative result. Its middle has another sign
    than both sides: that finds lines, and answers to an edge twice. Put minus on one side and
    plus on the other."""

    def edge_detector():
        line = torch.tensor([-1.0, 2.0, -1.0]).expand(3, 3)
        return torch.stack([line, line.T])[:, None]


class slanted_edges_too:
    """Your kernels also answer to edges in the other direction. In a picture that changes only
    from top to bottom all columns are alike, so each row of kernel 0 has to add up to 0; and each
    column of kernel 1."""

    def edge_detector():
        slant = torch.tensor([[-2.0, -1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 2.0]])
        return torch.stack([slant, slant])[:, None]


class channel_left_out:
    """Your kernels have the shape (2, 3, 3). Between the number of kernels and their rows belongs
    the axis of the channels, of length 1 here: (2, 1, 3, 3)."""

    def edge_detector():
        return right_kernels()[:, 0]


class whole_numbers:
    """Your kernels are whole numbers. They will be multiplied by pixels in float32, so they
    should be torch.float32 too."""

    def edge_detector():
        return right_kernels().long()
