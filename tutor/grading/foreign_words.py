"""What exceptions of Python, torch and numpy mean, where their own words do not say it."""

import re

from tutor.sandbox.host.trouble import LearnerError

_NUMPY = re.compile(r"\b(?:np|numpy)\.")
_MATH = re.compile(r"\bmath\.(\w+)\(")
_N = r"(\d{1,12})"  # a learner may raise with any text
_SIZES = r"(\[[-\d, ]{0,60}\])"

# What torch or Python says, and what we say: {0} stands for the first number in it.
_MEANINGS = (
    (
        r"(?:only one element tensors|a Tensor with \d{1,12} elements) can\w* be converted",
        "Python needs one number here, and this tensor has several. Use an operation of torch: it "
        "takes a whole tensor.",
    ),
    (
        r"Boolean value of Tensor with more than one value is ambiguous",
        "Python needs one True or False here (for `if`, `and`, `max` ...), and this tensor has "
        "several. Use an operation of torch: it decides for each element.",
    ),
    (
        rf"The size of tensor a \({_N}\) must match the size of tensor b \({_N}\) at "
        rf"non-singleton dimension {_N}",
        "The shapes of two tensors do not fit: along axis {2} one has {0} entries and the other "
        "{1}. Print both shapes before this line.",
    ),
    (
        rf"mat1 and mat2 shapes cannot be multiplied \({_N}x{_N} and {_N}x{_N}\)",
        "A product `A @ B` needs as many columns of A as B has rows. Here A has the shape "
        "({0}, {1}) and B ({2}, {3}).",
    ),
    (
        rf"size mismatch, got input \({_N}\), mat \({_N}x{_N}\), vec \({_N}\)",
        "A product `A @ v` needs as many columns of A as v has entries. Here A has the shape "
        "({1}, {2}) and v has {3} entries.",
    ),
    (
        rf"inconsistent tensor size, expected tensor {_SIZES} and src {_SIZES}",
        "A product `v @ w` of two vectors needs equal lengths. Here they have the shapes {0} and "
        "{1}. Print both before this line.",
    ),
    (
        rf"shape '{_SIZES}' is invalid for input of size {_N}",
        "This tensor has {1} elements, and the shape {0} needs another number of them.",
    ),
    (
        rf"index {_N} is out of bounds for dimension {_N} with size {_N}",
        "Axis {1} has {2} entries, counted from 0, so there is no entry {0}. Print the index and "
        "the shape.",
    ),
    (
        r"Dimension out of range \(.{1,60}, but got (-?\d{1,12})\)",
        "This tensor has no axis {0}. Print its shape before this line.",
    ),
    (
        r"list index out of range",
        "The list has fewer entries than this index needs. (An empty list does not even have "
        "`[-1]`.) Print the list before this line.",
    ),
    (
        rf"not enough values to unpack \(expected {_N}, got {_N}\)",
        "There are {0} names on the left of `=`, and {1} values on the right. Print the right "
        "side, and its shape if it is a tensor.",
    ),
    (
        rf"too many values to unpack \(expected {_N}",
        "There are {0} names on the left of `=`, and more values on the right. Print the right "
        "side, and its shape if it is a tensor.",
    ),
    (
        r"(?:Expected dtype int32/int64 for index|tensors used as indices must be long)",
        "An index needs an integer dtype, and this one has another. Print the index and its dtype.",
    ),
    (
        r"(?:expected (?:m1 and m2|scalar type)|Index put requires the source and destination)",
        "Two tensors of different dtypes meet here. Print the dtype of each of them.",
    ),
    (
        r"result type \w{1,20} can't be cast to the desired output type",
        "This tensor has an integer dtype and cannot take numbers with decimals. Make a new tensor "
        "with a floating-point dtype.",
    ),
    (
        r"mean\(\): could not infer output dtype",
        "Torch takes no mean of whole numbers. Convert them to a floating-point dtype first.",
    ),
    (
        r"'torch\.Size' object is not callable",
        "`shape` is a value, not a function: write it without brackets, as in `x.shape`.",
    ),
    (
        r"'(?:builtin_function_or_method|method|function)' object is not subscriptable",
        "This is a function. Call it with round brackets first; then look into its result.",
    ),
    (
        rf"stack expects each tensor to be equal size, but got {_SIZES} at entry {_N} and {_SIZES} "
        rf"at entry {_N}",
        "`torch.stack` needs equal shapes: entry {1} of the list has {0}, and entry {3} has {2}.",
    ),
    (
        r"maximum recursion depth exceeded",
        "The function calls itself again and again. It needs a case in which it stops.",
    ),
)
_FOUND = [(re.compile(pattern), words) for pattern, words in _MEANINGS]


def in_plain_words(error: LearnerError) -> str:
    """What happened and what to do; nothing where the exception says it itself, or is unknown."""
    line = error.where[-1][3] if error.where else ""
    if "ATen_cuda" in error.message:
        return (
            "The GPU of this check is a stand-in without a random generator of its own. Draw with "
            "the generator that you were given, or with none."
        )
    if "on the same device" in error.message:
        return (
            "Two tensors are on different devices: the arguments are on the GPU, and a tensor that "
            "your code made is on the CPU. Create new tensors on the `device` of an argument."
        )
    return _of_numpy(error, line) or _of_math(error, line) or _of_others(error)


def _of_numpy(error: LearnerError, line: str) -> str:
    """numpy itself may be there to use: what does not go is a tensor in its functions."""
    said = error.message.lower()
    if "'numpy.ndarray' object" in said:
        return "This is an array of numpy and no tensor. `torch.as_tensor` makes a tensor of it."
    handed_over = "numpy" in said and "tensor" in said
    if handed_over or (error.kind == "TypeError" and _NUMPY.search(line)):
        return (
            "Stay with torch: numpy's functions do not take its tensors. Torch has most of them "
            "under the same names."
        )
    return ""


def _of_math(error: LearnerError, line: str) -> str:
    called = _MATH.search(line)
    if called is None or "element" not in error.message:
        return ""
    return (
        f"`math.{called[1]}` takes one number, and this tensor has several. Torch has most of "
        "these functions too, and they take a whole tensor."
    )


def _of_others(error: LearnerError) -> str:
    for pattern, words in _FOUND:
        if found := pattern.search(error.message):
            return words.format(*found.groups())
    return ""
