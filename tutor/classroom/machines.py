"""Machines of learners that hand in here: a sign-in code becomes a token; it may be withdrawn."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tutor.classroom.sign_in import MAX_NAME, SignIn, hash_of
from tutor.grading.source import printable
from tutor.learning.viewer import Role, Viewer, Viewing
from tutor.records import Store
from tutor.records.machines import Machine

logger = logging.getLogger(__name__)

LASTS = timedelta(days=200)  # a term, with the holidays


@dataclass(frozen=True)
class Admission:
    """The token is known only here and on the learner's machine."""

    learner: str
    token: str
    until: datetime


class Machines:
    """The machines that may hand in for the people of a class."""

    def __init__(
        self,
        store: Store,
        viewer: Viewing,
        door: SignIn,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.records = store.machines
        self.viewer = viewer
        self.door = door
        self.clock = clock

    def admit(self, name: str, code: str, address: str, machine: str) -> Admission:
        """Give a machine a token for a sign-in code. Raises as `SignIn.admitted`."""
        learner, now = self.door.admitted(name, code, address), self.clock()
        token, until = secrets.token_urlsafe(32), now + LASTS
        called = printable(machine.strip())[:MAX_NAME] or "a machine"
        self.records.add(learner, called, hash_of(token), now, until)
        logger.info("%r may hand in from %r.", learner, called)
        return Admission(learner, token, until)

    def whose(self, token: str) -> Viewer | None:
        """For whom this token speaks: with the rights of a learner, whoever it is."""
        if not token or len(token) > MAX_NAME:
            return None
        person = self.records.whose(hash_of(token), self.clock())
        return Viewer(person.name, Role.LEARNER) if person else None

    def forget(self, token: str) -> None:
        """The learner signs the machine out."""
        self.records.forget(hash_of(token[:MAX_NAME]))

    def all(self) -> list[Machine]:
        """Every machine that may hand in, by learner."""
        self.viewer().require_instructor()
        return self.records.all(self.clock())

    def made(self, submission_id: int) -> datetime | None:
        """When a submission was made by the clock of its machine, if it came from one."""
        self.viewer().require_instructor()
        return self.records.made([submission_id]).get(submission_id)

    def withdraw(self, number: int) -> None:
        """This machine may not hand in any more."""
        self.viewer().require_instructor()
        self.records.remove(number)
