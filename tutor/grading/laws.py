"""The vocabulary of suites: what a function promises is said once, and every law is then one line.

A suite writes down a `Contract` for each function that a learner writes: its name, how its
arguments are drawn, and what is right. A check asks for the fixture `subject`, binds it to a
contract, and names the law:

    LINEAR = Contract("forward_linear", draw_inputs)

    @check(task=1, points=1, catches="input-overwritten")
    def test_inputs_untouched(subject):
        '''The arguments are left as they were'''
        subject(LINEAR).leaves_its_arguments(5, 3, 4)

The numbers are the sizes that `draw` gets. Every law also expects the right answer: who returns
nothing at all leaves the arguments alone too, and should get no marks for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import torch

from tutor.errors import CourseError
from tutor.grading.compare import UNIT_ROUNDOFF, Reduction, expect, expect_no_loop, require
from tutor.grading.draw import Draw
from tutor.grading.remote import Remote

MORE = 40  # rows, columns or the like that `has_no_loop` adds

NO_GRADIENT = (
    "No gradient arrives at {name}. Autograd loses the track where you leave torch's operations, "
    "detach, use `.data`, or switch gradients off."
)

Held = Callable[[Remote], Callable[..., Any]]


@dataclass(frozen=True)
class Contract:
    """What one function of an exercise promises.

    `entry` is the function's name, or a function that finds the callable in a module that is held
    across the boundary (see `driven`). `draw(rng, *sizes)` gives the arguments, as a tuple; to keep
    a dtype it must take `dtype` too.

    What is right is what `truth(*args)` says, or else the reference. Both are asked in float64, and
    the learner should answer in the dtype of the first floating-point argument. `within` is an
    absolute tolerance in float64, `rounding(*args)` one (or a `Reduction`) in lower precision.
    `parts` are the names of several results. Where there is more than one right answer,
    `judge(result, *args)` expects what has to be true of it.

    `arguments` are the names of the arguments where they are not those of the reference.
    """

    entry: str | Held
    draw: Callable[..., tuple[Any, ...]]
    what: str = "The result"
    truth: Callable[..., Any] | None = None
    within: float | None = None
    rounding: Callable[..., float | Reduction] | None = None
    parts: Sequence[str] = ()
    judge: Callable[..., None] | None = None
    arguments: Sequence[str] = ()

    def of(self, module: Remote) -> Any:
        """The callable itself, in this module."""
        return getattr(module, self.entry) if isinstance(self.entry, str) else self.entry(module)


def driven(driver: Callable[..., Any]) -> Held:
    """An entry that runs a driver of the suite: `driver(module, *args)`, beside the code."""
    return lambda module: partial(module.run, driver)


@dataclass(frozen=True)
class Subject:
    """A submission under a contract. Each method is a law, and fails with a sentence."""

    contract: Contract
    submission: Remote
    gpu: Remote
    reference: Remote
    rng: Draw

    def agrees(self, *args: Any, what: str | None = None) -> None:
        """Expect the right answer to these arguments."""
        self._expect(self.contract.of(self.submission)(*args), args, what)

    def agrees_on(self, *cases: Sequence[int], what: str | None = None) -> None:
        """Expect the right answer to arguments of each of these sizes."""
        for sizes in cases:
            self.agrees(*self.draw(*sizes), what=what)

    def keeps_dtype(self, dtype: torch.dtype, *cases: Sequence[int]) -> None:
        """Expect right answers in this dtype where the arguments have it."""
        for sizes in cases:
            self.agrees(*self.draw(*sizes, dtype=dtype))

    def keeps_short_dtypes(self, *sizes: Any) -> None:
        """Expect answers in float16 and in bfloat16 where the arguments have these dtypes, right
        to the few digits that they have."""
        for dtype in (torch.float16, torch.bfloat16):
            args = self.draw(*sizes, dtype=dtype)
            right = self._right(args)
            parts = right if isinstance(right, tuple | list) else (right,)
            size = max([1.0, *(float(part.abs().max()) for part in parts if part.numel())])
            expect(
                self.contract.of(self.submission)(*args),
                right,
                f"With {str(dtype).removeprefix('torch.')}, {_lower(self.contract.what)}",
                dtype=dtype,
                within=32 * UNIT_ROUNDOFF[dtype] * size,
            )

    def leaves_its_arguments(self, *sizes: Any, **how: Any) -> None:
        """Expect that a call writes into none of its arguments."""
        args = self.draw(*sizes, **how)
        result, after = self.contract.of(self.submission).inputs_after(*args)
        names = self._names(args)
        for (name, b), (_, a) in zip(_leaves(names, args), _leaves(names, after), strict=True):
            require(torch.equal(b, a), f"The call changes its argument {name} in place.")
        self._expect(result, args)

    def stays_on_the_gpu(self, *sizes: Any, **how: Any) -> None:
        """Expect right answers on the GPU to arguments that are there."""
        args = self.draw(*sizes, **how)
        self._expect(self.contract.of(self.gpu)(*args), args)

    def has_no_loop(self, *sizes: Any, over: Sequence[str | None]) -> None:
        """Expect that the number of operations does not grow with any of the sizes that `over`
        names: `has_no_loop(5, 6, over=(None, "columns"))`."""
        self.agrees_on(sizes)
        cost = self.contract.of(self.submission).cost
        small = cost(*self.draw(*sizes))
        for axis, name in enumerate(over):
            if name is not None:
                grown = [size + MORE if i == axis else size for i, size in enumerate(sizes)]
                expect_no_loop(small, cost(*self.draw(*grown)), MORE, name)

    def passes_gradients_back(self, *sizes: Any) -> None:
        """Expect that autograd finds its way back to every floating-point argument."""
        args, entry = self.draw(*sizes), self._name
        right = self._right(args)
        outputs = right if isinstance(right, tuple | list) else (right,)
        g = [self.rng.away_from_zero(*output.shape) for output in outputs]
        result, found = self.submission.run(_pull_back, entry, args, g)
        self._expect(result, args)
        if truth := self.contract.truth:
            _, wanted = _pull_back(SimpleNamespace(truth=truth), "truth", args, g)
        else:
            _, wanted = self.reference.run(_pull_back, entry, args, g)
        names = [
            name for name, leaf in _leaves(self._names(args), args) if leaf.is_floating_point()
        ]
        for name, gradient, want in zip(names, found, wanted, strict=True):
            if want is not None:
                require(gradient is not None, NO_GRADIENT.format(name=name))
                what = f"The gradient with respect to {name}"
                expect(gradient, want, what, within=self.contract.within)

    def refuses(self, *cases: tuple[Any, ...], because: str) -> None:
        """Expect a ValueError for each of these arguments. `because` says to a learner whose
        function answers why it should not."""
        name = self._name
        found = self.submission.run(_what_happens, name, list(cases))
        require("an answer" not in found, f"`{name}` answers where it should refuse. {because}")
        others = " and ".join(sorted(set(found) - {"ValueError"}))
        require(
            not others,
            f"`{name}` refuses with {others}; it should raise a ValueError itself. {because}",
        )

    def draw(self, *sizes: Any, **how: Any) -> tuple[Any, ...]:
        """Arguments of these sizes."""
        return self.contract.draw(self.rng, *sizes, **how)

    @property
    def _name(self) -> str:
        if isinstance(self.contract.entry, str):
            return self.contract.entry
        raise CourseError("This law needs a contract whose entry is the name of a function.")

    def _expect(self, result: Any, args: tuple[Any, ...], what: str | None = None) -> None:
        if self.contract.judge is not None:
            self.contract.judge(result, *args)
            return
        right, what = self._right(args), what or self.contract.what
        if not self.contract.parts:
            expect(result, right, what, **self._tolerance(right, args))
            return
        parts = of_parts(result, self.contract.parts, str(self.contract.entry))
        for name, part, value in zip(self.contract.parts, parts, right, strict=True):
            expect(part, value, name, **self._tolerance(value, args))

    def _right(self, args: tuple[Any, ...]) -> Any:
        return (self.contract.truth or self.contract.of(self.reference))(*_in_float64(args))

    def _tolerance(self, right: Any, args: tuple[Any, ...]) -> dict[str, Any]:
        """The dtype that is asked of an answer, and how far off it may be."""
        leaves = [leaf for _, leaf in _leaves(self._places(args), args)]
        dtype = next((leaf.dtype for leaf in leaves if leaf.is_floating_point()), torch.float64)
        if dtype == torch.float64:
            return {"within": self.contract.within}
        how: dict[str, Any] = {}
        if not isinstance(right, torch.Tensor) or right.is_floating_point():
            how["dtype"] = dtype
        if self.contract.rounding is not None:
            allowed = self.contract.rounding(*args)
            how["reduction" if isinstance(allowed, Reduction) else "within"] = allowed
        return how

    def _names(self, args: tuple[Any, ...]) -> Sequence[str]:
        """What the arguments are called: by the contract, or by the reference."""
        if self.contract.arguments:
            return self.contract.arguments
        if isinstance(self.contract.entry, str):
            names: Sequence[str] = self.reference.run(_argument_names, self.contract.entry)
            return names
        return self._places(args)

    @staticmethod
    def _places(args: tuple[Any, ...]) -> Sequence[str]:
        return [f"number {i + 1}" for i in range(len(args))]


def _lower(what: str) -> str:
    """A subject inside a sentence: "The result" begins small there, `d_relu(z)` stays."""
    return "t" + what[1:] if what.startswith("The ") else what


def of_parts(result: Any, parts: Sequence[str], entry: str) -> Sequence[Any]:
    """A result that has several parts, once it has as many as there are names for them."""
    require(
        isinstance(result, tuple | list) and len(result) == len(parts),
        f"`{entry}` should return {len(parts)} things: {', '.join(parts)}.",
    )
    return result  # type: ignore[no-any-return]


def _in_float64(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.double() if value.is_floating_point() else value
    if isinstance(value, tuple | list):
        return type(value)(_in_float64(item) for item in value)
    return value


def _leaves(names: Sequence[str], values: Sequence[Any]) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors among values, each with its name."""
    for name, value in zip(names, values, strict=False):
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, tuple | list):
            yield from _leaves([f"{name}[{i}]" for i in range(len(value))], value)


