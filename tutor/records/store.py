"""The one door to the records: plain values in, frozen dataclasses out.

Submissions, gradings and hints taken are added and never changed. The mark in force of a
submission is its newest published grading; what the grader failed to finish is kept, unpublished.
"""

import hashlib
import logging
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records import migrations
from tutor.records.attempts import AttemptRecord, Standing, Submission
from tutor.records.database import default_url, open_engine, sqlite_file, transaction
from tutor.records.gradings import add_grading, find_submission, restand
from tutor.records.models.submissions import HintUseRow, LearnerRow, SourceRow, SubmissionRow
from tutor.records.queries import ATTEMPTS, STANDINGS, WAITING, last_text
from tutor.records.rows import find_or_add

if TYPE_CHECKING:
    from tutor.records.activity import ActivityRecords
    from tutor.records.allowances import AllowanceRecords
    from tutor.records.analysis import ClassRecords
    from tutor.records.decisions import DecisionRecords
    from tutor.records.grades import GradeRecords
    from tutor.records.history import HistoryRecords
    from tutor.records.machines import MachineRecords, Sending
    from tutor.records.people import PeopleRecords
    from tutor.records.placements import PlacementRecords
    from tutor.records.quizzes import QuizRecords
    from tutor.records.regrades import RegradeRecords
    from tutor.records.work import WorkRecords

logger = logging.getLogger(__name__)


