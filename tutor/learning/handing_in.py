"""Handing in to a class server: stored and marked there, and the report kept here too."""

import json
import time
from contextlib import suppress
from typing import Any

from tutor.errors import GraderError, Refused
from tutor.grading.graders import Progress
from tutor.grading.report import CheckDone, Outcome
from tutor.grading.source import Source, printable
from tutor.learning.carrying import Carrying, understood
from tutor.learning.class_server import ClassServer, Login, NoConnection, NotTaken
from tutor.learning.outbox import OnItsWay, Outbox
from tutor.learning.submissions import Attempt, Submissions

_SECONDS_BETWEEN_LOOKS = 0.5
KEPT = (
    "Your submission is kept on this machine, with its time. It is sent with your next `tutor "
    "submit` or `tutor login`."
)


class ClassSubmissions(Submissions):
    """Submissions that a class server marks; all else happens here as ever."""

    def __init__(
        self, local: Submissions, login: Login, carrying: Carrying, outbox: Outbox
    ) -> None:
        super().__init__(local.course, local.store, local.graders, local.queue, local.viewer)
        self.login = login
        self.server = ClassServer(login.url, login.token)
        self.carrying = carrying
        self.outbox = outbox

    def submit(
        self,
        learner: str,
        slug: str,
        source: Source,
        device: str = "auto",
        progress: Progress | None = None,
    ) -> Attempt:
        """Hand in to the class server and return when its report is here.

        Raises Refused for an untouched starter, and where the server cannot be reached: the
        submission is kept then.
        """
        self.require_own_work(slug, source)
        exercise = self.course.exercise(slug)
        kept = self.outbox.add(self.login.url, self.login.learner, exercise.slug, source)
        try:
            self._send_earlier(kept)
            kept = self._send(kept)
            while not self._fetch(learner, kept, progress):
                time.sleep(_SECONDS_BETWEEN_LOOKS)
        except NotTaken:
            raise
        except (NoConnection, Refused) as error:
            raise Refused(f"{error} {KEPT}") from None
        return self.attempts(learner, exercise.slug)[-1]

    def send_kept(self, learner: str) -> list[str]:
        """Send what earlier had no connection, fetch its reports, and say what became of each."""
        said = []
        for kept in self.on_their_way():
            name = f"{kept.exercise} of {kept.when.astimezone():%-d %B, %H:%M}"
            try:
                kept = self._send(kept)
                done = self._fetch(learner, kept, None)
                said.append(f"{name}: {'the report is here' if done else 'is being graded'}.")
            except (NotTaken, GraderError) as error:
                said.append(f"{name}: {error}")
        return said

    def on_their_way(self) -> list[OnItsWay]:
        """What is kept until its report is here, the oldest first."""
        return self.outbox.all(self.login.url, self.login.learner)

    def _send_earlier(self, kept: OnItsWay) -> None:
        """Send first what was made first, or the older code would be the latest there."""
        for earlier in self.on_their_way():
            if earlier.made < kept.made:
                with suppress(NotTaken):
                    self._send(earlier)

    def _send(self, kept: OnItsWay) -> OnItsWay:
        if kept.number is not None:
            return kept
        try:
            return self.outbox.arrived(kept, self.server.hand_in(kept.handed))
        except NotTaken:
            self.outbox.drop(kept)
            raise

    def _fetch(self, learner: str, kept: OnItsWay, progress: Progress | None) -> bool:
        """Whether the report is here now. Raises GraderError where there will be none."""
        assert kept.number is not None
        standing = self.server.standing(kept.number)
        if standing.get("state") == "open":
            if progress is not None and (check := _check(standing)) is not None:
                progress(check)
            return False
        self.outbox.drop(kept)
        if standing.get("state") != "graded":
            problem = printable(str(standing.get("problem") or "The grader failed."))
            raise GraderError(
                f"{problem} Your submission is saved on the class server as number {kept.number}."
            )
        self.carrying.merge(learner, understood(json.dumps(standing["history"]), self.login.url))
        return True


def _check(standing: dict[str, Any]) -> CheckDone | None:
    """The check that was done last, where the server names one."""
    try:
        outcome, title = Outcome(standing["outcome"]), printable(str(standing["title"]))
        return CheckDone(int(standing["done"]), int(standing["total"]), title, outcome)
    except (KeyError, TypeError, ValueError):
        return None
