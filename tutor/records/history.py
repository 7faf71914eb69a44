"""The whole history of one learner: read at once, and merged with that of another machine.

What happened is a set: merging adds what is not there yet, in any order and as often as one likes.
What follows from it (standings, review cards) is worked out again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from tutor.records.database import transaction
from tutor.records.gradings import find_submission, grading_of, restand
from tutor.records.history_quizzes import Rebuild, merge_sittings, sittings_of
from tutor.records.history_values import (
    Added,
    GradingEntry,
    HintEntry,
    History,
    PlacementEntry,
    SubmissionEntry,
)
from tutor.records.models.placements import PlacementRow
from tutor.records.models.submissions import (
    CheckResultRow,
    GradingRow,
    HintUseRow,
    LearnerRow,
    SourceRow,
    SubmissionRow,
)
from tutor.records.queries import OLDEST_FIRST
from tutor.records.rows import find_or_add


class HistoryRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def of(self, learner: str) -> History:
        """All that a learner did; drafts, which are not handed in, are no history."""
        with transaction(self._reader) as session:
            owner = session.scalars(select(LearnerRow).filter_by(name=learner)).one_or_none()
            if owner is None:
                return History()
            return History(
                submissions=tuple(_submissions(session, owner.id)),
                hints=tuple(_hints(session, owner.id)),
                sittings=tuple(sittings_of(session, owner.id)),
                placements=tuple(_placements(session, owner.id)),
            )

    def of_submission(self, submission_id: int) -> History:
        """The part of a history that is about one submission."""
        gradings = select(GradingRow).filter_by(submission_id=submission_id, published=True)
        with transaction(self._reader) as session:
            row = find_submission(session, submission_id)
            graded = session.scalars(gradings.order_by(GradingRow.id)).all()
            return History(submissions=(_submission_entry(row, graded),))

    def merge(self, learner: str, history: History, rebuild: Rebuild) -> Added:
        """Add what is not there yet, all or nothing; `rebuild` makes a card from its reviews."""
        with transaction(self._engine) as session:
            owner = find_or_add(session, LearnerRow(name=learner), "name").id
            attempts, gradings = _merge_submissions(session, owner, history.submissions)
            return Added(
                attempts=attempts,
                gradings=gradings,
                answers=merge_sittings(session, owner, history.sittings, rebuild),
                hints=sum([_merge_hint(session, owner, hint) for hint in history.hints]),
                placements=sum([_merge_placement(session, owner, p) for p in history.placements]),
            )


def _submissions(session: Session, owner: int) -> Iterable[SubmissionEntry]:
    gradings: dict[int, list[GradingRow]] = defaultdict(list)
    of_owner = select(GradingRow).join(SubmissionRow, SubmissionRow.id == GradingRow.submission_id)
    query = of_owner.where(SubmissionRow.learner_id == owner).order_by(GradingRow.id)
    for row in session.scalars(query):
        gradings[row.submission_id].append(row)
    mine = select(SubmissionRow).where(SubmissionRow.learner_id == owner).order_by(*OLDEST_FIRST)
    for submission in session.scalars(mine):
        yield _submission_entry(submission, gradings[submission.id])


def _submission_entry(submission: SubmissionRow, gradings: Sequence[GradingRow]) -> SubmissionEntry:
    return SubmissionEntry(
        submission.exercise,
        submission.filename,
        submission.source.text,
        submission.received,
        tuple(GradingEntry(row.graded_at, row.report) for row in gradings),
    )


def _hints(session: Session, owner: int) -> Iterable[HintEntry]:
    query = select(HintUseRow).where(HintUseRow.learner_id == owner)
    for row in session.scalars(query.order_by(HintUseRow.used_at, HintUseRow.id)):
        yield HintEntry(row.exercise, row.task, row.number, row.used_at)


def _placements(session: Session, owner: int) -> Iterable[PlacementEntry]:
    query = select(PlacementRow).where(PlacementRow.learner_id == owner)
    for row in session.scalars(query.order_by(PlacementRow.at, PlacementRow.id)):
        yield PlacementEntry(row.module, row.passed, row.at)


_Key = tuple[str, str, str, datetime]


def _merge_submissions(
    session: Session, owner: int, entries: Sequence[SubmissionEntry]
) -> tuple[int, int]:
    """How many attempts and how many gradings were new. The second of two equal submissions is
    the second here too."""
    here: dict[_Key, list[int]] = defaultdict(list)
    query = select(SubmissionRow).where(SubmissionRow.learner_id == owner)
    for row in session.scalars(query.order_by(SubmissionRow.id)):
        here[row.exercise, row.filename, row.source_sha256, row.received].append(row.id)
    met: dict[_Key, int] = defaultdict(int)
    attempts = gradings = 0
    changed = set()
    for entry in entries:
        sha256 = hashlib.sha256(entry.text.encode()).hexdigest()
        key = (entry.exercise, entry.filename, sha256, entry.received.astimezone(UTC))
        if met[key] == len(here[key]):
            here[key].append(_add_submission(session, owner, entry, sha256))
            attempts += 1
            changed.add(entry.exercise)
        if new := _merge_gradings(session, here[key][met[key]], entry.gradings):
            gradings += new
            changed.add(entry.exercise)
        met[key] += 1
    session.flush()
    for exercise in changed:
        restand(session, owner, exercise)
    return attempts, gradings


def _add_submission(session: Session, owner: int, entry: SubmissionEntry, sha256: str) -> int:
    row = SubmissionRow(
        learner_id=owner,
        exercise=entry.exercise,
        filename=entry.filename,
        source=find_or_add(session, SourceRow(sha256=sha256, text=entry.text), "sha256"),
        received=entry.received,
    )
    session.add(row)
    session.flush()
    return row.id


def _merge_gradings(session: Session, submission: int, entries: Sequence[GradingEntry]) -> int:
    """How many gradings were new. The newest is in force, so the rows stand in order of time:
    where an older one comes in later, all are written again."""
    query = select(GradingRow).where(GradingRow.submission_id == submission)
    rows = session.scalars(query.order_by(GradingRow.id)).all()
    before = [grading_of(submission, row.report, row.graded_at) for row in rows]
    new = [grading_of(submission, entry.report, entry.graded_at) for entry in entries]
    wanted: dict[object, GradingRow] = {}
    for grading in sorted([*before, *new], key=lambda row: (row.graded_at, str(_identity(row)))):
        wanted.setdefault(_identity(grading), grading)
    ordered = list(wanted.values())
    if ordered[: len(before)] == before:
        session.add_all(ordered[len(before) :])
    else:
        numbers = [row.id for row in rows]
        session.execute(delete(CheckResultRow).where(CheckResultRow.grading_id.in_(numbers)))
        session.execute(delete(GradingRow).where(GradingRow.id.in_(numbers)))
        session.expire_all()
        session.add_all(ordered)
    session.flush()
    return len(ordered) - len(before)


def _identity(row: GradingRow) -> object:
    return row.suite_version, row.engine_version, row.device, row.seed, row.published


def _merge_hint(session: Session, owner: int, hint: HintEntry) -> bool:
    """Whether it is new; of two times the first counts."""
    key = {"exercise": hint.exercise, "task": hint.task, "number": hint.number}
    found = session.scalars(select(HintUseRow).filter_by(learner_id=owner, **key)).one_or_none()
    if found is not None:
        found.used_at = min(found.used_at, hint.used_at)
        return False
    session.add(HintUseRow(learner_id=owner, used_at=hint.used_at, **key))
    session.flush()
    return True


def _merge_placement(session: Session, owner: int, placement: PlacementEntry) -> bool:
    row = PlacementRow(
        learner_id=owner, module=placement.module, passed=placement.passed, at=placement.at
    )
    return find_or_add(session, row, "learner_id", "module", "at") is row
