"""The magic `%tutor`: check, submit and hint, for what the cells of this notebook define."""

import atexit
import shlex
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Markdown, display

from tutor.course import Course, Exercise, load_course
from tutor.errors import Refused, TutorError
from tutor.grading.graders import Graders
from tutor.learning.allowance import Solutions
from tutor.learning.verdict import NOT_IN_THE_EXAMPLES, NOTHING_NEW
from tutor.learning.viewer import default_learner
from tutor.notebook.cells import source_of
from tutor.notebook.report import CellOutput, sentence, verdict
from tutor.service import Tutor, default_floor

USAGE = "Write `%tutor check EXERCISE`, `%tutor submit EXERCISE` or `%tutor hint EXERCISE`."


class Desk:
    """Where a kernel keeps its grader warm, and the exercise that was named last."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.course: Course = load_course()
        self.graders = Graders(self.course.root, 1, default_floor())
        self.graders.warm()
        self.exercise: Exercise | None = None

    @cached_property
    def tutor(self) -> Tutor:
        """The records are opened when something is recorded or looked up."""
        from tutor.records import Store

        store = Store()
        store.upgrade()
        return Tutor(self.course, store, self.graders)

    def close(self) -> None:
        if "tutor" in self.__dict__:
            self.tutor.close()
        else:
            self.graders.close()

    def run(self, line: str) -> None:
        """Do what the line says, and show it. What cannot be done is a sentence."""
        try:
            display(*self._answer(shlex.split(line)))
        except TutorError as error:
            display(sentence(str(error)))
        except ValueError:
            display(sentence(USAGE.replace("`", "")))

    def _answer(self, words: Sequence[str]) -> Sequence[Any]:
        match words:
            case ["check", *named]:
                return [self._check(self._asked(named))]
            case ["submit", *named]:
                return [self._submit(self._asked(named))]
            case ["hint", *named]:
                return self._hint(self._asked(named))
        raise Refused(USAGE.replace("`", ""))

    def _asked(self, named: Sequence[str]) -> Exercise:
        """The exercise that is named, or that was named last."""
        if len(named) > 1:
            raise Refused("Name one exercise, like %tutor check dropout.")
        if named:
            self.exercise = self.course.exercise(named[0])
        if self.exercise is None:
            raise Refused("Name the exercise, like %tutor check dropout.")
        return self.exercise

    def _check(self, exercise: Exercise) -> CellOutput:
        source = source_of(exercise, self._history())
        report = self.graders.check(exercise.slug, source).result()
        full = f"The examples pass. Next: `%tutor submit {exercise.slug}`. {NOT_IN_THE_EXAMPLES}"
        less = f"Fix this first, run its cell, and try again: `%tutor check {exercise.slug}`"
        return verdict(report, exercise, full if report.full_marks else less)

    def _submit(self, exercise: Exercise) -> CellOutput:
        source = source_of(exercise, self._history())
        learner = default_learner()
        before = self.tutor.submissions.latest_report(learner, exercise.slug)
        attempt = self.tutor.submissions.submit(learner, exercise.slug, source)
        if attempt.report is None:
            raise Refused(
                "The hidden suite itself failed, so there is no mark yet. You lose nothing. Your "
                f"submission is saved as number {attempt.submission_id}. Please tell your "
                "instructor."
            )
        allowance = self.tutor.submissions.allowances.of(exercise.slug)
        full = "Full marks."
        if exercise.has_graders and allowance.solutions is Solutions.FULL_MARKS:
            full += f" In a terminal, `tutor solutions {exercise.slug}` shows other solutions."
        less = f"Fix this first and submit again, or get a hint: `%tutor hint {exercise.slug}`"
        footer = full if attempt.report.full_marks else less
        if not attempt.is_new:
            footer = f"{NOTHING_NEW} {footer}"
        if left := self.tutor.submissions.attempts_left(learner, exercise.slug):
            footer = f"{footer} {left}"
        return verdict(attempt.report, exercise, footer, before)

    def _hint(self, exercise: Exercise) -> Sequence[Any]:
        path, learner, slug = self.tutor.path, default_learner(), exercise.slug
        path.take_hint(learner, slug)
        states = path.hints(learner, slug)
        shown: list[Any] = [
            Markdown(f"**Task {state.hint.task}.** {state.hint.text}")
            for state in states
            if state.used
        ]
        left = [state for state in states if not state.used]
        if any(state.available for state in left):
            more = f"There is another hint: %tutor hint {slug}"
        elif left:
            needed = min(state.needed_attempts for state in left)
            made = path.attempts(learner, slug)
            more = f"The next hint opens after attempt {needed}; you have made {made}."
        else:
            more = "You have seen all the hints."
        return [*shown, sentence(more)]

    def _history(self) -> Sequence[str]:
        """The cells of this session as they were typed, by the numbers that Jupyter shows."""
        kept = self.shell.history_manager
        return [str(cell) for cell in kept.input_hist_raw] if kept else []


def register(shell: InteractiveShell) -> None:
    """Give a notebook its `%tutor`. To load the extension again keeps the grader that is warm."""
    if shell.find_line_magic("tutor") is not None:
        return
    desk = Desk(shell)
    atexit.register(desk.close)
    shell.magics_manager.register_function(desk.run, "line", "tutor")
