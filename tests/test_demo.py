"""The demonstration class, graded for real once, and what a teacher would say of each hand-in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tutor.cli.show import number
from tutor.course import Course
from tutor.demo.hand_ins import CLASS
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome, Report
from tutor.grading.source import read_source
from tutor.records import AttemptRecord, Store

FULL, PARTIAL, ZERO = "full", "partial", "zero"
FORWARD, DESCENT, DROPOUT = "forward_linear", "gradient_descent", "dropout"
STORED_BEFORE = ("student-06", FORWARD)

# What each file deserves, and the mistakes that a teacher would name in it.
EXPECTED: dict[tuple[str, str], tuple[str, set[str]]] = {
    ("student-01", FORWARD): (FULL, set()),
    ("student-01", DESCENT): (FULL, set()),
    ("student-01", DROPOUT): (FULL, set()),
    ("student-02", FORWARD): (FULL, set()),
    ("student-02", DESCENT): (PARTIAL, {"factor-two"}),
    ("student-02", DROPOUT): (FULL, set()),
    ("student-03", FORWARD): (ZERO, {"weights-transposed"}),
    ("student-03", DROPOUT): (PARTIAL, {"p-is-the-share-kept"}),
    ("student-04", FORWARD): (PARTIAL, {"loop-over-rows"}),
    ("student-04", DESCENT): (PARTIAL, set()),
    ("student-04", DROPOUT): (PARTIAL, {"survivors-not-scaled"}),
    ("student-05", FORWARD): (PARTIAL, {"bias-forgotten"}),
    ("student-05", DESCENT): (PARTIAL, {"uphill", "best-instead-of-largest"}),
    ("student-05", DROPOUT): (PARTIAL, {"new-mask-in-backward"}),
    ("student-06", FORWARD): (FULL, set()),
    ("student-06", DESCENT): (PARTIAL, {"updated-in-place"}),
    ("student-07", FORWARD): (PARTIAL, {"single-row-squeezed"}),
    ("student-07", DESCENT): (PARTIAL, set()),
    ("student-08", FORWARD): (FULL, set()),
    ("student-08", DROPOUT): (ZERO, set()),
    ("student-09", FORWARD): (ZERO, set()),
    ("student-10", FORWARD): (ZERO, set()),
    ("student-10", DESCENT): (FULL, set()),
    ("student-10", DROPOUT): (ZERO, set()),
    ("student-11", FORWARD): (FULL, set()),
    ("student-11", DESCENT): (ZERO, set()),
    ("student-11", DROPOUT): (PARTIAL, {"dropping-in-evaluation", "probability-unchecked"}),
    ("student-12", FORWARD): (PARTIAL, {"cut-from-the-graph"}),
    ("student-12", DESCENT): (PARTIAL, {"start-left-out", "not-squared"}),
    ("student-12", DROPOUT): (PARTIAL, set()),
}


@dataclass(frozen=True)
class Graded:
    """The records of the class after the first run, and what that run printed."""

    store: Store
    url: str
    stdout: str
    stderr: str

    def report(self, learner: str, exercise: str) -> Report:
        (attempt,) = self.store.attempts(learner, exercise)
        assert attempt.report is not None
        return Report.from_json(attempt.report)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    """The class after one run, which found one hand-in stored and not graded, as after a crash."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite'}"
    store = Store(url)
    store.upgrade()
    learner, exercise = STORED_BEFORE
    source = read_source(CLASS / learner / f"{exercise}.py")
    store.add_submission(learner, exercise, source.filename, source.text)
    finished = demo(url)
    yield Graded(store, url, finished.stdout, finished.stderr)
    store.close()


def demo(url: str) -> subprocess.CompletedProcess[str]:
    """Run the command as `make run` does, piped."""
    environment = os.environ | {"TUTOR_DATABASE_URL": url, "COLUMNS": "80"}
    command = [sys.executable, "-c", "from tutor.cli import main; main()", "demo", "--no-serve"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)


def test_every_file_of_the_class_is_recorded_once(graded: Graded) -> None:
    attempts = graded.store.attempts()
    assert sorted((a.learner, a.exercise) for a in attempts) == sorted(EXPECTED)
    assert not graded.store.waiting()


@pytest.mark.parametrize(("learner", "exercise"), EXPECTED)
def test_the_mark_is_what_a_teacher_expects(graded: Graded, learner: str, exercise: str) -> None:
    report = graded.report(learner, exercise)
    mark = {report.max_score: FULL, 0: ZERO}.get(report.score, PARTIAL)
    expected, mistakes = EXPECTED[learner, exercise]
    assert mark == expected
    assert mistakes <= set(report.misconceptions)
    assert mistakes or not report.misconceptions