class Store:
    """The records at a URL. Safe to share between threads, and between programs on one file.

    Each part is imported, and its tables mapped, when it is first asked for.
    """

    def __init__(self, url: str | None = None) -> None:
        self._engine = open_engine(url or default_url())
        self._reader = self._engine.execution_options(reading=True)
        self._migrator = self._engine.execution_options(migrating=True)
        self.url = self._engine.url.render_as_string(hide_password=True)
        # Whoever drops a store without closing it leaves no open connection behind.
        weakref.finalize(self, self._engine.dispose)

    @cached_property
    def quizzes(self) -> "QuizRecords":
        from tutor.records.quizzes import QuizRecords

        return QuizRecords(self._engine, self._reader)

    @cached_property
    def classes(self) -> "ClassRecords":
        from tutor.records.analysis import ClassRecords

        return ClassRecords(self._reader)

    @cached_property
    def grades(self) -> "GradeRecords":
        from tutor.records.grades import GradeRecords

        return GradeRecords(self._engine, self._reader)

    @cached_property
    def decisions(self) -> "DecisionRecords":
        from tutor.records.decisions import DecisionRecords

        return DecisionRecords(self._engine, self._reader)

    @cached_property
    def regrades(self) -> "RegradeRecords":
        from tutor.records.regrades import RegradeRecords

        return RegradeRecords(self._engine, self._reader)

    @cached_property
    def activity(self) -> "ActivityRecords":
        from tutor.records.activity import ActivityRecords

        return ActivityRecords(self._engine, self._reader)

    @cached_property
    def allowances(self) -> "AllowanceRecords":
        from tutor.records.allowances import AllowanceRecords

        return AllowanceRecords(self._engine, self._reader)

    @cached_property
    def people(self) -> "PeopleRecords":
        from tutor.records.people import PeopleRecords

        return PeopleRecords(self._engine, self._reader)

    @cached_property
    def machines(self) -> "MachineRecords":
        from tutor.records.machines import MachineRecords

        return MachineRecords(self._engine, self._reader)

    @cached_property
    def placements(self) -> "PlacementRecords":
        from tutor.records.placements import PlacementRecords

        return PlacementRecords(self._engine, self._reader)

    @cached_property
    def history(self) -> "HistoryRecords":
        from tutor.records.history import HistoryRecords

        return HistoryRecords(self._engine, self._reader)

    @cached_property
    def work(self) -> "WorkRecords":
        from tutor.records.work import WorkRecords

        return WorkRecords(self._engine, self._reader)

    def upgrade(self) -> None:
        """Create the tables, or bring them up to date.

        Where they are up to date this only reads: it waits for no writer, and imports no Alembic.
        """
        if self.revision() == migrations.NEWEST:
            return
        file = sqlite_file(self._engine)
        try:
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)  # code and marks are not for other users of the machine
        except OSError as error:
            raise Refused(
                f"The folder {error.filename} for the records cannot be created "
                f"({error.strerror}): set TUTOR_DATABASE_URL to another place."
            ) from error
        with transaction(self._migrator) as session:
            migrations.upgrade(session.connection())
        logger.info("The records at %s are at step %s now.", self.url, migrations.NEWEST)

    def revision(self) -> str | None:
        """Return the step of the tables' history; None for an empty database."""
        file = sqlite_file(self._engine)
        if file is not None and not file.exists():
            return None
        with transaction(self._reader) as session:
            return migrations.current(session.connection())

    def add_submission(
        self,
        learner: str,
        exercise: str,
        filename: str,
        source: str,
        received: datetime | None = None,
        device: str | None = None,
        sending: "Sending | None" = None,
    ) -> int:
        """Store a submission; return its id.

        With a device it is queued for grading there in the same transaction, so none is
        stored without being graded. What is sent once more is not stored once more.
        """
        with transaction(self._engine) as session:
            if sending is not None:
                from tutor.records.machines import note_sending, sent_before

                if (known := sent_before(session, learner, sending.key)) is not None:
                    return known
            number = _add(session, learner, exercise, filename, source, received, device)
            if sending is not None:
                note_sending(session, number, sending)
            return number

    def add_changed(
        self,
        learner: str,
        exercise: str,
        filename: str,
        source: str,
        received: datetime | None = None,
        device: str | None = None,
    ) -> int | None:
        """The same, unless it is what the learner had handed in last, at that time: then None."""
        with transaction(self._engine) as session:
            last = last_text(session, learner, exercise, received)
            if last == _sha256(source):
                return None
            return _add(session, learner, exercise, filename, source, received, device)

    def submission(self, submission_id: int) -> Submission:
        with transaction(self._reader) as session:
            row = find_submission(session, submission_id)
            return Submission(
                id=row.id,
                learner=row.learner.name,
                exercise=row.exercise,
                filename=row.filename,
                source=row.source.text,
                received=row.received,
            )

    def record(self, submission_id: int, report: Mapping[str, Any]) -> int:
        """Add a grading; return its id, or that of the same grading recorded before."""
        with transaction(self._engine) as session:
            return add_grading(session, submission_id, report).id

    def attempts(
        self, learner: str | None = None, exercise: str | None = None
    ) -> list[AttemptRecord]:
        """Return the attempts of one learner or all, at one exercise or all, oldest first."""
        query = ATTEMPTS
        if learner is not None:
            query = query.where(LearnerRow.name == learner)
        if exercise is not None:
            query = query.where(SubmissionRow.exercise == exercise)
        with transaction(self._reader) as session:
            return [AttemptRecord(*row) for row in session.execute(query)]

    def attempt(self, submission_id: int) -> AttemptRecord:
        with transaction(self._reader) as session:
            find_submission(session, submission_id)
            query = ATTEMPTS.where(SubmissionRow.id == submission_id)
            return AttemptRecord(*session.execute(query).one())

    def waiting(self) -> list[int]:
        """Return the submissions without a mark in force, oldest first."""
        with transaction(self._reader) as session:
            return list(session.scalars(WAITING))

    def standings(self, learner: str | None = None) -> list[Standing]:
        """Return one row for each learner and exercise, sorted by both; or those of one."""
        query = STANDINGS if learner is None else STANDINGS.where(LearnerRow.name == learner)
        with transaction(self._reader) as session:
            return [Standing(*row) for row in session.execute(query)]

    def learners(self) -> list[str]:
        with transaction(self._reader) as session:
            return list(session.scalars(select(LearnerRow.name).order_by(LearnerRow.name)))

    def use_hint(self, learner: str, exercise: str, task: int, number: int) -> None:
        """Remember that a hint was shown; the first time counts."""
        with transaction(self._engine) as session:
            row = HintUseRow(
                learner_id=find_or_add(session, LearnerRow(name=learner), "name").id,
                exercise=exercise,
                task=task,
                number=number,
                used_at=datetime.now(UTC),
            )
            find_or_add(session, row, "learner_id", "exercise", "task", "number")

    def hints_used(self, learner: str, exercise: str) -> list[tuple[int, int]]:
        """Return (task, number) of each hint that was shown, in the order of showing."""
        query = (
            select(HintUseRow.task, HintUseRow.number)
            .join(HintUseRow.learner)
            .where(LearnerRow.name == learner, HintUseRow.exercise == exercise)
            .order_by(HintUseRow.id)
        )
        with transaction(self._reader) as session:
            return [(task, number) for task, number in session.execute(query)]

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._engine.dispose()


def _add(
    session: Session,
    learner: str,
    exercise: str,
    filename: str,
    source: str,
    received: datetime | None,
    device: str | None,
) -> int:
    text = SourceRow(sha256=_sha256(source), text=source)
    submission = SubmissionRow(
        learner=find_or_add(session, LearnerRow(name=learner), "name"),
        exercise=exercise,
        filename=filename,
        source=find_or_add(session, text, "sha256"),
        received=received or datetime.now(UTC),
    )
    session.add(submission)
    session.flush()
    restand(session, submission.learner_id, exercise)
    if device is not None:
        from tutor.records.work import add_work

        add_work(session, submission.id, device)
    return submission.id


def _sha256(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