# What follows runs beside the code that is judged: its text is sent, so it uses nothing of ours,
# and its types are in quotes.


def _argument_names(module: "Any", entry: str) -> list[str]:
    from inspect import signature

    return list(signature(getattr(module, entry)).parameters)


def _what_happens(module: "Any", entry: str, cases: "list[Any]") -> list[str]:
    """For each case what the function raises, or that it answers."""
    function, seen = getattr(module, entry), []
    for case in cases:
        try:
            function(*case)
            seen.append("an answer")
        except NotImplementedError:
            raise
        except ValueError:  # or a class of the learner's own that is one
            seen.append("ValueError")
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


def _pull_back(module: "Any", entry: str, args: "Any", cotangents: "Any") -> "Any":
    """The result, and the gradients of sum(output * cotangent) for each floating-point tensor."""
    leaves = []

    def leaf(value: "Any") -> "Any":
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            leaves.append(value.detach().requires_grad_())
            return leaves[-1]
        if isinstance(value, (list, tuple)):
            return type(value)([leaf(item) for item in value])
        return value

    result = getattr(module, entry)(*leaf(tuple(args)))
    outputs = result if isinstance(result, (list, tuple)) else [result]
    pairs = [
        (output, g)
        for output, g in zip(outputs, cotangents, strict=False)
        if isinstance(output, torch.Tensor) and output.requires_grad and output.shape == g.shape
    ]
    if not pairs:
        return result, [None] * len(leaves)
    outputs, cotangents = [o for o, _ in pairs], [g for _, g in pairs]
    found = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True)
    return result, list(found)
