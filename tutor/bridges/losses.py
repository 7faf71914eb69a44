"""What another format cannot hold: each loss is named in a sentence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Losses:
    """`left_out` names each question that is not there; `changed` says what is different."""

    left_out: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def counted(changes: Iterable[str]) -> tuple[str, ...]:
    """Each change once, with the number of its questions."""
    return tuple(
        f"{n} question{'s' if n > 1 else ''}: {change}" for change, n in Counter(changes).items()
    )
