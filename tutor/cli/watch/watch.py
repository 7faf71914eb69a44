"""What is on the screen, and what a saved file and each key change of it. Knows no terminal."""

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tutor.cli import marks, show
from tutor.cli.terminal import file_of
from tutor.cli.verdict import verdict
from tutor.course import Exercise
from tutor.errors import Refused, TutorError
from tutor.grading.report import Report
from tutor.grading.source import printable, read_source
from tutor.learning.path import next_step
from tutor.learning.verdict import NOT_IN_THE_EXAMPLES, NOTHING_NEW
from tutor.service import Tutor

KEYS = {
    "h": "hint",
    "s": "submit",
    "n": "next",
    "l": "list",
    "r": "run",
    "q": "quit",
}
_FOOTER = "   ".join(f"{key} {word}" for key, word in KEYS.items())


class WatchedExercise:
    """One learner at one exercise of a workspace.

    `changed` is called whenever there is something new to draw.
    """

    def __init__(
        self,
        tutor: Tutor,
        learner: str,
        exercise: Exercise,
        folder: Path,
        changed: Callable[[], None],
    ) -> None:
        self.tutor = tutor
        self.learner = learner
        self.folder = folder
        self.changed = changed
        self.wanted = asyncio.Event()
        self.checking = asyncio.Lock()
        self.seen: tuple[str, int, int] | None = None
        self.go_to(exercise)

    def go_to(self, exercise: Exercise) -> None:
        """Work on this exercise from now on."""
        self.exercise = exercise
        self.name = exercise.starter.name  # of the file that was there last
        self.report: Report | None = None
        self.before: Report | None = None
        self.submitted = False
        self.status = "looking"
        self.page: list[Text] | None = None  # shown in place of the verdict
        self.run()

    def run(self) -> None:
        """Check the file soon, also if it has not changed."""
        self.page = None
        self.wanted.set()
        self.changed()

    def saved(self, paths: Iterable[Path]) -> None:
        """Some files were saved: check the one at hand, or go to the one that was written."""
        slugs = {path.stem for path in paths if path.suffix in (".py", ".ipynb")}
        if self.exercise.slug in slugs:
            self.look()
            return
        for exercise in self.tutor.course.exercises:
            if exercise.slug in slugs and file_of(exercise, self.folder):
                self.go_to(exercise)
                return

    def look(self) -> None:
        """Check the file if it is not the one that was checked last."""
        if self._stamp() != self.seen:
            self.run()

    async def keep_checking(self) -> None:
        """Check whenever that is wanted; what is saved meanwhile is checked afterwards."""
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            await self._check()

    async def _check(self) -> None:
        async with self.checking:
            await self._check_now()

    async def _check_now(self) -> None:
        asked = self.exercise
        self.seen = self._stamp()
        path = file_of(asked, self.folder)
        if path is None:
            self.say(f"{self.name} is not there. Save it, and it will be checked.")
            return
        self.name = path.name
        try:
            source = read_source(path)
            self._tell("checking ...")
            report, seconds = await _timed(self.tutor.graders.check(asked.slug, source))
        except TutorError as error:
            self.say(str(error))
            return
        if asked is self.exercise:  # another one may have been asked for meanwhile
            self._take(report, submitted=False)
            self._tell(f"checked at {time.strftime('%H:%M:%S')} in {seconds:.2f} s")

    async def submit(self) -> None:
        """Have the hidden suite mark the file, and record the mark."""
        asked, path = self.exercise, file_of(self.exercise, self.folder)
        if path is None:
            self.say(f"{self.name} is not there. Save it first.")
            return
        try:
            source = read_source(path)
            async with self.checking:  # or a check that ends later would hide why it was refused
                self._tell("submitting ...")
            before = self.tutor.submissions.latest_report(self.learner, asked.slug)
            attempt = await asyncio.to_thread(
                self.tutor.submissions.submit, self.learner, asked.slug, source
            )
        except TutorError as error:
            self.say(str(error))
            return
        if attempt.report is None:
            self._tell("The grader failed; you lose nothing. Please submit again later.")
            return
        if asked is not self.exercise:  # somebody has gone on meanwhile
            score = show.marks(attempt.report.score, attempt.report.max_score)
            self._tell(f"{asked.slug} is submitted: {score}")
            return
        self._take(attempt.report, submitted=True)
        self.before = before
        when = f"submitted at {time.strftime('%H:%M:%S')}, and recorded"
        told = [f"{when}." if attempt.is_new else NOTHING_NEW, self._in_class(attempt.report)]
        told.append(self.tutor.submissions.attempts_left(self.learner, asked.slug))
        self._tell(" ".join(sentence for sentence in told if sentence))

    def _in_class(self, report: Report) -> str:
        """What a class server makes of the attempts, where that is not this score."""
        from tutor.classroom.told import told

        mine = told()
        return printable(marks.other_than(mine, report.exercise, report.score)) if mine else ""

    def turn_to_hints(self, console: Console) -> None:
        """Show the hints had so far, and the next one if it is open."""
        slug = self.exercise.slug
        taken = self.tutor.path.take_hint(self.learner, slug)
        states = self.tutor.path.hints(self.learner, slug)
        attempts = self.tutor.path.attempts(self.learner, slug)
        with console.capture() as captured:
            show.hints(states, taken, attempts, console)
        self._turn_to(captured.get())

    def turn_to_path(self, console: Console) -> None:
        """Show what is done and what is next."""
        with console.capture() as captured:
            show.path(self.tutor.course, self.tutor.path.steps(self.learner), console)
        self._turn_to(captured.get())

    def next(self) -> None:
        """Go to the next exercise of the path, or to the one that follows this one."""
        exercises = self.tutor.course.exercises
        step = next_step(self.tutor.path.steps(self.learner))
        following = exercises[(exercises.index(self.exercise) + 1) % len(exercises)]
        fresh = step is not None and step.exercise is not self.exercise
        self.go_to(step.exercise if step and fresh else following)

    def lines(self, console: Console, rows: int) -> list[Text]:
        """The screen, at most so many rows."""
        status = Text(self.status, "dim").wrap(console, console.width)
        foot = [Text(), *status, Text(_FOOTER, "bold")]
        room = rows - len(foot)
        return [*self._body(console, room)[:room], *foot]

    def _body(self, console: Console, room: int) -> list[Text]:
        if self.page is not None:
            page = [part for line in self.page for part in line.wrap(console, console.width)]
            return page[-room:]  # what is new on a long page stands at its end
        if self.report is None:
            return [Text(f"{self.exercise.slug}: {self.exercise.title}", "bold")]
        footer = [self._what_next(self.report)]
        return verdict(
            self.report, self.exercise, console, before=self.before, footer=footer, lines=room
        )

    def _what_next(self, report: Report) -> str:
        if not report.full_marks:
            return "Fix this first, and save."
        if self.submitted:
            return "Full marks. Press n for the next one."
        return f"Press s to submit. {NOT_IN_THE_EXAMPLES}"

    def _take(self, report: Report, *, submitted: bool) -> None:
        """What was checked is compared with what was checked before, and nothing else."""
        self.before = self.report if self.submitted == submitted else None
        self.report, self.submitted, self.page = report, submitted, None

    def _turn_to(self, text: str) -> None:
        self.page = [Text.from_ansi(line) for line in text.rstrip().splitlines()]
        self.page += [Text(), Text("Press r to go back.", "dim")]
        self.changed()

    def say(self, sentence: str) -> None:
        """Show why something could not be done."""
        self.report, self.page = None, [Text(sentence, "yellow")]
        self._tell("waiting for a saved file")

    def _tell(self, status: str) -> None:
        self.status = status
        self.changed()

    def _stamp(self) -> tuple[str, int, int] | None:
        """What changes when the file is saved; None where there is none."""
        path = file_of(self.exercise, self.folder)
        try:
            found = path.stat() if path else None
        except OSError:
            return None
        return (path.suffix, found.st_mtime_ns, found.st_size) if path and found else None


async def _timed(grading: Future[Report]) -> tuple[Report, float]:
    start = time.perf_counter()
    report = await asyncio.wrap_future(grading)
    return report, time.perf_counter() - start


def first_exercise(tutor: Tutor, learner: str, slug: str | None, folder: Path) -> Exercise:
    """The exercise to begin with: the named one, or the next of the path. Raises Refused where
    the folder is no workspace."""
    course = tutor.course
    if not any(file_of(exercise, folder) for exercise in course.exercises):
        raise Refused(
            "There are no exercises here. Go to your workspace (`tutor init` creates one)."
        )
    if slug is not None:
        return course.exercise(slug)
    step = next_step(tutor.path.steps(learner))
    return step.exercise if step else course.exercises[0]