def test_a_name_does_not_hang_on_the_draw(grader: Grader, course: Course) -> None:
    source = read_source(CLASS / "student-11" / "dropout.py")
    for seed in range(12):
        report = grader.grade(course.exercise(DROPOUT), source, device="cpu", seed=seed)
        assert set(report.misconceptions) == EXPECTED["student-11", DROPOUT][1]


@pytest.mark.parametrize(
    ("learner", "exercise", "task"), [("student-04", DESCENT, 3), ("student-12", DROPOUT, 2)]
)
def test_a_task_left_as_in_the_starter_costs_itself_alone(
    graded: Graded, learner: str, exercise: str, task: int
) -> None:
    checks = graded.report(learner, exercise).checks
    assert {check.task for check in checks if check.outcome is not Outcome.PASSED} == {task}
    assert all("Not written yet" in check.message for check in checks if check.task == task)


def test_the_endless_loop_costs_its_own_check_alone(graded: Graded) -> None:
    checks = graded.report("student-07", DESCENT).checks
    lost = {check.id: check.outcome for check in checks if check.outcome is not Outcome.PASSED}
    assert lost == {"test_bound_of_zero": Outcome.TIMEOUT}


def test_the_reader_of_the_suite_finds_nothing(graded: Graded, course: Course) -> None:
    """It puts whatever it found into the message of its exception."""
    exercise = course.exercise(FORWARD)
    messages = "\n".join(check.message for check in graded.report("student-09", FORWARD).checks)
    assert "nothing useful in 0 files: {}" in messages
    for path in (exercise.suite, exercise.mistakes, exercise.solution):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        assert not [line for line in lines if len(line) > 9 and line in messages]


@pytest.mark.parametrize(
    ("learner", "exercise", "words"),
    [
        ("student-08", DROPOUT, "while dropout.py was being loaded"),
        ("student-10", FORWARD, "`torch.nn.functional.linear` is not here"),
        ("student-10", DROPOUT, "`torch.nn.functional.dropout` is not here"),
        ("student-11", DESCENT, "Python cannot read gradient_descent.py, line 11"),
    ],
)
def test_a_file_without_marks_says_why(
    graded: Graded, learner: str, exercise: str, words: str
) -> None:
    report = graded.report(learner, exercise)
    assert report.score == 0
    assert any(words in check.message for check in report.checks)


def test_files_came_in_exercise_after_exercise_over_some_weeks(graded: Graded) -> None:
    made_up = [a for a in graded.store.attempts() if (a.learner, a.exercise) != STORED_BEFORE]
    times = [attempt.received for attempt in made_up]
    assert max(times) < datetime.now(UTC)
    assert timedelta(weeks=2) < max(times) - min(times) < timedelta(weeks=4)
    for exercises in by_learner(made_up).values():
        assert exercises == [slug for slug in (FORWARD, DESCENT, DROPOUT) if slug in exercises]


def by_learner(attempts: list[AttemptRecord]) -> dict[str, list[str]]:
    """The exercises of each learner in the order of their coming."""
    found: dict[str, list[str]] = {}
    for attempt in attempts:
        found.setdefault(attempt.learner, []).append(attempt.exercise)
    return found


def test_piped_output_is_quiet_and_fits_80_columns(graded: Graded) -> None:
    learners = sorted({learner for learner, _ in EXPECTED})
    assert sorted(graded.stderr.splitlines()) == [f"{learner} is graded." for learner in learners]
    lines = graded.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines if line.startswith("student-")] == learners
    assert "demo.sqlite" in "".join(lines[-2:])


def test_the_gradebook_has_marks_and_the_names_of_mistakes(graded: Graded) -> None:
    scores = [graded.report("student-02", slug).score for slug in (FORWARD, DESCENT, DROPOUT)]
    (line,) = [line for line in graded.stdout.splitlines() if line.startswith("student-02")]
    assert line.split() == ["student-02", *map(number, [*scores, sum(scores)]), "factor-two"]
    assert "time ran" in graded.stdout
    assert "absent tool" in graded.stdout


def test_a_second_run_adds_nothing_and_keeps_what_people_did(graded: Graded) -> None:
    store = graded.store
    report = store.attempts("student-01", FORWARD)[0].report
    assert report is not None
    by_a_person = store.add_submission("student-01", FORWARD, "forward_linear.py", "mine = True")
    store.record(by_a_person, report)
    store.use_hint("student-01", DESCENT, 1, 1)
    before = store.attempts()
    again = demo(graded.url)
    assert store.attempts() == before
    assert store.hints_used("student-01", DESCENT) == [(1, 1)]
    assert again.stdout == graded.stdout
    assert "nothing was added" in again.stderr
