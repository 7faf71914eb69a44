"""Known mistakes of hello_tensor: each namespace stands in for part of the reference."""

import reference
import torch
from generic_mistakes import typical


def said(key, other):
    """A description in which one entry is `other(t)`."""

    def describe(t):
        return {**reference.describe(t), key: other(t)}

    return describe


@typical
class printed_not_returned:
    """Your function returns nothing, which is `None`. `print` shows a number to you, and that is
    all: whoever calls the function gets what comes after `return`."""

    def answer():
        return None


@typical
class as_a_text:
    """You return a text. Quotes make a text of a number: `"2"` cannot be added to anything but
    other texts. Leave them out."""

    def answer():
        return "2"


class as_a_float:
    """You return a number with a point. 1 + 1 is an int in Python: a division, or `1.0`, makes a
    float of it."""

    def answer():
        return 1.0 + 1.0


class as_a_tensor:
    """You return a tensor. Here a plain Python number will do: `1 + 1`."""

    def answer():
        return torch.tensor(1) + torch.tensor(1)


class side_by_side:
    """You put two ones side by side, which makes eleven. That happens with texts: `"1" + "1"` is
    `"11"`."""

    def answer():
        return 11


@typical
class shape_as_a_list:
    """Your shape is a list. It should be a tuple, with round brackets: `tuple(...)` makes one."""

    describe = said("shape", lambda t: list(t.shape))


@typical
class shape_as_a_text:
    """Your shape is a text. It should be a tuple of numbers, which one can compute with: leave out
    `str` and the quotes."""

    describe = said("shape", lambda t: str(tuple(t.shape)))


class number_of_elements:
    """Your shape is the number of elements. The shape has the length of each axis: `t.shape`."""

    describe = said("shape", lambda t: t.numel())


class shape_of_rows_and_columns:
    """Your shape has the first two axes only. A tensor may have more of them, or fewer: take all
    that `t.shape` has."""

    describe = said("shape", lambda t: tuple(t.shape[:2]))


@typical
class length_for_axes:
    """You count along the first axis: `len(t)` is the number of rows. The number of axes is
    `t.ndim`, or the length of the shape."""

    describe = said("ndim", lambda t: len(t))


class rows_for_axes:
    """You give the length of the first axis, the number of rows. The number of axes is `t.ndim`, or
    the length of the shape."""

    describe = said("ndim", lambda t: t.shape[0] if t.ndim else 0)


class at_least_one_axis:
    """You say 1 for a single number. It has no axis at all: its shape is `()`, and `ndim` is 0."""

    describe = said("ndim", lambda t: max(1, t.ndim))


class elements_for_axes:
    """You return the number of elements. `ndim` is the number of axes."""

    describe = said("ndim", lambda t: t.numel())


@typical
class dtype_as_a_text:
    """Your dtype is a text. Return it as torch has it, `t.dtype`: then it can be compared with
    `torch.float32` and handed on to other functions."""

    describe = said("dtype", lambda t: str(t.dtype))


class name_of_the_kind:
    """You return what kind of Python object the tensor is, or an old name such as
    `torch.FloatTensor`. The dtype of its numbers is `t.dtype`."""

    describe = said("dtype", lambda t: t.type())


class always_float32:
    """You say float32 whatever the tensor is. Ask the tensor: `t.dtype`."""

    describe = said("dtype", lambda t: torch.float32)


@typical
class device_as_an_object:
    """Your device is an object. It looks like a text when it is printed; `str(...)` makes one of
    it."""

    describe = said("device", lambda t: t.device)


@typical
class always_cpu:
    """You say "cpu" whatever the device is. Ask the tensor: `t.device`."""

    describe = said("device", lambda t: "cpu")


class device_without_its_number:
    """Your name of the device is without its number: `t.device.type` says that it is a graphics
    card, and not which one. `str(t.device)` has both."""

    describe = said("device", lambda t: t.device.type)


class other_names:
    """The entries of your dictionary have other names, or there are more or fewer of them. They are
    "shape", "ndim", "dtype" and "device"."""

    def describe(t):
        return {**reference.describe(t), "numel": t.numel()}


class tensor_overwritten:
    """You change the tensor. Only look at it: names of methods that end with `_`, such as
    `squeeze_`, change what they are called on."""

    def describe(t):
        found = reference.describe(t)
        if t.is_floating_point() and not t.is_meta:
            t.add_(1)
        return found


@typical
class tensor_returned:
    """You return a tensor. `item()` takes the Python number out of it."""

    def as_number(t):
        reference.as_number(t)
        return t.flatten()[0]


class list_returned:
    """You return a list. `tolist()` makes lists of a tensor with axes; `item()` gives the number
    itself."""

    def as_number(t):
        reference.as_number(t)
        return t.flatten().tolist()


class cut_to_whole_numbers:
    """You cut off what comes after the point: `int(...)` does that. A tensor of floating-point
    numbers has a float in it."""

    def as_number(t):
        return int(reference.as_number(t))


class always_a_float:
    """You make a float of everything. Whole numbers should come out as int, and truth values as
    bool: `item()` chooses by the dtype."""

    def as_number(t):
        return float(reference.as_number(t))


class as_a_sum_of_nothing:
    """You return something else than the element. `item()` takes it out."""

    def as_number(t):
        return t.ndim + 0 * reference.as_number(t)


@typical
class first_of_several:
    """You take the first of several elements. Whoever asks for the only element and has more has
    made a mistake, and should hear of it: raise a ValueError."""

    def as_number(t):
        if t.numel() == 0:
            raise ValueError("nothing")
        return t.flatten()[0].item()


@typical
class errors_of_torch:
    """You leave the error to torch, and it raises a RuntimeError. Ask for the number of elements
    yourself, and `raise ValueError(...)`."""

    def as_number(t):
        return t.item()


class none_for_nothing:
    """You return something for a tensor without elements. There is nothing to return: raise a
    ValueError."""

    def as_number(t):
        return None if t.numel() == 0 else reference.as_number(t)


class mean_of_several:
    """You make one number of several. Raise a ValueError: whoever wants a mean can ask for it."""

    def as_number(t):
        if t.numel() == 0:
            raise ValueError("nothing")
        return t.double().mean().item() if t.numel() > 1 else t.item()
