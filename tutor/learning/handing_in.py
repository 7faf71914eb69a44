"""Handing in to a class server: stored and marked there, and the report kept here too."""

import json
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from tutor.errors import GraderError, Refused
from tutor.grading.graders import Progress
from tutor.grading.report import CheckDone, Outcome
from tutor.grading.source import Source, printable
from tutor.learning.carrying import Carrying, understood
from tutor.learning.class_server import ClassServer, Login, NoConnection, NotTaken, keep_marks
from tutor.learning.outbox import OnItsWay, Outbox
from tutor.learning.submissions import Attempt, Submissions

_SECONDS_BETWEEN_LOOKS = 0.5
KEPT = (
    "Your submission is kept on this machine. It is sent with your next `tutor submit` or `tutor "
    "login`. For a deadline, the time counts at which it arrives; your instructor also sees when "
    "you made it."
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
        self._left: dict[str, str] = {}

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
            while (fetched := self._fetch(learner, kept, progress)) is None:
                time.sleep(_SECONDS_BETWEEN_LOOKS)
            self.refresh_marks()
            return fetched
        except NotTaken:
            self.outbox.drop(kept)  # the learner has the file, and is told why
            raise
        except (NoConnection, Refused) as error:
            raise Refused(f"{error} {KEPT}") from None

    def send_kept(self, learner: str) -> list[str]:
        """Send what earlier had no connection, fetch its reports, and say what became of each."""
        said = []
        for kept in self.on_their_way():
            name = f"{kept.exercise} of {kept.when.astimezone():%-d %B, %H:%M}"
            try:
                kept = self._send(kept)
                fetched = self._fetch(learner, kept, None)
                said.append(f"{name}: {_in_short(fetched)}")
            except NotTaken as error:
                file = self.outbox.set_aside(kept)
                said.append(f"{name}: it was not taken. {error} Its code is in {file}.")
            except GraderError as error:
                said.append(f"{name}: {error}")
        return said

    def refresh_marks(self) -> None:
        """Keep what the class makes of the attempts now. Without it the older marks stay, with the
        time at which they were told."""
        with suppress(NoConnection, Refused):
            keep_marks(self.login)

    def on_their_way(self) -> list[OnItsWay]:
        """What is kept until its report is here, the oldest first."""
        return self.outbox.all(self.login.url, self.login.learner)

    def _send_earlier(self, kept: OnItsWay) -> None:
        """Send first what was made first, or the older code would be the latest there. What is not
        taken stays until `send_kept` tells the learner."""
        for earlier in self.on_their_way():
            if earlier.made < kept.made:
                with suppress(NotTaken):
                    self._send(earlier)

    def _send(self, kept: OnItsWay) -> OnItsWay:
        if kept.number is not None:
            return kept
        return self.outbox.arrived(kept, self.server.hand_in(kept.handed))

    def _fetch(self, learner: str, kept: OnItsWay, progress: Progress | None) -> Attempt | None:
        """The attempt once its report is here. Raises GraderError where there will be none."""
        assert kept.number is not None
        standing = self.server.standing(kept.number)
        if standing.get("state") == "open":
            if progress is not None and (check := _check(standing)) is not None:
                progress(check)
            return None
        self.outbox.drop(kept)
        if standing.get("state") != "graded":
            problem = printable(str(standing.get("problem") or "The grader failed."))
            raise GraderError(
                f"{problem} Your submission is saved on the class server as number {kept.number}."
            )
        self._left[kept.exercise] = printable(str(standing.get("attempts_left") or ""))
        carried = understood(json.dumps(standing["history"]), self.login.url)
        added = self.carrying.merge(learner, carried)
        [came] = [one.received for one in carried.history.submissions]
        mine = self.attempts(learner, kept.exercise)
        attempt = next(one for one in reversed(mine) if one.received == came)
        return replace(attempt, is_new=added.attempts > 0)

    def attempts_left(self, learner: str, slug: str) -> str:
        """The class decides: what its server said with the latest report."""
        return self._left.get(self.course.exercise(slug).slug, "")


def _in_short(attempt: Attempt | None) -> str:
    if attempt is None or attempt.report is None:
        return "it is being graded."
    return f"the report is here, {attempt.report.score:g} of {attempt.report.max_score:g} points."


def _check(standing: dict[str, Any]) -> CheckDone | None:
    """The check that was done last, where the server names one."""
    try:
        outcome, title = Outcome(standing["outcome"]), printable(str(standing["title"]))
        return CheckDone(int(standing["done"]), int(standing["total"]), title, outcome)
    except (KeyError, TypeError, ValueError):
        return None
