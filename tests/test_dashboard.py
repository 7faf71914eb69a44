"""The dashboard: its pages in AppTest, its words on their own, and the editor in a real browser."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from tutor.course import Course, Exercise, load_course
from tutor.dashboard import places, state
from tutor.dashboard.learner.differences import changes, difference
from tutor.dashboard.learner.statement import Picture, parts
from tutor.dashboard.parts.report_view import gist, in_words
from tutor.dashboard.parts.wording import literal
from tutor.errors import GraderError
from tutor.grading.graders import Graders
from tutor.grading.report import CheckDone, CheckResult, Outcome, Report
from tutor.grading.source import Source
from tutor.learning.path import LearningPath, State, Step
from tutor.learning.sittings import TEST_SIZE, Shown
from tutor.learning.submissions import Attempt, Submissions
from tutor.learning.viewer import owner
from tutor.quiz.marking import right_answer
from tutor.quiz.model import Choice, Matching, Open, Ordering, Output, TrueFalse
from tutor.records import Store
from tutor.records.people import Person
from tutor.service import Tutor

ROOT = Path(__file__).parent.parent
HOSTILE = '<img src=x onerror="alert(1)"> **loud** [win](https://evil.example) :material/home: $x$'
UNSCALED_DROPOUT = b"""
import torch


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError(p)
        self.p = p

    def forward(self, x, training=True):
        keep = torch.rand(x.shape, device=x.device) >= self.p
        self.factor = keep.to(x.dtype) if training else torch.ones_like(x)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
