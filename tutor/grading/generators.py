"""Runs what course authors write for quizzes, in a box, so that it need not be trusted.

A generator draws the values of a variant; the code of a question prints its key.
"""

import inspect
import math
from collections.abc import Sequence
from typing import Any

from tutor.errors import CourseError
from tutor.sandbox.host.box import Box
from tutor.sandbox.host.trouble import BoxTrouble
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.limits import BoxLimits

_LIMITS = BoxLimits(memory_mb=1024)
_SECONDS = 10.0  # CPU seconds for a batch
_BATCH = 100
_MAX_VALUES = 60
_MAX_CHARACTERS = 4000


def drawn(zygote: Zygote, text: str, name: str, seeds: Sequence[int]) -> list[dict[str, Any]]:
    """The values that the generator `name` in this source draws for each seed.

    Raises CourseError when it fails, or returns anything but plain values.
    """
    found: list[dict[str, Any]] = []
    try:
        with zygote.box(_LIMITS) as box:
            box.allow(_SECONDS)
            box.load([("quiz.py", text)])
            for start in range(0, len(seeds), _BATCH):
                batch = list(seeds[start : start + _BATCH])
                found += _values(_run(box, _draw, name, batch), len(batch))
    except (BoxTrouble, ValueError) as trouble:
        raise CourseError(f"The generator '{name}' in quiz.py failed: {trouble}") from None
    return found


def printed(zygote: Zygote, codes: Sequence[str]) -> list[str]:
    """What each piece of code prints, or the name of the exception that ended it."""
    found: list[str] = []
    try:
        with zygote.box(_LIMITS) as box:
            box.allow(_SECONDS)
            box.load([])
            for start in range(0, len(codes), _BATCH):
                batch = list(codes[start : start + _BATCH])
                found += _texts(_run(box, _print, batch), len(batch))
    except (BoxTrouble, ValueError) as trouble:
        raise CourseError(f"The code of a question failed: {trouble}") from None
    return found


def _run(box: Box, driver: Any, *args: Any) -> Any:
    box.allow(_SECONDS)
    request = {
        "op": "run",
        "object": None,
        "name": driver.__name__,
        "source": inspect.getsource(driver),
        "args": args,
        "kwargs": {},
        "device": "cpu",
    }
    return box.request(request).value


def _draw(module: object, name: str, seeds: list[int]) -> list[object]:
    import random

    return [getattr(module, name)(random.Random(seed)) for seed in seeds]


def _print(module: object, codes: list[str]) -> list[str]:
    import contextlib
    import io

    import torch

    found = []
    for code in codes:
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                exec(compile(code, "<code>", "exec"), {"torch": torch, "__name__": "__main__"})
            found.append(out.getvalue().strip())
        except Exception as error:
            found.append(type(error).__name__)
    return found


def _values(reply: Any, count: int) -> list[dict[str, Any]]:
    """The reply of the box, if it is what a generator may return."""
    if type(reply) is not list or len(reply) != count:
        raise ValueError("it did not return one dictionary for each seed")
    for values in reply:
        if type(values) is not dict or len(values) > _MAX_VALUES:
            raise ValueError("it should return a dictionary")
        for name, value in values.items():
            if type(name) is not str or not _is_plain(value):
                raise ValueError(f"its value '{name}' is not a number, a string or a list of them")
    return reply


def _is_plain(value: Any, depth: int = 0) -> bool:
    if type(value) in (list, tuple):
        fits = depth < 3 and len(value) <= _MAX_VALUES
        return fits and all(_is_plain(item, depth + 1) for item in value)
    if type(value) is str:
        return len(value) <= _MAX_CHARACTERS
    if type(value) is float:
        return math.isfinite(value)
    return type(value) is bool or (type(value) is int and abs(value) < 2**63)


def _texts(reply: Any, count: int) -> list[str]:
    if type(reply) is not list or len(reply) != count or any(type(t) is not str for t in reply):
        raise ValueError("it printed something other than text")
    return [text[:_MAX_CHARACTERS] for text in reply]
