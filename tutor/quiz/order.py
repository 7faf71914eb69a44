"""The order of the questions, and the order of their options. Pure functions."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from random import Random

from tutor.quiz.bank import Template
from tutor.quiz.model import Choice, Matching, Ordering, Question

_ONE_NEW_AFTER = 2  # reviews


def in_turn(templates: Sequence[Template]) -> list[Template]:
    """One from each file in turn: a module's own questions mixed with those of its exercises."""
    files: dict[Path, list[Template]] = {}
    for template in templates:
        files.setdefault(template.path, []).append(template)
    return [t for row in zip_longest(*files.values()) for t in row if t is not None]


def mixed(due: Sequence[Template], new: Sequence[Template]) -> Iterator[Template]:
    """Reviews first, with a new question after every few."""
    groups = [due[i : i + _ONE_NEW_AFTER] for i in range(0, len(due), _ONE_NEW_AFTER)]
    for group, fresh in zip_longest(groups, new):
        yield from group or ()
        if fresh is not None:
            yield fresh


def shown(question: Question, seed: int) -> tuple[int, ...]:
    """The order in which options, items or partners are shown; the same whenever it is asked."""
    match question:
        case Choice():
            count = len(question.option)
        case Ordering():
            count = len(question.items)
        case Matching():
            count = len(question.partners)
        case _:
            return ()
    places = Random(f"{seed} order").sample(range(count), count)
    if isinstance(question, Ordering) and places == list(range(count)):
        places.reverse()  # a list that is already in order would not be a question
    return tuple(places)


def sample(templates: Sequence[Template], count: int, seed: int) -> list[Template]:
    """So many of these that every concept is among them, in the order of the file."""
    shuffled = Random(seed).sample(templates, len(templates))
    firsts = {t.concept: t for t in reversed(shuffled)}
    others = [t for t in shuffled if t not in firsts.values()]
    chosen = [*firsts.values(), *others][:count]
    return [t for t in templates if t in chosen]