"""
seeds = count()


class PatientSubmissions(Submissions):
    def hand_in(self, *args: Any, **kwargs: Any) -> int:
        number = super().hand_in(*args, **kwargs)
        self.wait(number)
        return number


class Patient(Tutor):
    """Grades while the learner waits, so that a test needs no waiting of its own."""

    def __init__(self, course: Course, store: Store, graders: Graders) -> None:
        super().__init__(course, store, graders)
        self.submissions = PatientSubmissions(course, store, graders, self.queue, owner)


def test_full_marks_open_what_others_wrote(tutor: Tutor, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    hand_in(tutor, "ada", exercise, passed(exercise))
    at = page(places.EXERCISE, exercise=exercise.slug)
    assert {"Made by your code", "Other solutions"} <= {h.value for h in at.header}
    assert [tab.label for tab in at.tabs][:2] == ["The reference", "Broadcast"]
    assert any("def forward_linear" in code.value for code in at.code)


def test_less_than_full_marks_open_nothing(tutor: Tutor, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    hand_in(tutor, "ada", exercise, report_of(exercise, check(1, Outcome.WRONG, "No.")))
    at = page(places.EXERCISE, exercise=exercise.slug)
    assert "Other solutions" not in {heading.value for heading in at.header}
    assert not any("X @ W + b" in code.value for code in at.code)


class BrokenPath(LearningPath):
    def steps(self, learner: str) -> list[Step]:
        raise GraderError("The grader does not answer; *try* again in a minute.")


class Broken(Tutor):
    """Fails like a service whose grader is gone."""

    def __init__(self, course: Course, store: Store, graders: Graders) -> None:
        super().__init__(course, store, graders)
        self.path = BrokenPath(course, store, owner)


class BusySubmissions(Submissions):
    def checks_done(self, submission_id: int) -> tuple[CheckDone, ...] | None:
        return (
            CheckDone(1, 5, "The *first* one", Outcome.PASSED),
            CheckDone(2, 5, "The second one", Outcome.WRONG),
        )


class Busy(Tutor):
    """Has a submission that is being graded and never done."""

    def __init__(self, course: Course, store: Store, graders: Graders) -> None:
        super().__init__(course, store, graders)
        self.submissions = BusySubmissions(course, store, graders, self.queue, owner)


@pytest.fixture(scope="module", autouse=True)
def _no_component_scan() -> Iterator[None]:
    """AppTest looks through every installed distribution for components: 0.5 s each time."""
    with pytest.MonkeyPatch.context() as patch:
        scanner = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
        patch.setattr(scanner, lambda *_, **__: [])
        yield


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture
def serve(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Tutor]]:
    """Give the pages a tutor of this class with records of its own."""
    opened: list[Tutor] = []

    def open_as(kind: type[Tutor] = Tutor) -> Tutor:
        store = Store(f"sqlite:///{tmp_path / 'records.db'}")
        store.upgrade()
        opened.append(kind(course, store, Graders(course.root)))
        monkeypatch.setattr(state, "open_tutor", lambda **_: opened[-1])
        return opened[-1]

    monkeypatch.setenv("TUTOR_LEARNER", "ada")
    state.forget_tutor()
    st.cache_data.clear()
    yield open_as
    state.forget_tutor()
    for tutor in opened:
        tutor.close()


@pytest.fixture
def tutor(serve: Callable[..., Tutor]) -> Tutor:
    return serve()


def page(path: Path, **query: str) -> AppTest:
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    at = at if path == places.COURSE else at.switch_page(str(path)).run()
    assert not at.exception
    return at


def report_of(exercise: Exercise, *checks: CheckResult, **misconceptions: str) -> Report:
    return Report(
        exercise=exercise.slug,
        checks=checks,
        device="cpu",
        isolation=("seccomp", "landlock"),
        seed=next(seeds),
        suite_version="1",
        engine_version="1",
        seconds=0.1,
        misconceptions=misconceptions,
    )


def check(task: int, outcome: Outcome, message: str = "", **more: Any) -> CheckResult:
    points = more.pop("points", 5.0)
    title = f"Check of task {task}"
    return CheckResult(f"c{next(seeds)}", title, task, points, outcome, message, **more)


def passed(exercise: Exercise) -> Report:
    checks = [check(task.n, Outcome.PASSED, points=task.points) for task in exercise.tasks]
    return report_of(exercise, *checks)


def hand_in(tutor: Tutor, learner: str, exercise: Exercise, report: Report | None) -> int:
    number = tutor.store.add_submission(
        learner, exercise.slug, f"{exercise.slug}.py", f"# by {learner}\n"
    )
    if report is not None:
        tutor.store.record(number, report.to_json())
    return number


def markdown_of(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


# The course


def test_an_empty_database_invites_to_the_first_exercise(tutor: Tutor) -> None:
    at = page(places.COURSE)
    assert at.title[0].value == tutor.course.title
    assert at.header[0].value == tutor.course.exercises[0].title
    assert [button.label for button in at.button] == ["Start"]
    assert "write a few lines of Python" in markdown_of(at)
    assert not at.progress
    assert not at.get("vega_lite_chart")
    assert page(places.ATTEMPTS).info
    assert page(places.CLASS).info


def test_a_class_brings_its_pages_into_the_navigation(tutor: Tutor) -> None:
    hand_in(tutor, "grace", tutor.course.exercises[0], None)
    at = page(places.COURSE)
    assert at.sidebar.selectbox[0].options == ["ada", "grace"]
    assert not any("teach a class" in str(link.proto.label) for link in at.get("page_link"))


def test_the_first_days_are_not_counted_against_twelve_weeks(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    hand_in(tutor, "ada", exercise, passed(exercise))
    assert "of the last" not in markdown_of(page(places.COURSE))
    then = datetime.now(UTC) - timedelta(days=3)
    tutor.store.add_submission("ada", exercise.slug, "a.py", "pass", then)
    assert "active on **2** of the last 4 days" in markdown_of(page(places.COURSE))


def test_the_path_goes_on_with_the_next_exercise(tutor: Tutor) -> None:
    first = tutor.course.exercises[0]
    hand_in(tutor, "ada", first, passed(first))
    step = next(step for step in tutor.path.steps("ada") if step.state is State.NEXT)
    at = page(places.COURSE)
    assert at.header[0].value == step.exercise.title
    assert f"1 of {len(tutor.course.exercises)} exercises done" in str(at.progress[0].text)


def test_the_learner_of_the_address_is_shown(tutor: Tutor) -> None:
    hand_in(tutor, "grace", tutor.course.exercises[0], None)
    at = page(places.COURSE, learner="grace")
    assert at.sidebar.selectbox[0].value == "grace"
    assert at.sidebar.selectbox[0].options == ["ada", "grace"]


def test_home_shows_activity_recent_feedback_and_the_map(tutor: Tutor) -> None:
    first, second = tutor.course.exercises[:2]
    hand_in(tutor, "ada", first, passed(first))
    for n in range(4):
        report = report_of(second, check(1, Outcome.WRONG, HOSTILE, mistake="odd"), odd="Odd.")
        hand_in(tutor, "ada", second, report if n else None)
    at = page(places.COURSE)
    assert "**1 day** in a row now" in markdown_of(at)
    shown = [caption.value for caption in at.caption]
    assert sum("Misconception: Odd" in text for text in shown) == 3
    assert not any("Every check passes" in text for text in shown)  # four attempts ago
    assert next(part.label for part in at.expander).startswith("**Start** · 1 of 1 done")
    assert len(at.get("vega_lite_chart")) == 1


@pytest.mark.parametrize(
    ("zone", "ago"), [("Pacific/Kiritimati", 3), ("Pacific/Niue", 4), (None, 3), ("Mars", 3)]
)
def test_home_counts_the_days_of_the_visitor(tutor: Tutor, zone: str | None, ago: int) -> None:
    """An attempt shortly after midnight in UTC was one of the day before on Niue."""
    exercise = tutor.course.exercises[0]
    then = datetime.now(UTC).replace(hour=0, minute=5) - timedelta(days=3)
    tutor.store.add_submission("ada", exercise.slug, "a.py", "pass", then)
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    if zone is not None:
        at.context = {"timezone": zone}
    (chart,) = at.run().get("vega_lite_chart")
    day = datetime.now(UTC) - timedelta(days=ago)
    assert f"most on {day:%d %B} (1)" in chart.proto.alt


@pytest.mark.parametrize(
    ("checks", "line"),
    [
        ([check(1, Outcome.PASSED)], "Every check passes."),
        ([check(1, Outcome.DIED, "Boom.\n  line 2")], "Boom\\."),
        ([check(1, Outcome.TIMEOUT)], "Time ran out\\."),
        ([check(1, Outcome.WRONG, "x" * 500)], "x" * 159 + "…"),
        ([check(1, Outcome.WRONG, "No."), check(2, Outcome.WRONG, mistake="a-b")], "A b"),
    ],
)
def test_the_gist_of_a_report_is_one_line(
    course: Course, checks: list[CheckResult], line: str
) -> None:
    assert gist(report_of(course.exercises[0], *checks, **{"a-b": "An explanation."})) in (
        line,
        f"Misconception: {line}",
    )


# The exercise


def draft_in(at: AppTest, slug: str, learner: str = "ada") -> str:
    """The text in front of the learner."""
    return str(at.session_state["drafts"][learner, slug].text)


def test_a_draft_comes_back_to_its_learner_alone(tutor: Tutor) -> None:
    tutor.activity.keep_draft("ada", "dropout", "# unfinished\n")
    tutor.activity.keep_draft("grace", "relu", "# of grace\n")
    at = page(places.EXERCISE, exercise="dropout")
    assert draft_in(at, "dropout") == "# unfinished\n"
    assert any("is back" in caption.value for caption in at.caption)
    at = page(places.EXERCISE, exercise="dropout", learner="grace")
    assert "NotImplementedError" in draft_in(at, "dropout", "grace")
    assert not any("is back" in caption.value for caption in at.caption)


def test_a_reset_forgets_the_draft(tutor: Tutor) -> None:
    tutor.activity.keep_draft("ada", "dropout", "# unfinished\n")
    tutor.activity.keep_draft("grace", "dropout", "# of grace\n")
    at = page(places.EXERCISE, exercise="dropout")
    at.button(key="reset").click().run()
    assert "NotImplementedError" in draft_in(at, "dropout")
    assert tutor.activity.draft("ada", "dropout") is None
    assert tutor.activity.draft("grace", "dropout") is not None


def test_with_a_sign_in_the_address_opens_nobody_elses_draft(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_SIGN_IN", "oidc")
    tutor.store.people.keep([Person("t@example.org", "instructor"), Person("ada", "learner")])
    tutor.activity.keep_draft("ada", "dropout", "# unfinished\n")
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    at.user = {"is_logged_in": True, "email": "t@example.org", "email_verified": True}
    at.query_params["learner"] = "ada"
    at.query_params["exercise"] = "dropout"
    at.run()
    at.switch_page(str(places.EXERCISE)).run()
    assert not at.exception
    drafts = at.session_state["drafts"]
    assert list(drafts) == [("t@example.org", "dropout")]
    assert "# unfinished" not in drafts["t@example.org", "dropout"].text


def test_a_draft_that_is_handed_in_is_an_attempt(serve: Callable[..., Tutor]) -> None:
    tutor = serve(Patient)
    tutor.activity.keep_draft("ada", "dropout", UNSCALED_DROPOUT.decode())
    at = page(places.EXERCISE, exercise="dropout")
    at.button(key="submit").click().run()
    assert not at.exception
    assert tutor.activity.draft("ada", "dropout") is None
    assert not any("is back" in caption.value for caption in at.caption)
    at = page(places.EXERCISE, exercise="dropout")
    assert draft_in(at, "dropout") == UNSCALED_DROPOUT.decode()


def test_a_report_says_what_turned_since_the_last_attempt(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    fixed, broken = check(1, Outcome.WRONG, "No."), check(1, Outcome.PASSED)
    failing = check(2, Outcome.WRONG, "No.")
    turned = (
        replace(fixed, outcome=Outcome.PASSED, title=HOSTILE),
        replace(broken, outcome=Outcome.DIED),
        failing,
    )
    hand_in(tutor, "ada", exercise, report_of(exercise, fixed, broken, failing))
    assert "Since attempt" not in markdown_of(page(places.EXERCISE, exercise=exercise.slug))
    number = tutor.store.add_submission("ada", exercise.slug, "a.py", "# by somebody\n")
    tutor.store.record(number, report_of(exercise, *turned).to_json())
    at = page(places.EXERCISE, exercise=exercise.slug)
    text = markdown_of(at)
    assert "**Since attempt 1:** 1 check fixed, 1 check broken, 1 check still failing" in text
    assert f"{literal(HOSTILE)} · now passes" in text
    (diff,) = (code for code in at.code if code.language == "diff")
    assert "-# by ada\n+# by somebody" in diff.value


def test_a_check_that_is_new_has_not_turned(course: Course) -> None:
    exercise = course.exercises[0]
    before = report_of(exercise, check(1, Outcome.PASSED))
    after = replace(report_of(exercise, check(1, Outcome.PASSED)), suite_version="2")
    found = changes(before, after)
    assert (found.fixed, found.broken, found.failing, found.other_suite) == ((), (), (), True)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a\n", "a\n", ""),
        ("a\nb\n", "a\nc\n", "--- attempt 1\n+++ attempt 2\n@@ -1,2 +1,2 @@\n a\n-b\n+c"),
        ("a\n", "\n" * 3000, None),
    ],
)
def test_the_difference_of_two_attempts(before: str, after: str, found: str | None) -> None:
    names = ("attempt 1", "attempt 2")
    assert difference(Source("a.py", before), Source("b.py", after), names) == found


def test_a_submitted_file_is_recorded_and_its_misconception_named(
    serve: Callable[..., Tutor],
) -> None:
    tutor = serve(Patient)
    at = page(places.EXERCISE, exercise="dropout")
    at.segmented_control(key="way").set_value("Upload a file").run()
    at.file_uploader[0].upload("mine.py", UNSCALED_DROPOUT).run()
    at.button(key="submit").click().run()
    assert not at.exception
    (attempt,) = tutor.submissions.attempts("ada", "dropout")
    assert attempt.filename == "mine.py"
    assert attempt.report is not None
    assert "survivors-not-scaled" in attempt.report.misconceptions
    assert any("Survivors not scaled" in str(warning.title) for warning in at.warning)
    assert at.info[0].title == "Try this next"


def test_a_file_that_is_no_submission_is_refused_with_a_sentence(tutor: Tutor) -> None:
    at = page(places.EXERCISE, exercise="dropout")
    at.segmented_control(key="way").set_value("Upload a file").run()
    at.button(key="submit").click().run()
    assert [error.value for error in at.error] == [literal("Choose a file first.")]
    at.file_uploader[0].upload("mine.py", b" \n").run()
    at.button(key="submit").click().run()
    assert "is empty" in at.error[0].value
    assert not tutor.submissions.attempts("ada")


def test_a_sentence_stands_once_however_many_checks_it_is_about(tutor: Tutor) -> None:
    exercise = tutor.course.exercise("dropout")
    bad = [check(task, Outcome.WRONG, "The same.") for task in (1, 1, 1, 2)]
    odd = [check(2, Outcome.WRONG, "Odd.", mistake="odd") for _ in range(3)]
    report = report_of(exercise, *bad, *odd, check(2, Outcome.PASSED), odd="It is odd.")
    hand_in(tutor, "ada", exercise, report)
    at = page(places.EXERCISE, exercise=exercise.slug)
    text = "\n".join([markdown_of(at), *(warning.value for warning in at.warning)])
    assert text.count(literal("The same.")) == 1
    assert text.count(literal("It is odd.")) == 1
    said = [caption.value for caption in at.caption]
    assert "Fix this first · task 1" in said
    assert "3 more checks fail for this reason, also in task 2." in said


def test_the_hints_stand_between_the_verdict_and_the_rest(tutor: Tutor) -> None:
    exercise = tutor.course.exercise("dropout")
    hand_in(tutor, "ada", exercise, report_of(exercise, check(1, Outcome.WRONG, "No.")))
    at = page(places.EXERCISE, exercise=exercise.slug)
    told = [str(getattr(part, "value", "") or getattr(part, "label", "")) for part in at.main]
    order = ["Fix this first · task 1", "Hints", "Every check"]
    assert [words for words in told if words in order] == order


def test_text_in_a_message_is_never_markup(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    lines = f"{HOSTILE}\nsecond line"
    report = report_of(
        exercise,
        check(1, Outcome.WRONG, HOSTILE, mistake="odd"),
        check(1, Outcome.DIED, lines),
        odd=HOSTILE,
    )
    hand_in(tutor, "ada", exercise, report)
    at = page(places.EXERCISE, exercise=exercise.slug)
    shown = [element.value for element in [*at.markdown, *at.warning, *at.caption]]
    assert literal(HOSTILE) in shown
    assert not any(HOSTILE in text for text in shown)
    assert not any(element.proto.allow_html for element in at.markdown)
    assert lines in [element.value for element in at.code]


def test_grading_in_progress_is_followed(serve: Callable[..., Tutor]) -> None:
    tutor = serve(Busy)
    hand_in(tutor, "ada", tutor.course.exercises[0], None)
    at = page(places.EXERCISE, exercise=tutor.course.exercises[0].slug)
    assert [bar.text for bar in at.progress] == ["Grading: 2 of 5 checks"]
    shown = markdown_of(at)
    assert ":green[:material/check_circle:] The \\*first\\* one" in shown
    assert ":red[:material/cancel:] The second one" in shown


def test_a_grading_that_did_not_finish_can_be_asked_for_again(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    hand_in(tutor, "ada", exercise, report_of(exercise, check(1, Outcome.GRADER_ERROR)))
    at = page(places.EXERCISE, exercise=exercise.slug)
    assert "did not finish" in at.warning[0].value
    assert at.button(key="again")


def test_hints_are_taken_one_at_a_time(tutor: Tutor) -> None:
    exercise = tutor.course.exercise("dropout")
    at = page(places.EXERCISE, exercise=exercise.slug)
    assert any("next hint opens after 1 attempt" in caption.value for caption in at.caption)
    hand_in(tutor, "ada", exercise, report_of(exercise, check(1, Outcome.WRONG)))
    at = page(places.EXERCISE, exercise=exercise.slug)
    at.button(key="hint").click().run()
    assert literal(exercise.hints[0].text) in markdown_of(at)
    assert literal(exercise.hints[1].text) not in markdown_of(at)
    assert tutor.store.hints_used("ada", exercise.slug) == [(1, 1)]


def test_an_unknown_exercise_is_one_sentence_and_the_next_one_opens(tutor: Tutor) -> None:
    at = page(places.EXERCISE, exercise="<b>nothing")
    assert len(at.error) == 1
    assert at.title[0].value == tutor.course.exercises[0].title


def test_a_failing_service_is_one_sentence_without_a_traceback(
    serve: Callable[..., Tutor],
) -> None:
    serve(Broken)
    at = page(places.COURSE)
    expected = literal("The grader does not answer; *try* again in a minute.")
    assert [error.value for error in at.error] == [expected]


# Attempts and class


def test_attempts_are_listed_with_report_and_code(tutor: Tutor) -> None:
    first, second = tutor.course.exercises[:2]
    hand_in(tutor, "ada", first, passed(first))
    hand_in(tutor, "ada", second, report_of(second, check(1, Outcome.WRONG, "Off by one.")))
    at = page(places.ATTEMPTS)
    assert list(at.dataframe[0].value["Exercise"]) == [second.title, first.title]
    assert "Off by one" in markdown_of(at)
    assert at.code[0].value == "# by ada"
    at.selectbox(key="attempts_of").select(first.slug).run()
    assert list(at.dataframe[0].value["Exercise"]) == [first.title]


def test_the_history_has_times_that_people_read(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    hand_in(tutor, "ada", exercise, passed(exercise))
    (chart,) = page(places.ATTEMPTS).get("vega_lite_chart")
    axis = json.loads(chart.proto.spec)["encoding"]["x"]["axis"]
    assert axis["format"]["minutes"] == axis["format"]["hours"] == "%H:%M"


def test_a_check_that_is_right_given_an_earlier_function_says_so(tutor: Tutor) -> None:
    exercise = tutor.course.exercise("lstm")
    given = "Right, given your `lstm_step`."
    checks = check(1, Outcome.WRONG, "Off."), check(2, Outcome.PASSED, given)
    hand_in(tutor, "ada", exercise, report_of(exercise, *checks))
    shown = markdown_of(page(places.ATTEMPTS)).replace("\\", "")
    assert "Right, given your `lstm_step`." in shown


def test_what_a_program_tried_in_vain_is_not_told_to_its_author(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    tried = "tried to trace or read another process"
    hand_in(tutor, "ada", exercise, replace(passed(exercise), tried=(tried,)))
    at = page(places.ATTEMPTS)
    assert "tried to trace" not in str(at.main)
    at = page(places.CLASS)
    at = at.button(key="class_show").click().run()
    assert tried in at.warning[0].value


def test_the_history_of_hundreds_reads_two_reports(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tutor.course.exercises[:2]
    for n in range(60):
        exercise = (first, second)[n % 2]
        hand_in(tutor, "ada", exercise, report_of(exercise, check(1, Outcome.WRONG, f"No {n}.")))
    read: list[int] = []
    attempt = tutor.submissions.attempt

    def reading(number: int) -> Attempt:
        read.append(number)
        return attempt(number)

    monkeypatch.setattr(tutor.submissions, "attempt", reading)
    monkeypatch.setattr(tutor.submissions, "attempts", None)
    at = page(places.ATTEMPTS)
    assert len(at.dataframe[0].value) == 60
    assert len(read) == 2
    assert at.header[0].value == f"{second.title}, attempt 30"
    assert literal("No 59.") in markdown_of(at)


def test_the_class_page_lists_learners_and_misconceptions(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    wrong = check(1, Outcome.WRONG, "No.", mistake="sum-not-mean")
    for learner in ("ada", "=1+1"):
        report = report_of(exercise, wrong, **{"sum-not-mean": "You took the sum."})
        hand_in(tutor, learner, exercise, report)
    at = page(places.CLASS)
    assert at.selectbox(key="class_learner").options == ["=1+1", "ada"]
    assert "Sum not mean" in at.expander[0].label
    assert "2 learners" in at.expander[0].label


# Quiz and concepts


def give(at: AppTest, shown: Shown, answer: Any) -> AppTest:
    """Answer the question on the page by its own controls."""
    key = f"answer:{shown.item.id}"
    match shown.question:
        case Choice(several=True):
            for i in answer:
                at.checkbox(key=f"{key}:{i}").check()
        case Choice():
            at.radio(key=key).set_value(answer[0])
        case TrueFalse():
            at.button_group(key=key).set_value(answer)
        case Ordering():
            at.multiselect(key=key).set_value(answer)
        case Matching():
            for n, partner in enumerate(answer):
                at.selectbox(key=f"{key}:{n}").set_value(partner)
        case Open():
            at.text_area(key=key).input(answer["text"])
            at.toggle(key=f"{key}:model").set_value(True).run()
            for n, point in enumerate(answer["points"]):
                at.checkbox(key=f"{key}:{n}").set_value(point)
        case Output():
            at.text_area(key=key).input(answer)
        case _:
            at.text_input(key=key).input(answer)
    at = at.button(key=f"give:{shown.item.id}").click().run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    at = next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def current(at: AppTest, tutor: Tutor) -> Shown | None:
    learner, sitting, _ = at.session_state["quiz_sitting"]
    return tutor.sittings.next(sitting, learner)


@pytest.mark.parametrize("module", ["privacy", "neurons"])
def test_a_module_is_taken_as_a_test_by_its_controls(tutor: Tutor, module: str) -> None:
    at = page(places.QUIZ)
    at.selectbox(key="quiz_module").set_value(tutor.sittings.cards.bank.module(module)).run()
    at = press(at, "Take it as a test")
    kinds = set()
    while (shown := current(at, tutor)) is not None:
        kinds.add(type(shown.question).__name__)
        at = give(at, shown, right_answer(shown.question))
        assert not at.error
    total = min(
        TEST_SIZE, len(tutor.sittings.cards.bank.of(tutor.sittings.cards.bank.module(module)))
    )
    assert f"{total} of {total} right" in at.success[0].value
    assert len(kinds) >= 3
    assert len(at.expander) == total
    assert press(at, "Back to the quizzes").metric[0].value == "0"
    assert page(places.CONCEPTS).dataframe


def test_practice_explains_at_once_and_asks_again(tutor: Tutor) -> None:
    at = page(places.QUIZ)
    at = at.selectbox(key="quiz_module").select("01_predict").run()
    at = press(at, "Practise this module")
    shown = current(at, tutor)
    assert shown is not None
    at = at.button(key=f"give:{shown.item.id}").click().run()
    assert "Type a word" in at.warning[0].value
    at = give(at, shown, "SNARC")
    assert at.error[0].value == "Not right."
    assert "Minsky and Edmonds" in markdown_of(at)
    at = press(at, "Next")
    assert "Question 2 of 11" in str(at.progress[0].text)
    at = press(at, "Leave")
    at = at.selectbox(key="quiz_module").select("01_predict").run()
    at = press(at, "Practise this module")
    assert "Question 2 of 11" in str(at.progress[0].text)


def test_a_question_answered_in_another_window_is_said_and_passed(tutor: Tutor) -> None:
    at = press(page(places.QUIZ), "Practise")
    shown = current(at, tutor)
    assert shown is not None
    tutor.sittings.answer("ada", shown, right_answer(shown.question))
    at = at.button(key=f"give:{shown.item.id}").click().run()
    assert not at.exception
    assert f"Question 2 of {shown.total}" in str(at.progress[0].text)


def test_a_concept_fades_and_its_questions_come_back(tutor: Tutor) -> None:
    sitting = tutor.sittings.sit("ada")
    shown = tutor.sittings.next(sitting.id, "ada")
    assert shown is not None
    tutor.sittings.answer("ada", shown, right_answer(shown.question))
    at = page(places.CONCEPTS)
    assert at.selectbox(key="concept").value == shown.question.concept
    assert len(at.get("vega_lite_chart")) == 2
    assert list(at.dataframe[0].value["chance now"]) == [100]
    assert at.dataframe[0].value["last answer"][0] == "right"


def test_concepts_shows_what_was_answered_wrongly_above_all(tutor: Tutor) -> None:
    sitting = tutor.sittings.sit("ada", module="predict")
    shown = tutor.sittings.next(sitting.id, "ada")
    assert shown is not None
    marked = tutor.sittings.answer("ada", shown, "SNARC")
    assert not marked.mark.is_right
    at = page(places.CONCEPTS)
    assert at.header[0].value == "Answered wrongly"
    assert f":red[:material/close:] **{literal(shown.question.concept)}**" in markdown_of(at)
    assert list(at.dataframe[-1].value["concept"]) == [shown.question.concept]


def test_a_concept_known_from_exercises_alone_has_no_curve(tutor: Tutor) -> None:
    exercise = tutor.course.exercises[0]
    hand_in(tutor, "ada", exercise, passed(exercise))
    at = page(places.CONCEPTS)
    assert any("from exercises only" in caption.value for caption in at.caption)
    assert len(at.get("vega_lite_chart")) == 1


def test_concepts_begin_with_an_invitation(tutor: Tutor) -> None:
    assert "Nothing here yet" in markdown_of(page(places.CONCEPTS))


# Words


@given(some.text(some.characters(min_codepoint=32, max_codepoint=126, exclude_characters="`")))
def test_literal_text_reads_as_it_was_written(text: str) -> None:
    html = MarkdownIt("js-default", {"linkify": False}).parse(literal(f"x{text}x"))
    (inline,) = (token for token in html if token.type == "inline")
    assert inline.children is not None
    assert {token.type for token in inline.children} <= {"text", "text_special"}
    assert "".join(token.content for token in inline.children).replace("\u2060", "") == f"x{text}x"


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "see https://evil.example or www.evil.example", "a@b.example", ":tada: :red[x]"],
)
def test_literal_text_hides_no_link_and_no_icon(text: str) -> None:
    shown = literal(text)
    assert not re.search(r":(?=\S)(?!\u2060)|@(?!\u2060)|\bwww\\?\.", shown)


def test_literal_keeps_code_between_backticks() -> None:
    assert literal("`a*b` is *not* `c`") == "`a*b` is \\*not\\* `c`\u2060"


@pytest.mark.parametrize(
    ("checks", "sentence"),
    [
        ([check(1, Outcome.DIED, "Not written yet: task 1.")], "Replace its `NotImplemented"),
        ([check(1, Outcome.WRONG, mistake="known")], "An explanation. Many people have this"),
        ([check(1, Outcome.PASSED), check(2, Outcome.TIMEOUT)], "in task 2: Check of task 2. Time"),
        ([check(1, Outcome.SKIPPED), check(2, Outcome.BLOCKED)], "Write it without this tool"),
        ([check(1, Outcome.SKIPPED)], "Look for what takes so long"),
    ],
)
def test_the_advice_is_about_what_failed_first(
    course: Course, checks: list[CheckResult], sentence: str
) -> None:
    report = report_of(course.exercises[0], *checks, known="An explanation.")
    assert sentence in in_words(report)


def test_statements_show_only_pictures_of_their_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "exercise"
    folder.mkdir()
    for path in (folder / "own.png", tmp_path / "other.png"):
        path.write_bytes(b"")
    text = (
        "# Title\nBefore ![mine](own.png) between ![stolen](../other.png) "
        "![remote](https://evil.example/x.png) after [file](own.py)\n\n"
        "```python\n![code](own.png)\n```\n"
    )
    before, picture, after = parts(text, folder)
    assert before == "Before "
    assert picture == Picture(folder / "own.png", "mine")
    assert isinstance(after, str)
    assert "stolen" not in after
    assert "evil" not in after
    assert "after file" in after
    assert "![code](own.png)" in after


@pytest.mark.parametrize("formula", ["$$x^2$$", "$$x^2\n$$", "```math\nx^2\n```"])
def test_displayed_formulas_stand_on_lines_of_their_own(formula: str, tmp_path: Path) -> None:
    (shown,) = parts(f"A\n\n{formula}\n\nB", tmp_path)
    assert shown == "A\n\n$$\nx^2\n$$\n\nB"


# A real browser


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'records.db'}")
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def address(
    records: Store, serve_dashboard: Callable[..., AbstractContextManager[Any]]
) -> Iterator[str]:
    with serve_dashboard(records.url, TUTOR_LEARNER="ada") as served:
        yield served.url


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_code_typed_into_the_editor_is_graded(address: str, browser_page: Page) -> None:
    browser_page.goto(f"{address}/exercise?exercise=dropout")
    editor = browser_page.get_by_label("Your code for Dropout")
    editor.click()
    editor.press("Control+a")
    browser_page.keyboard.type("class Dropout:\ndef forward(self):\nreturn 1\n")
    expect(editor).to_have_value("class Dropout:\n    def forward(self):\n        return 1\n    ")
    editor.press("Control+a")
    browser_page.keyboard.insert_text(UNSCALED_DROPOUT.decode())
    editor.press("Control+Enter")
    misconception = browser_page.get_by_text("Misconception: Survivors not scaled")
    expect(misconception).to_be_visible(timeout=120_000)
    expect(editor).to_have_value(UNSCALED_DROPOUT.decode())

    browser_page.get_by_role("button", name="Reset to starter").click()
    expect(editor).to_have_value(re.compile("NotImplementedError"))
    editor.press("Control+z")
    expect(editor).to_have_value(UNSCALED_DROPOUT.decode())
    editor.press("Escape")
    editor.press("Tab")
    expect(browser_page.get_by_role("button", name="Submit")).to_be_focused()


@pytest.mark.browser
def test_a_draft_outlasts_a_closed_tab(records: Store, address: str, browser_page: Page) -> None:
    browser_page.goto(f"{address}/exercise?exercise=dropout")
    editor = browser_page.get_by_label("Your code for Dropout")
    editor.click()
    editor.press("Control+a")
    browser_page.keyboard.insert_text("# half an idea")
    for _ in range(100):
        if (kept := records.activity.draft("ada", "dropout")) is not None:
            break
        browser_page.wait_for_timeout(100)
    assert kept is not None
    assert kept.text == "# half an idea"
    browser_page.reload()
    expect(editor).to_have_value("# half an idea")
    expect(browser_page.get_by_text("is back. It is not submitted")).to_be_visible()


@pytest.mark.browser
def test_a_hostile_message_stays_text_in_the_browser(
    course: Course, records: Store, address: str, browser_page: Page
) -> None:
    exercise = course.exercises[0]
    report = report_of(exercise, check(1, Outcome.WRONG, HOSTILE, mistake="odd"), odd=HOSTILE)
    number = records.add_submission("ada", exercise.slug, "a.py", HOSTILE)
    records.record(number, report.to_json())
    browser_page.goto(f"{address}/exercise?exercise={exercise.slug}")
    expect(browser_page.get_by_text("Misconception: Odd")).to_be_visible(timeout=30_000)
    assert browser_page.locator("img[src=x], a[href*='evil']").count() == 0
    shown = (browser_page.locator("[data-testid=stMain]").text_content() or "").replace(
        "\u2060", ""
    )
    assert shown.count(HOSTILE) >= 2
