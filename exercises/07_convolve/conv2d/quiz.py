"""Numbers for the quiz questions about convolution."""

from random import Random


def output_size(draw: Random) -> dict[str, object]:
    size = draw.choice([12, 15, 20, 28, 32, 48, 64])
    kernel = draw.choice([5, 7])
    stride, pad = draw.choice([(2, 2), (2, 3), (3, 3)])
    padded = size + 2 * pad
    room = padded - kernel
    return {
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "pad": pad,
        "padded": padded,
        "room": room,
        "gaps": room // stride,
        "answer": room // stride + 1,
        "unpadded": (size - kernel) // stride + 1,
        "dense": room + 1,
    }


def conv_parameters(draw: Random) -> dict[str, object]:
    channels, maps = draw.choice([3, 8, 10, 16]), draw.choice([4, 6, 20, 32])
    kernel, size = draw.choice([3, 5]), draw.choice([28, 32, 64])
    weights, out = kernel * kernel * channels, size - kernel + 1
    return {
        "channels": channels,
        "maps": maps,
        "kernel": kernel,
        "size": size,
        "weights": weights,
        "with_bias": weights + 1,
        "answer": maps * (weights + 1),
        "no_bias": maps * weights,
        "flat": maps * (kernel * kernel + 1),
        "one_bias": maps * weights + 1,
        "dense": f"{channels * size * size * maps * out * out:,}",
    }


def inputs_of_one_unit(draw: Random) -> dict[str, object]:
    channels, maps = draw.choice([3, 10, 16, 20]), draw.choice([8, 12, 32, 64])
    kernel = draw.choice([3, 5, 7])
    area = kernel * kernel
    return {
        "channels": channels,
        "maps": maps,
        "kernel": kernel,
        "area": area,
        "answer": area * channels,
        "by_maps": area * maps,
        "everything": area * channels * maps,
    }


def output_shape(draw: Random) -> dict[str, object]:
    batch, channels = draw.choice([2, 4, 8]), draw.choice([3, 5, 10])
    maps = draw.choice([6, 12, 16])
    height, width = draw.choice([(20, 30), (24, 36), (28, 40), (50, 40)])
    kernel, pad = draw.choice([(3, 1), (5, 1), (5, 2), (7, 1), (7, 2)])
    new_height, new_width = height + 2 * pad - kernel + 1, width + 2 * pad - kernel + 1
    return {
        "batch": batch,
        "channels": channels,
        "maps": maps,
        "height": height,
        "width": width,
        "kernel": kernel,
        "pad": pad,
        "new_height": new_height,
        "new_width": new_width,
        "answer": f"({batch}, {maps}, {new_height}, {new_width})",
        "kept": f"({batch}, {channels}, {new_height}, {new_width})",
        "last": f"({batch}, {new_height}, {new_width}, {maps})",
        "multiplied": f"({batch}, {maps * channels}, {new_height}, {new_width})",
        "unpadded": f"({batch}, {maps}, {height - kernel + 1}, {width - kernel + 1})",
    }


def no_flip(draw: Random) -> dict[str, object]:
    a, b, c, d = draw.sample(range(1, 9), 4)
    p, q = draw.sample([0, 1, 2, 3], 2)
    pairs = [(a, b), (b, c), (c, d)]
    straight = [p * left + q * right for left, right in pairs]
    return {
        "a": a,
        "b": b,
        "c": c,
        "d": d,
        "p": p,
        "q": q,
        "first": straight[0],
        "answer": str(straight),
        "flipped": str([q * left + p * right for left, right in pairs]),
        "stepped": str(straight[::2]),
    }
