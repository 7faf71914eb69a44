"""What the laws are made of: the judgement of one answer under a contract."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from tutor.errors import CourseError
from tutor.grading.answers import Trial, in_float64, is_coarse, leaves, undecided
from tutor.grading.compare import expect, of_parts
from tutor.grading.contracts import Contract, GivenMethod
from tutor.grading.draw import Draw
from tutor.grading.drivers import argument_names
from tutor.grading.remote import Remote
from tutor.grading.tolerances import Reduction
from tutor.grading.watched import Demands, Wrong, answering, asking, beside, seen_so_far, unwatched


@dataclass(frozen=True)
class Judgement:
    """A submission under a contract, and what is right for the arguments that a check draws.

    In follow-through `given` measures what is right, and the reference calls functions of the
    learner; what torch says is right does not count then.
    """

    contract: Contract
    submission: Remote
    gpu: Remote
    reference: Remote
    rng: Draw
    given: Callable[[GivenMethod, tuple[Any, ...]], Any] | None = None

    def draw(self, *sizes: Any, **how: Any) -> tuple[Any, ...]:
        """Arguments of these sizes."""
        return self.contract.draw(self.rng, *sizes, **how)

    def _wrong(self, result: Any, args: tuple[Any, ...]) -> Wrong | None:
        """What is wrong with the values of an answer, which are not what this check is about."""
        with unwatched(), asking(self._values(result, args)):
            try:
                self._expect(result, args)
                return None
            except Wrong as error:
                wrong = error
        wrong.met += seen_so_far()
        return wrong

    def _where_sizes_are_equal(self, sizes: Sequence[int]) -> str:
        """What to say if wrong values turn right as soon as all sizes are the same."""
        if self.given or not 2 <= len(sizes) <= 3 or min(sizes) < 2 or len(set(sizes)) == 1:
            return ""
        size = max(3, min(sizes))
        if self._is_right_on([size] * len(sizes)) and not self._is_right_on(sizes):
            return f"With {size} for every size the answer is right: one size stands for another."
        return ""

    def _is_right_on(self, sizes: Sequence[int]) -> bool:
        """Whether the answer to new arguments of these sizes is right; one that cannot be drawn,
        or that does not come, is not."""
        try:
            args = self.draw(*sizes)
            return self._wrong(self.contract.of(self.submission)(*args), args) is None
        except Exception:
            return False

    def _require_answer(
        self,
        wrong: Wrong,
        result: Any,
        args: tuple[Any, ...],
        other: tuple[Any, ...],
        thing: str,
    ) -> None:
        """Expect of a wrong answer that it is one: made from its arguments, and none of them.
        `other` are more arguments of the same sizes."""
        call = self.contract.of(self.submission)
        repeated = call(*args) if self.contract.judge is None else None
        tried = Trial(args, result, self._right(args), call(*other), self._right(other), repeated)
        if not tried.is_an_answer:
            raise undecided(wrong, thing)

    def _require_dtypes(self, result: Any, args: tuple[Any, ...]) -> None:
        """Expect of every tensor of an answer the dtype that it should have."""
        right = self._right(args)
        names = self.contract.parts or [self.contract.what]
        right, result = (v if self.contract.parts else [v] for v in (right, result))
        found = dict(leaves(names, result))
        with asking(Demands(dtype=True, values=False)):
            for name, want in leaves(names, right):
                if name in found:
                    dtype = self._tolerance(want, args).get("dtype", want.dtype)
                    expect(found[name], want, name, dtype=dtype)

    def _values(self, result: Any, args: tuple[Any, ...]) -> Demands:
        """Ask for values in whatever dtype they come, as near as that dtype allows."""
        rounding = self.contract.rounding if is_coarse(result) else None
        return Demands(dtype=False, rounding=rounding(*args) if rounding else None)

    @property
    def _name(self) -> str:
        if isinstance(self.contract.entry, str):
            return self.contract.entry
        raise CourseError("This law needs a contract whose entry is the name of a function.")

    def _expect(self, result: Any, args: tuple[Any, ...], what: str | None = None) -> None:
        with answering(lambda: dict(leaves(self._names(args), args))):
            self._judge(result, args, what or self.contract.what)

    def _judge(self, result: Any, args: tuple[Any, ...], what: str) -> None:
        if self.contract.judge is not None:
            self.contract.judge(result, *args)
            return
        right = self._right(args)
        if not self.contract.parts:
            expect(result, right, what, **self._tolerance(right, args))
            return
        parts = of_parts(result, self.contract.parts, str(self.contract.entry))
        with beside(self.contract.parts, right):
            for name, part, value in zip(self.contract.parts, parts, right, strict=True):
                expect(part, value, name, **self._tolerance(value, args))

    def _right(self, args: tuple[Any, ...]) -> Any:
        if self.given is not None:
            if self.contract.given is not None:
                return self.given(self.contract.given, in_float64(args))
            return self.contract.of(self.reference)(*in_float64(args))
        return (self.contract.truth or self.contract.of(self.reference))(*in_float64(args))

    def _tolerance(self, right: Any, args: tuple[Any, ...]) -> dict[str, Any]:
        """The dtype that is asked of an answer, and how far off it may be."""
        if self.given is not None and self.contract.given is not None:
            return {"within": self.contract.given.within}
        given = [leaf for _, leaf in leaves(self._places(args), args)]
        dtype = next((leaf.dtype for leaf in given if leaf.is_floating_point()), torch.float64)
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
            names: Sequence[str] = self.reference.run(argument_names, self.contract.entry)
            return names
        return self._places(args)

    @staticmethod
    def _places(args: tuple[Any, ...]) -> Sequence[str]:
        return [f"number {i + 1}" for i in range(len(args))]
