"""The vocabulary of suites: what a function promises is said once, and every law is then one line.

A suite writes down a `Contract` for each function that a learner writes: its name, how its
arguments are drawn, and what is right. A check asks for the fixture `subject`, binds it to a
contract, and names the law:

    LINEAR = Contract("forward_linear", draw_inputs)

    @check(task=1, points=1, catches="input-overwritten")
    def test_inputs_untouched(subject):
        '''The arguments are left as they were'''
        subject(LINEAR).leaves_its_arguments(5, 3, 4)

The numbers are the sizes that `draw` gets.

One slip is paid once. A law that is about one thing (the arguments, the GPU, loops) forgives a
wrong answer, as long as it is an answer: of the right kind, and another one for other arguments.
Who returns nothing at all leaves the arguments alone too, and should get no marks for it. The dtype
is judged by `keeps_dtype`, `keeps_short_dtypes` and the laws that are given one; the others compare
values only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import torch

from tutor.grading.answers import (
    Undecided,
    in_float64,
    is_coarse,
    leaves,
    moved,
    names_a_dtype,
    undecided,
    weighted,
)
from tutor.grading.compare import (
    expect,
    expect_like,
    expect_no_loop,
    expect_unchanged,
    require,
)
from tutor.grading.drivers import pull_back, what_happens
from tutor.grading.grammar import inside
from tutor.grading.judgement import Judgement
from tutor.grading.tolerances import UNIT_ROUNDOFF
from tutor.grading.watched import Demands, Wrong, asking, beside

MORE = 40  # rows, columns or the like that `has_no_loop` adds
# How far to either side where a slope is measured, and how near it then is: for an answer with all
# digits of float64, and for one with those of float32.
STEPS = ((1e-5, 1e-4), (3e-3, 1e-3))

NO_GRADIENT = (
    "No gradient arrives at {name}. Autograd loses the track where you leave torch's operations, "
    "detach, use `.data`, or switch gradients off."
)

NO_SLOPE = (
    "The gradient that arrives at {name} is not the slope of your answer. On some ways from "
    "{name} to the answer autograd loses the track: look for `detach`, `.data` or an operation in "
    "place."
)


@dataclass(frozen=True)
class Subject(Judgement):
    """A submission under a contract. Each method is a law, and fails with a sentence."""

    def agrees(self, *args: Any, what: str | None = None) -> None:
        """Expect the right answer to these arguments, whatever its dtype."""
        result = self.contract.of(self.submission)(*args)
        with asking(self._values(result, args)):
            self._expect(result, args, what)

    def agrees_on(self, *cases: Sequence[int], what: str | None = None) -> None:
        """Expect the right answer to arguments of each of these sizes, whatever its dtype."""
        for sizes in cases:
            try:
                self.agrees(*self.draw(*sizes), what=what)
            except Wrong as wrong:
                wrong.probe = partial(self._where_sizes_are_equal, sizes)
                raise

    def fits(self, *cases: Sequence[int], ordinary: Sequence[int], what: str | None = None) -> None:
        """Expect the right answer to arguments of these unusual sizes. If that to ordinary ones is
        wrong too, only the shapes count."""
        args = self.draw(*ordinary)
        result = self.contract.of(self.submission)(*args)
        wrong = self._wrong(result, args)
        if wrong is None:
            self.agrees_on(*cases, what=what)
            return
        self._require_answer(wrong, result, args, self.draw(*ordinary), "unusual sizes do")
        for sizes in cases:
            args = self.draw(*sizes)
            right = self._right(args)
            names = self.contract.parts or [what or self.contract.what]
            result = self.contract.of(self.submission)(*args)
            right, result = (v if self.contract.parts else [v] for v in (right, result))
            found = dict(leaves(names, result))
            for name, want in leaves(names, right):
                expect_like(found.get(name), want, name)

    def keeps_dtype(self, dtype: torch.dtype, *cases: Sequence[int]) -> None:
        """Expect right answers in this dtype where the arguments have it.

        In float64 this is about the values. In another dtype it is about the dtypes, that of the
        answer to float64 among them, and forgives what is wrong in float64 too.
        """
        unanswered: list[Wrong] = []
        for sizes in cases:
            args = self.draw(*sizes, dtype=dtype)
            if dtype == torch.float64:
                self.agrees(*args)
                continue
            result = self.contract.of(self.submission)(*args)
            try:
                if self._right_in_float64(result, args, self.draw(*sizes, dtype=dtype)):
                    with asking(Demands(dtype=True)):
                        self._expect(result, args)
            except Undecided as undecided:
                unanswered.append(undecided)
            self._require_dtypes(result, args)
        if unanswered and len(unanswered) == len(cases):
            raise unanswered[0]

    def keeps_short_dtypes(self, *sizes: Any) -> None:
        """Expect answers in float16 and in bfloat16 where the arguments have these dtypes, right
        to the few digits that they have; what is wrong in float64 too is forgiven."""
        for dtype in (torch.float16, torch.bfloat16):
            args = self.draw(*sizes, dtype=dtype)
            result = self.contract.of(self.submission)(*args)
            if not self._right_in_float64(result, args, self.draw(*sizes, dtype=dtype)):
                self._require_dtypes(result, args)
                continue
            right = self._right(args)
            parts = right if isinstance(right, tuple | list) else (right,)
            size = max([1.0, *(float(part.abs().max()) for part in parts if part.numel())])
            what = f"With {str(dtype).removeprefix('torch.')}, {inside(self.contract.what)}"
            within = 32 * UNIT_ROUNDOFF[dtype] * size
            expect(result, right, what, dtype=dtype, within=within)

    def _right_in_float64(self, result: Any, args: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
        """Whether the answer to these arguments in float64 is right, and in float64; the `result`
        in their own dtype has to be an answer at least."""
        exact = in_float64(args)
        precise = self.contract.of(self.submission)(*exact)
        wrong = self._wrong(precise, exact)
        if wrong is not None:
            self._require_answer(wrong, result, args, other, "the dtype is kept")
        self._require_dtypes(precise, exact)
        return wrong is None

    def leaves_its_arguments(self, *sizes: Any, **how: Any) -> None:
        """Expect that a call writes into none of its arguments. The dtype of the answer is judged
        where the check names one."""
        args = self.draw(*sizes, **how)
        result, after = self.contract.of(self.submission).inputs_after(*args)
        expect_unchanged(after, **dict(zip(self._names(args), args, strict=False)))
        if wrong := self._wrong(result, args):
            other = self.draw(*sizes, **how)
            self._require_answer(wrong, result, args, other, "the arguments are left alone")
        if names_a_dtype(sizes, how):
            self._require_dtypes(result, args)

    def stays_on_the_gpu(self, *sizes: Any, **how: Any) -> None:
        """Expect answers on the GPU to arguments that are there, as right as they are elsewhere.

        The dtype is judged where the check names one.
        """
        args = self.draw(*sizes, **how)
        result = self.contract.of(self.gpu)(*args)
        if wrong := self._wrong(result, args):
            if not self._wrong(self.contract.of(self.submission)(*args), args):
                raise wrong
            other = self.draw(*sizes, **how)
            self._require_answer(wrong, result, args, other, "everything stays on the GPU")
        if names_a_dtype(sizes, how):
            self._require_dtypes(result, args)

    def has_no_loop(self, *sizes: Any, over: Sequence[str | None]) -> None:
        """Expect that the number of operations does not grow with any of the sizes that `over`
        names: `has_no_loop(5, 6, over=(None, "columns"))`."""
        args = self.draw(*sizes)
        result = self.contract.of(self.submission)(*args)
        if wrong := self._wrong(result, args):
            other = self.draw(*sizes)
            self._require_answer(wrong, result, args, other, "Python visits things one by one")
        cost = self.contract.of(self.submission).cost
        small = cost(*self.draw(*sizes))
        for axis, name in enumerate(over):
            if name is not None:
                grown = [size + MORE if i == axis else size for i, size in enumerate(sizes)]
                expect_no_loop(small, cost(*self.draw(*grown)), MORE, name)

    def passes_gradients_back(self, *sizes: Any) -> None:
        """Expect that autograd finds its way back to every floating-point argument.

        A wrong answer has other gradients: they should be the slope of that answer.
        """
        args, entry = self.draw(*sizes), self._name
        right = self._right(args)
        outputs = right if isinstance(right, tuple | list) else (right,)
        g = [self.rng.away_from_zero(*output.shape) for output in outputs]
        result, found = self.submission.run(pull_back, entry, args, g)
        asked = self._values(result, args)
        wrong = self._wrong(result, args)
        named = [leaf for leaf in leaves(self._names(args), args) if leaf[1].is_floating_point()]
        wanted = self._gradients(args, g)
        gradients = [f"The gradient with respect to {name}" for name, _ in named]
        triples = zip(named, found, wanted, strict=True)
        for place, ((name, leaf), gradient, want) in enumerate(triples):
            if want is None:
                continue
            if wrong is not None:
                self._require_slope(wrong, args, g, place, leaf, gradient, name)
                continue
            require(gradient is not None, NO_GRADIENT.format(name=name), apart=True)
            with asking(asked):
                what = f"The gradient with respect to {name}"
                within = self.contract.within
                if is_coarse(result) and want.numel():
                    within = 64 * UNIT_ROUNDOFF[torch.float32] * float(want.abs().amax())
                with beside(gradients, wanted):
                    expect(gradient, want, what, within=within)

    def _gradients(self, args: tuple[Any, ...], g: Sequence[torch.Tensor]) -> Sequence[Any]:
        """The right gradients of sum(output * g) for each floating-point argument."""
        if truth := self.contract.truth:
            _, wanted = pull_back(SimpleNamespace(truth=truth), "truth", args, g)
        else:
            _, wanted = self.reference.run(pull_back, self._name, args, g)
        return wanted  # type: ignore[no-any-return]

    def _require_slope(
        self,
        wrong: Wrong,
        args: tuple[Any, ...],
        g: Sequence[torch.Tensor],
        place: int,
        leaf: torch.Tensor,
        gradient: torch.Tensor | None,
        name: str,
    ) -> None:
        """Expect that the gradient of a wrong answer is its slope, in some direction."""
        way = self.rng.normal(*leaf.shape)
        along = 0.0 if gradient is None else float((gradient.double() * way).sum())
        moves, fits = False, False
        for step, near in STEPS:
            slope = self._slope(args, g, place, way, step)
            moves = moves or slope != 0.0
            fits = moves and abs(along - slope) <= near * max(1.0, abs(slope))
            if fits:
                break
        if not moves:
            raise undecided(wrong, f"a gradient arrives at {name}")
        require(gradient is not None, NO_GRADIENT.format(name=name), apart=True)
        require(fits, NO_SLOPE.format(name=name), apart=True)

    def _slope(
        self,
        args: tuple[Any, ...],
        g: Sequence[torch.Tensor],
        place: int,
        way: torch.Tensor,
        step: float,
    ) -> float:
        """The slope of an answer on the way from one argument; 0 where it has no numbers."""
        call = self.contract.of(self.submission)
        ahead, behind = (weighted(call(*moved(args, place, h * way)), g) for h in (step, -step))
        return 0.0 if ahead is None or behind is None else (ahead - behind) / (2 * step)

    def refuses(
        self, *cases: tuple[Any, ...], because: str, but_not: Sequence[Any] | None = None
    ) -> None:
        """Expect a ValueError for each of these arguments. `because` says to a learner whose
        function answers why it should not. It has to answer, rightly or not, to arguments of the
        sizes `but_not`."""
        name = self._name
        if but_not is not None:
            args = self.draw(*but_not)
            result = self.contract.of(self.submission)(*args)
            if wrong := self._wrong(result, args):
                other = self.draw(*but_not)
                self._require_answer(wrong, result, args, other, "the right cases are refused")
        found = self.submission.run(what_happens, name, list(cases))
        told = f"`{name}` answers where it should refuse. {because}"
        require("an answer" not in found, told, apart=True)
        others = " and ".join(sorted(set(found) - {"ValueError"}))
        require(
            not others,
            f"`{name}` refuses with {others}; it should raise a ValueError itself. {because}",
            apart=True,
        )
