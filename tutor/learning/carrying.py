"""Carry a learner's history from one machine to another, in a file.

The file holds what its learner has seen: submissions with their reports, answers, hints, placement
tests. Nothing of the hidden suites is in it, nor what a report says to instructors alone, nor
anybody else's work. Text in it came from outside, and is cleaned of what could control a terminal.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, NoReturn

from pydantic import Field, FiniteFloat, TypeAdapter, ValidationError

from tutor.errors import Refused
from tutor.grading.report import Outcome, Report
from tutor.grading.source import cleaned, printable
from tutor.learning.cards import Cards
from tutor.learning.viewer import Viewing
from tutor.quiz.schedule import Review, rebuilt
from tutor.records import Store
from tutor.records.history_values import Added, GradingEntry, History, Line, Small, Whole
from tutor.records.quiz_values import CardRecord, ReviewRecord

FORMAT = "tutor progress"
VERSION = 1
MAX_BYTES = 256 * 2**20


@dataclass(frozen=True)
class _CheckExtra:
    id: Line
    task: Small
    outcome: Outcome
    mistake: Line | None
    seconds: FiniteFloat


@dataclass(frozen=True)
class _Check:
    name: Line
    max_score: Annotated[FiniteFloat, Field(ge=0)]
    output: Line
    visibility: Line
    extra_data: _CheckExtra


@dataclass(frozen=True)
class _Extra:
    exercise: Line
    device: Line
    isolation: tuple[Line, ...]
    seed: Whole
    suite_version: Line
    engine_version: Line
    misconceptions: dict[Line, Line]
    tried: tuple[Line, ...] = ()
    remarks: tuple[Line, ...] = ()


@dataclass(frozen=True)
class _Report:
    """What `Report.from_json` reads, with what each entry may be."""

    execution_time: FiniteFloat
    tests: tuple[_Check, ...]
    extra_data: _Extra


_HISTORY = TypeAdapter(History)
_REPORT = TypeAdapter(_Report)


@dataclass(frozen=True)
class Carried:
    """Whose history a file holds, and the history."""

    learner: str
    history: History


class Carrying:
    """The histories of the learners of one course, out of its records and into them."""

    def __init__(self, store: Store, viewer: Viewing, cards: Cards) -> None:
        self.store = store
        self.viewer = viewer
        self.cards = cards

    def export(self, learner: str, file: Path) -> History:
        """Write a learner's history; in place of an older one only if that is one too."""
        self.viewer().require_may_see(learner)
        if file.exists() and not _is_ours(file):
            raise Refused(f"{file} already exists and is not a progress file. Name another file.")
        history = _for_learners(self.store.history.of(learner))
        text = as_text(Carried(learner, history))
        new = file.with_name(f"{file.name}.new")
        try:
            new.touch(mode=0o600)  # code and marks are not for other users of the machine
            new.write_text(text, encoding="utf-8")
            new.replace(file)
        except OSError as error:
            raise Refused(f"{file} cannot be written: {error.strerror}.") from None
        return history

    def one(self, submission_id: int) -> Carried:
        """One submission, as its learner may carry it away."""
        learner = self.store.submission(submission_id).learner
        self.viewer().require_may_see(learner)
        return Carried(learner, _for_learners(self.store.history.of_submission(submission_id)))

    def merge(self, learner: str, carried: Carried) -> Added:
        """Add to a learner's history what is not in it yet. Once or twice is the same."""
        self.viewer().require_may_see(learner)
        return self.store.history.merge(learner, carried.history, self._rebuilt)

    def _rebuilt(self, question: str, credit: float, log: Sequence[ReviewRecord]) -> CardRecord:
        reviews = [Review(r.rating, r.reviewed_at, r.milliseconds) for r in log]
        memory = rebuilt(reviews, self.cards.scheduler())
        assert memory is not None
        return CardRecord(question, credit=credit, **asdict(memory))


def as_text(carried: Carried) -> str:
    """The content of a file."""
    head = {"format": FORMAT, "version": VERSION, "learner": carried.learner}
    return json.dumps(head | {"history": _HISTORY.dump_python(carried.history, mode="json")})


def read(file: Path) -> Carried:
    """The history in a file. Raises Refused for anything that is not one."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Refused(f"{file} is too large for a progress file.")
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise _not_ours(str(file)) from None
    return understood(text, str(file))


def understood(text: str, where: str) -> Carried:
    """The history in a text that came from `where`. Raises Refused for anything that is not one."""
    try:
        data = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _not_ours(where) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _not_ours(where)
    if data.get("version") != VERSION:
        raise Refused(f"{where} is from another version of tutor. Update tutor on both machines.")
    try:
        history = _HISTORY.validate_python(data.get("history"))
        return Carried(printable(str(data.get("learner"))), _cleaned(history))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused(
            f"{where} is damaged: {printable(place) or 'history'}: {first['msg']}. "
            "Nothing was imported. Export it again."
        ) from None


def _not_ours(where: str) -> Refused:
    return Refused(f"{where} is not a progress file. Make one with `tutor progress --export FILE`.")


def _is_ours(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(64).startswith(json.dumps({"format": FORMAT})[:-1].encode())
    except OSError:
        return False


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _for_learners(history: History) -> History:
    """Without what a report says to instructors alone."""
    return _with_reports(history, lambda report: replace(report, tried=()).to_json())


def _cleaned(history: History) -> History:
    """With reports that can be read and counted, and texts that only say something."""
    history = _with_reports(history, lambda report: cleaned(report.to_json()))
    named = (replace(s, filename=printable(s.filename)) for s in history.submissions)
    return replace(history, submissions=tuple(named))


def _with_reports(history: History, change: Callable[[Report], dict[str, Any]]) -> History:
    def changed(grading: GradingEntry) -> GradingEntry:
        _REPORT.validate_python(grading.report)
        return replace(grading, report=change(Report.from_json(grading.report)))

    submissions = (
        replace(one, gradings=tuple(changed(grading) for grading in one.gradings))
        for one in history.submissions
    )
    return replace(history, submissions=tuple(submissions))
