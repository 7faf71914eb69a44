"""Values as sentences name them: what one is, and how it is written down."""

import re
from typing import Any

import torch

from tutor.grading.grammar import has
from tutor.sandbox.host.trouble import quoted
from tutor.sandbox.protocol.wire import Handle, Other

_PLAIN_NAME = re.compile(r"[\w.<>]+")


def difference(
    actual: torch.Tensor,
    expected: torch.Tensor,
    right: torch.Tensor,
    what: str,
    pair: tuple[str, str] | None,
    reveal: bool,
) -> str:
    """Say how many values differ, and where; with `reveal`, show a few of them."""
    first, count = (~right).nonzero()[0].tolist(), int((~right).sum())
    if actual.numel() == 1:
        sentence = f"{has(what)} the wrong value."
    elif count == 1:
        sentence = f"{has(what)} a wrong value: {share(~right)} differs, at {first}."
    else:
        sentence = f"{has(what)} wrong values: {share(~right)} differ, the first at {first}."
    if reveal and actual.numel() <= 24:
        mine, wanted = pair or (rounded(actual), rounded(expected))
        sentence += f"\n    yours:    {mine}\n    expected: {wanted}"
    return sentence


def apart(actual: Any, expected: Any) -> tuple[str, str]:
    """Two numbers or words as they are shown, with their types where these differ."""
    shown = [as_text(value) for value in (actual, expected)]
    if type(actual) is not type(expected) and isinstance(actual, bool | int | float | str):
        shown = [
            f"{text} ({type(v).__name__})"
            for text, v in zip(shown, (actual, expected), strict=True)
        ]
    return shown[0], shown[1]


def rounded(values: torch.Tensor) -> Any:
    return values.tolist() if not values.is_floating_point() else values.round(decimals=4).tolist()


def share(mask: torch.Tensor) -> str:
    count, total = int(mask.sum()), mask.numel()
    return f"{count} of {total} values" if total > 1 else "its only value"


def kind_of(value: Any) -> str:
    """What a value is, for "The result is ...": an article and a name."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, Other | Handle):
        stay = " (stay with torch)" if value.type.startswith("numpy.") else ""
        return f"an object of type {type_name(value.type)}{stay}"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    return f"of type {type(value).__name__}"


def type_name(name: str) -> str:
    """The name of a type of the learner's, which may be any text."""
    return name if _PLAIN_NAME.fullmatch(name) else quoted(name)


def as_text(value: Any) -> str:
    if isinstance(value, float):
        return repr(round(value, 4))
    return repr(value) if isinstance(value, bool | int | str) else kind_of(value)


def dtype_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
