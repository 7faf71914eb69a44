"""Carrying progress: two machines' histories become one, and nothing is lost or counted twice."""

import json
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import environment, program
from test_records import NOON, report

from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.report import Report
from tutor.learning.cards import Cards
from tutor.learning.carrying import Carried, Carrying, as_text, read
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.history_values import (
    Added,
    AnswerEntry,
    GradingEntry,
    HintEntry,
    History,
    PlacementEntry,
    ReviewEntry,
    SittingEntry,
    SubmissionEntry,
)

MINUTES = st.integers(0, 3).map(lambda n: NOON + timedelta(minutes=n))
_names = count()


def carrying(course: Course, store: Store) -> Carrying:
    viewer = Viewer("teacher", Role.INSTRUCTOR)
    return Carrying(store, lambda: viewer, Cards(course, store))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Records for many examples, each with learners of its own."""
    folder = tmp_path_factory.mktemp("records")
    with closing(Store(f"sqlite:///{folder}/records.sqlite")) as store:
        store.upgrade()
        yield store


@st.composite
def gradings(draw: st.DrawFn) -> GradingEntry:
    return GradingEntry(draw(MINUTES), report(seed=draw(st.integers(1, 3))))


@st.composite
def submissions(draw: st.DrawFn) -> SubmissionEntry:
    exercise = draw(st.sampled_from(["dropout", "mse"]))
    graded = draw(st.lists(gradings(), max_size=3))
    text = draw(st.sampled_from(["x = 1\n", "y = 'ü'\n"]))
    return SubmissionEntry(exercise, f"{exercise}.py", text, draw(MINUTES), tuple(graded))


@st.composite
def answers(draw: st.DrawFn) -> AnswerEntry:
    """What is the same question, drawn alike and answered at one time, is the same in all else."""
    seed, at = draw(st.integers(1, 3)), draw(MINUTES)
    return AnswerEntry(
        position=draw(st.integers(0, 2)),
        question=draw(st.sampled_from(["learn/a", "learn/b"])),
        version="v1",
        concept="c",
        seed=seed,
        parameters={"x": seed},
        earlier=0,
        again=False,
        answer=[seed],
        credit=seed / 3,
        hinted=seed == 2,
        seconds=1.5,
        answered_at=at,
        options=(seed,),
        review=ReviewEntry(seed, at, None),
    )


@st.composite
def sittings(draw: st.DrawFn) -> SittingEntry:
    mode, ends = draw(st.sampled_from(["practice", "test"])), draw(st.none() | MINUTES)
    return SittingEntry(
        mode, None, draw(MINUTES), ends, tuple(draw(st.lists(answers(), min_size=1, max_size=3)))
    )


HISTORIES = st.builds(
    History,
    st.lists(submissions(), max_size=4).map(tuple),
    st.lists(st.builds(HintEntry, st.just("mse"), st.just(1), st.integers(1, 2), MINUTES)).map(
        tuple
    ),
    st.lists(sittings(), max_size=3).map(tuple),
    st.lists(st.builds(PlacementEntry, st.just("02_learn"), st.just(True), MINUTES)).map(tuple),
)


def as_a_set(history: History) -> list[str]:
    """What a history says, without the order of its parts."""
    parts = [
        *(replace(s, gradings=tuple(sorted(s.gradings, key=repr))) for s in history.submissions),
        *history.hints,
        *(
            replace(s, answers=tuple(sorted((replace(a, position=0) for a in s.answers), key=repr)))
            for s in history.sittings
        ),
        *history.placements,
    ]
    return sorted(map(repr, parts))


def merged(carrying: Carrying, *histories: History) -> str:
    """A new learner with these histories, in this order."""
    learner = f"learner {next(_names)}"
    for history in histories:
        carrying.merge(learner, Carried("somebody", history))
    return learner


@settings(max_examples=60, deadline=None)
@given(one=HISTORIES, other=HISTORIES)
def test_two_machines_come_to_the_same_whatever_the_order(
    course: Course, kept: Store, one: History, other: History
) -> None:
    by = carrying(course, kept)
    here, there = merged(by, one), merged(by, other)
    of_here, of_there = kept.history.of(here), kept.history.of(there)
    by.merge(here, Carried("", of_there))
    by.merge(there, Carried("", of_here))
    together = as_a_set(kept.history.of(here))
    assert together == as_a_set(kept.history.of(there))
    assert together == as_a_set(kept.history.of(merged(by, one, other)))
    for learner in (here, there):
        assert by.merge(learner, Carried("", of_here)) == Added()
        assert by.merge(learner, Carried("", of_there)) == Added()
        assert as_a_set(kept.history.of(learner)) == together
    assert kept.quizzes.cards(here) == kept.quizzes.cards(there)
    assert [replace(s, learner="") for s in kept.standings(here)] == [
        replace(s, learner="") for s in kept.standings(there)
    ]


@settings(max_examples=60, deadline=None)
@given(one=HISTORIES, other=HISTORIES)
def test_no_attempt_and_no_review_is_lost(
    course: Course, kept: Store, one: History, other: History
) -> None:
    by = carrying(course, kept)
    learner = merged(by, one, other)
    found = kept.history.of(learner)
    attempts = [(s.exercise, s.text, s.received) for s in found.submissions]
    for history in (one, other):
        for wanted in history.submissions:
            key = (wanted.exercise, wanted.text, wanted.received)
            alike = [(s.exercise, s.text, s.received) for s in history.submissions].count(key)
            assert attempts.count(key) >= alike
    reviews = {
        (s.mode, s.started, a.question, a.seed, a.answered_at)
        for s in found.sittings
        for a in s.answers
    }
    for sitting in (*one.sittings, *other.sittings):
        for a in sitting.answers:
            assert (sitting.mode, sitting.started, a.question, a.seed, a.answered_at) in reviews
    for question, card in kept.quizzes.cards(learner).items():
        log = kept.quizzes.reviews(learner, question)
        assert card.reviews == len(log)
        assert [r.reviewed_at for r in log] == sorted(r.reviewed_at for r in log)


@settings(max_examples=30, deadline=None)
@given(history=HISTORIES)
def test_a_file_holds_a_history_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, history: History
) -> None:
    file = tmp_path_factory.mktemp("files") / "progress.json"
    file.write_text(as_text(Carried("ada", history)), encoding="utf-8")
    assert read(file) == Carried("ada", history)


def test_the_mark_in_force_is_the_newest_whoever_came_first(course: Course, store: Store) -> None:
    old = GradingEntry(NOON, report(seed=1))
    new = GradingEntry(NOON + timedelta(hours=1), report(5.0, seed=2))
    submission = SubmissionEntry("dropout", "dropout.py", "x = 1\n", NOON, (new,))
    late = replace(submission, gradings=(old,))
    learner = merged(carrying(course, store), History((submission,)), History((late,)))
    assert len(kept_gradings(store, learner)) == 2
    [attempt] = store.attempts(learner)
    assert attempt.report is not None
    assert attempt.report["extra_data"]["seed"] == 2


def kept_gradings(store: Store, learner: str) -> tuple[GradingEntry, ...]:
    return store.history.of(learner).submissions[0].gradings


def test_what_is_for_instructors_and_what_is_anothers_stays(
    course: Course, store: Store, tmp_path: Path
) -> None:
    tried = replace(Report.from_json(report()), tried=("reading /etc/shadow",))
    for learner in ("ada", "eve"):
        number = store.add_submission(learner, "dropout", "dropout.py", f"# {learner}", NOON)
        store.record(number, tried.to_json())
    file = tmp_path / "progress.json"
    carrying(course, store).export("ada", file)
    text = file.read_text(encoding="utf-8")
    assert "# ada" in text
    assert "shadow" not in text
    assert "# eve" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    eve = Carrying(store, lambda: Viewer("eve", Role.LEARNER), Cards(course, store))
    with pytest.raises(Refused, match="belongs to somebody else"):
        eve.export("ada", tmp_path / "stolen.json")
    with pytest.raises(Refused, match="belongs to somebody else"):
        eve.merge("ada", read(file))


def whole() -> dict[str, Any]:
    """What a good file says."""
    graded = GradingEntry(NOON, report())
    submission = SubmissionEntry("dropout", "dropout.py", "x = 1\n", NOON, (graded,))
    said: dict[str, Any] = json.loads(as_text(Carried("ada", History((submission,)))))
    return said


def spoilt(*path: str | int, by: Any) -> str:
    said = whole()
    place: Any = said
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = by
    return json.dumps(said)


FIRST = ("history", "submissions", 0)
GRADED = (*FIRST, "gradings", 0, "report")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a progress file"),
        ("{}", "is not a progress file"),
        ("[1]", "is not a progress file"),
        ("[" * 100_000, "is not a progress file"),
        (json.dumps(whole())[:-40], "is not a progress file"),
        (spoilt("version", by=99), "Update tutor on both machines"),
        (spoilt("history", by=None), "is damaged"),
        (spoilt(*FIRST, "received", by="yesterday"), "submissions.0.received"),
        (spoilt(*FIRST, "received", by="2026-01-01T00:00:00"), "submissions.0.received"),
        (spoilt(*FIRST, "text", by="a\0b"), "submissions.0.text"),
        (spoilt(*FIRST, "exercise", by=7), "submissions.0.exercise"),
        (spoilt(*GRADED, "tests", by="none"), "tests"),
        (spoilt(*GRADED, "tests", 0, "max_score", by=-1), "max_score"),
        (spoilt(*GRADED, "tests", 0, "max_score", by=1e400), "is not a progress file"),
        (spoilt(*GRADED, "tests", 0, "extra_data", "outcome", by="great"), "outcome"),
        (spoilt(*GRADED, "extra_data", "seed", by=2**70), "seed"),
        (spoilt(*GRADED, "extra_data", "remarks", by=5), "remarks"),
    ],
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read(file)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_texts_of_a_file_cannot_control_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    file.write_text(spoilt(*GRADED, "tests", 0, "output", by="a\x1b[2Jb\nc"), encoding="utf-8")
    [submission] = read(file).history.submissions
    assert (
        submission.gradings[0].report["tests"][0]["output"] == "a\N{REPLACEMENT CHARACTER}[2Jb\nc"
    )


def test_a_file_of_something_else_is_not_overwritten(
    course: Course, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    by = carrying(course, store)
    with pytest.raises(Refused, match="already exists"):
        by.export("ada", file)
    assert file.read_text(encoding="utf-8") == "mine"
    by.export("ada", tmp_path / "progress.json")
    by.export("ada", tmp_path / "progress.json")
    with pytest.raises(Refused, match="cannot be written"):
        by.export("ada", tmp_path / "nowhere" / "progress.json")


def test_from_one_machine_to_another(tmp_path: Path) -> None:
    one = environment(tmp_path / "one.sqlite")
    other = environment(tmp_path / "other.sqlite") | {"TUTOR_LEARNER": "ada-at-work"}
    answered = program("quiz", "predict", input="mark 1 perceptron\nq\n", env=one)
    assert "✓ Right." in answered.out
    file = tmp_path / "progress.json"
    said = program("progress", "--export", file, env=one)
    assert "holds 0 attempts and 1 answer" in said.out
    first = program("progress", "--import", file, env=other)
    assert "Added from" in first.out
    assert "They were recorded for ada, and are yours now." in first.out
    again = program("progress", "--import", file, env=other)
    assert "was here already" in again.out
    assert "history of neural networks" in program("concepts", env=other).out
    refused = program("progress", "--import", tmp_path / "one.sqlite", env=other).refused()
    assert "is not a progress file" in refused
    in_class = other | {"TUTOR_SIGN_IN": "codes"}
    assert "belong to a class" in program("progress", "--import", file, env=in_class).refused()
    both = program("progress", "--import", file, "--export", file, env=other).refused()
    assert "Choose one" in both
