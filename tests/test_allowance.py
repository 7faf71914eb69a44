"""What an instructor allows: attempts, how often, and when solutions are seen."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from test_waiting import SLUG, TEACHER, Marker

from tutor import cli
from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.source import Source
from tutor.learning.allowance import Allowance, Solutions
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.service import Tutor

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def tutor(course: Course, store: Store) -> Iterator[Tutor]:
    with closing(Tutor(course, store, Marker(course.root), lambda: TEACHER)) as tutor:
        yield tutor


def submit(tutor: Tutor, text: str, learner: str = "ada") -> None:
    tutor.submissions.submit(learner, SLUG, Source(f"{SLUG}.py", text))


def add(tutor: Tutor, *received: datetime) -> None:
    for n, when in enumerate(received):
        tutor.store.add_submission("ada", SLUG, "f.py", f"# {n}", when, device="cpu")


def test_without_a_choice_nothing_is_limited(tutor: Tutor) -> None:
    left = tutor.submissions.allowances.left("ada", SLUG)
    assert (left.now, left.in_words()) == (None, "The number of attempts is not limited.")


def test_the_next_attempt_is_possible_a_day_after_the_oldest_that_counts(tutor: Tutor) -> None:
    allowances = tutor.submissions.allowances
    allowances.set(Allowance(per_day=2))
    add(tutor, NOON - 30 * HOUR, NOON - 5 * HOUR)
    assert allowances.left("ada", SLUG, NOON).now == 1
    add(tutor, NOON - 2 * HOUR)
    left = allowances.left("ada", SLUG, NOON)
    assert (left.now, left.next) == (0, NOON + 19 * HOUR)
    said = left.in_words(timezone(2 * HOUR))
    assert "There are 2 attempts at forward_linear in 24 hours." in said
    assert "possible on 2026-03-03 at 09:00 UTC+02:00" in said
    assert allowances.left("ada", SLUG, NOON + 20 * HOUR).now == 1
    assert allowances.left("ben", SLUG, NOON).now == 2


def test_when_all_attempts_are_used_the_best_mark_stays(tutor: Tutor) -> None:
    tutor.submissions.allowances.set(Allowance(in_all=2), SLUG)
    submit(tutor, "x = 1\n")
    submit(tutor, "x = 1\n")  # nothing new, so no attempt
    submit(tutor, "x = 2\n")
    with pytest.raises(Refused, match="used all 2 attempts at forward_linear"):
        submit(tutor, "x = 3\n")
    assert len(tutor.store.attempts()) == 2
    submit(tutor, "x = 2\n")  # to look at the report again costs nothing
    submit(tutor, "x = 3\n", "ben")


def test_what_the_grader_failed_on_costs_no_attempt(tutor: Tutor) -> None:
    tutor.submissions.allowances.set(Allowance(per_day=1))
    odd = tutor.submissions.hand_in("ada", SLUG, Source("f.py", "odd = 1\n"))
    list(tutor.submissions.finished([odd]))
    submit(tutor, "x = 1\n")
    with pytest.raises(Refused, match="There is 1 attempt at"):
        submit(tutor, "x = 2\n")


def test_an_exercise_may_have_a_choice_of_its_own_and_give_it_back(tutor: Tutor) -> None:
    allowances = tutor.submissions.allowances
    allowances.set(Allowance(per_day=1))
    allowances.set(Allowance(), "dropout")
    assert (allowances.of("dropout").per_day, allowances.of(SLUG).per_day) == (0, 1)
    assert set(allowances.own()) == {"dropout"}
    allowances.set(None, "dropout")
    assert (allowances.of("dropout").per_day, allowances.own()) == (1, {})
    with pytest.raises(Refused):
        Allowance(per_day=-1)


def test_a_learner_chooses_nothing_and_asks_for_themselves(tutor: Tutor) -> None:
    seen = tutor.seen_by(lambda: Viewer("ada", Role.LEARNER)).submissions.allowances
    with pytest.raises(Refused):
        seen.set(Allowance())
    with pytest.raises(Refused):
        seen.left("ben", SLUG)


def test_solutions_are_seen_when_the_instructor_says(tutor: Tutor) -> None:
    allowances, afterwards = tutor.submissions.allowances, tutor.afterwards
    with pytest.raises(Refused, match="after full marks"):
        afterwards.solutions("ada", SLUG)
    allowances.set(Allowance(solutions=Solutions.DEADLINE))
    with pytest.raises(Refused, match="deadline of forward_linear, which is not set"):
        afterwards.solutions("ada", SLUG)
    tutor.grades.set_deadline(SLUG, datetime.now(UTC) + HOUR)
    submit(tutor, "x = 1\n")
    assert afterwards.is_solved("ada", SLUG)
    with pytest.raises(Refused, match="after the deadline"):
        afterwards.solutions("ada", SLUG)
    tutor.grades.set_deadline(SLUG, datetime.now(UTC) - HOUR)
    assert afterwards.solutions("ben", SLUG)[0].title == "The reference"
    assert afterwards.own("ben", SLUG).title == "The starter"
    allowances.set(Allowance(solutions=Solutions.NEVER))
    with pytest.raises(Refused, match="not shown in this class"):
        afterwards.solutions("ada", SLUG)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{tmp_path / 'records.sqlite'}")
    monkeypatch.setenv("TUTOR_LEARNER", "ada")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tutor", *arguments])
        with pytest.raises(SystemExit) as exited:
            cli.main()
        assert isinstance(exited.value.code, int)
        return (exited.value.code, *capsys.readouterr())

    return run


def test_the_terminal_chooses_shows_and_keeps_to_it(run: Run, tmp_path: Path) -> None:
    assert run("class", "allow")[1] == (
        "The class. Attempts: no limit. Solutions: after full marks.\n"
    )
    assert run("class", "allow", "--per-day", "1", "--solutions", "never")[0] == 0
    assert run("class", "allow", "dropout", "--in-all", "5")[1] == (
        "The class. Attempts: at most 1 in 24 hours. Solutions: never.\n"
        "dropout. Attempts: at most 1 in 24 hours and 5 in all. Solutions: never.\n"
    )
    assert run("class", "allow", "dropout", "--as-class")[1].count("\n") == 1
    assert run("class", "allow", "--as-class")[0] == 2
    assert run("class", "allow", "--per-day", "-1")[0] == 2
    with closing(Store(os.environ["TUTOR_DATABASE_URL"])) as store:
        store.add_submission("ada", SLUG, f"{SLUG}.py", "# open\n", device="cpu")
        work = store.work.claim("somebody", HOUR)
        assert work is not None
    file = tmp_path / f"{SLUG}.py"
    file.write_text("def forward_linear(X, W, b):\n    return X @ W\n")
    code, out, err = run("submit", SLUG, str(file))
    assert (code, out) == (2, "")
    assert "The next one is possible on" in err
    assert "not shown in this class" in run("solutions", SLUG)[2]
