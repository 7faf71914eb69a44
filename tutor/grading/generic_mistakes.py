"""Known mistakes that need no writing: the same in every exercise, made from its reference.

In an exercise's `mistakes.py` such a mistake is one line. The name on the left is its id, the first
argument the function (or `Class.method`) of the reference that it stands in for:

    from generic_mistakes import in_float64, overwriting

    always_float64 = in_float64("forward_linear")
    input_overwritten = overwriting("forward_linear", "W", why='''What to say to the learner.''')

Without `why` the learner reads the explanation that is given here. Several functions may be named
at once, with spaces between them.

Like `mistakes.py` itself this file is also loaded in the audit's boxes, by this short name beside
`reference`, so it imports nothing of ours.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import torch

FLOAT64 = """You compute in float64 whatever comes in. The result should have the dtype of the
arguments: float64 takes twice the memory, and the next step of a program in float32 breaks."""

FLOAT32 = """Your result is float32 although the arguments are float64: `torch.zeros` and its
relatives make float32 unless told otherwise. Take the dtype from an argument, as `x.new_zeros` or
`dtype=x.dtype` do."""

OVERWRITTEN = """You wrote into an argument. In-place operations (`+=`, `x[...] =`, names that end
with `_`) change the tensor of whoever called you, who still needs it as it was. Work on a new
tensor."""

ON_THE_CPU = """You made a new tensor without saying where, so it is on the CPU while the arguments
are on the GPU. Derive it from an argument, as `x.new_zeros` does, or give it `device=x.device`."""

CUT = """Your result is cut off from the graph that autograd follows, so no gradient comes back and
nothing can learn. `detach`, `.data`, `item`, `numpy` and `torch.tensor(...)` all cut."""

LOOP = """You visit {what} one by one in Python. Every round of a loop costs a fixed price that has
nothing to do with the arithmetic; one torch operation on all of them pays it once."""


Right = Callable[..., Any]
Wrong = Callable[..., Any]
"""`wrong(right, args, *places)`: the places are those of named arguments among `args`."""


TYPICAL = "_typical"  # what begins with _ stands in for nothing


def typical(mistake: type) -> type:
    """Mark a mistake that many people make, so that the examples of its exercise notice it."""
    setattr(mistake, TYPICAL, True)
    return mistake


def in_float64(entries: str, why: str = FLOAT64) -> type:
    """Compute in float64 whatever the arguments are."""

    def wrong(right: Right, args: list[Any]) -> Any:
        return right(*_floats(torch.Tensor.double, args))

    return _mistake(entries, why, wrong)


def in_float32(entries: str, why: str = FLOAT32) -> type:
    """Give the result in float32, with the digits that it has."""

    def wrong(right: Right, args: list[Any]) -> Any:
        return _floats(torch.Tensor.float, right(*args))

    return _mistake(entries, why, wrong)


def overwriting(entries: str, arguments: str, why: str = OVERWRITTEN) -> type:
    """Answer right, and write into the arguments of these names."""

    def wrong(right: Right, args: list[Any], *places: int) -> Any:
        result = right(*_tensors(torch.clone, args))
        with torch.no_grad():
            _tensors(lambda tensor: tensor.add_(1), [args[place] for place in places])
        return result

    return _mistake(entries, why, wrong, arguments)


def partly_on_the_cpu(entries: str, why: str = ON_THE_CPU) -> type:
    """Add zeros that are on the CPU to the result."""

    def plus_zero(result: torch.Tensor) -> torch.Tensor:
        # One axis: zeros without axes may come from the CPU.
        return (torch.zeros(1, dtype=result.dtype) + result).reshape(result.shape)

    def wrong(right: Right, args: list[Any]) -> Any:
        return _tensors(plus_zero, right(*args))

    return _mistake(entries, why, wrong)


def cut_off(entries: str, why: str = CUT) -> type:
    """Give a result that autograd cannot follow."""

    def wrong(right: Right, args: list[Any]) -> Any:
        return _tensors(torch.Tensor.detach, right(*args))

    return _mistake(entries, why, wrong)


def loop_over(
    entries: str, argument: str, axis: int | None = 0, what: str = "the rows", why: str = LOOP
) -> type:
    """Go in Python through an axis of the argument of this name; None: through its elements."""

    def visited(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.numel() == 0 or tensor.dim() == 0:
            return tensor
        pieces = (tensor.flatten() if axis is None else tensor).unbind(axis or 0)
        return torch.stack([p.clone() for p in pieces], axis or 0).reshape(tensor.shape)

    def wrong(right: Right, args: list[Any], place: int) -> Any:
        return right(*args[:place], visited(args[place]), *args[place + 1 :])

    return _mistake(entries, why.format(what=what), wrong, argument)


def _mistake(entries: str, why: str, wrong: Wrong, arguments: str = "") -> type:
    """The namespace of a mistake: for each entry what stands in for it."""
    import reference  # type: ignore[import-not-found]

    replaced: dict[str, Any] = {}
    for entry in entries.split():
        name, _, method = entry.partition(".")
        owner = getattr(reference, name)
        if method:
            stand_in = _stand_in(getattr(owner, method), wrong, arguments)
            replaced[name] = type(name, (replaced.get(name, owner),), {method: stand_in})
        else:
            replaced[name] = _stand_in(owner, wrong, arguments)
    return type("mistake", (), {"__doc__": why, "__module__": __name__, **replaced})


def _stand_in(right: Right, wrong: Wrong, arguments: str) -> Right:
    signature = inspect.signature(right)
    names = list(signature.parameters)
    places = [names.index(name) for name in arguments.split() if name in names]

    @functools.wraps(right)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()
        return wrong(functools.partial(right, **given.kwargs), list(given.args), *places)

    return stand_in


def _floats(change: Callable[[torch.Tensor], torch.Tensor], value: Any) -> Any:
    return _tensors(lambda t: change(t) if t.is_floating_point() else t, value)


def _tensors(change: Callable[[torch.Tensor], torch.Tensor], value: Any) -> Any:
    """A value with all of its tensors changed."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, list | tuple):
        return type(value)(_tensors(change, item) for item in value)
    if isinstance(value, dict):
        return {key: _tensors(change, item) for key, item in value.items()}
    return value
