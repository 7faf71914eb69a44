"""Placement: what is known is passed over, and nothing is locked."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from terminals import tutor_in_a_terminal
from test_cli import environment, program
from test_quizzes import NOON, Clock, anybody, wrong_answer
from test_records import report

from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.learning.path import LearningPath, State, Step, next_step, proof_of, why_next
from tutor.learning.placement import Placed, Placement
from tutor.learning.sittings import PLACEMENT_SIZE, Sittings
from tutor.learning.viewer import Role, Viewer
from tutor.quiz.marking import right_answer
from tutor.records import Store


@pytest.fixture
def placement(course: Course, store: Store, graders: Graders) -> Placement:
    return of_course(course, store, graders)


def of_course(course: Course, store: Store, graders: Graders) -> Placement:
    seeds = count(1)
    clock = Clock()
    sittings = Sittings(course, store, graders, anybody, clock=clock, seeds=lambda: next(seeds))
    return Placement(sittings)


def take(placement: Placement, module: str, wrong: int = 0) -> Placed:
    """Take the test of a module with so many wrong answers."""
    sitting = placement.test("ada", module)
    answered = 0
    while (shown := placement.sittings.next(sitting.id, "ada")) is not None:
        right = answered >= wrong
        answer = right_answer(shown.question) if right else wrong_answer(shown)
        placement.sittings.answer("ada", shown, answer)
        answered += 1
    assert answered == PLACEMENT_SIZE
    ended = placement.conclude("ada", sitting)
    assert isinstance(placement.sittings.clock, Clock)
    placement.sittings.clock.now += timedelta(hours=1)
    return ended


def solve(store: Store, exercise: str) -> None:
    submission = store.add_submission("ada", exercise, f"{exercise}.py", "pass", NOON)
    given = report()
    for test in given["tests"]:
        test["score"] = test["max_score"]
    store.record(submission, given | {"score": given["max_score"]})


def path(placement: Placement) -> list[Step]:
    return LearningPath(placement.course, placement.store, anybody).steps("ada")


def states(placement: Placement) -> dict[str, State]:
    return {step.exercise.slug: step.state for step in path(placement)}


def test_a_test_and_an_exercise_make_a_module_known(placement: Placement) -> None:
    solve(placement.store, "hello_tensor")
    assert take(placement, "predict").passed
    place = placement.place("ada", "predict")
    assert (place.known, place.asks) == (False, False)
    assert states(placement)["forward_linear"] is State.NEXT  # the exercise is left
    solve(placement.store, "broadcasting")
    assert placement.place("ada", "predict").known
    found = states(placement)
    assert (found["forward_linear"], found["broadcasting"]) == (State.KNOWN, State.DONE)
    assert found["mse"] is State.NEXT
    ahead = next_step(path(placement))
    assert ahead is not None
    assert ahead.exercise.slug == "mse"
    assert "which you have done or know" in why_next(ahead, path(placement))


def test_the_exercise_counts_in_either_order(placement: Placement) -> None:
    solve(placement.store, "broadcasting")
    assert not placement.place("ada", "predict").known
    take(placement, "predict")
    assert placement.place("ada", "predict").known


def test_what_is_not_known_stays_on_the_path(placement: Placement) -> None:
    solve(placement.store, "hello_tensor")
    solve(placement.store, "broadcasting")
    assert take(placement, "predict", wrong=1).passed
    assert not take(placement, "predict", wrong=2).passed
    assert not placement.place("ada", "predict").known  # the newest test counts
    assert states(placement)["forward_linear"] is State.NEXT


def test_a_module_goes_back_on_the_path_and_nothing_is_lost(placement: Placement) -> None:
    solve(placement.store, "hello_tensor")
    solve(placement.store, "broadcasting")
    take(placement, "predict")
    cards = placement.store.quizzes.cards("ada")
    assert len(cards) == PLACEMENT_SIZE  # the answers of a test are reviews like any other
    assert not placement.take_back("ada", "predict").known
    assert states(placement)["forward_linear"] is State.NEXT
    assert placement.store.quizzes.cards("ada") == cards


def test_new_questions_are_of_a_module_that_is_not_known(placement: Placement) -> None:
    assert placement.sittings.waiting("ada").module == "00_start"
    solve(placement.store, "hello_tensor")
    take(placement, "start")
    assert placement.sittings.waiting("ada").module == "01_predict"
    solve(placement.store, "broadcasting")
    take(placement, "predict")
    assert placement.sittings.waiting("ada").module == "02_learn"
    assert placement.sittings.sit("ada", module="predict")  # and none is locked


def test_a_test_asks_what_the_exercises_need(placement: Placement) -> None:
    needed = {concept for e in placement.course.exercises for concept in e.concepts}
    sitting = placement.test("ada", "predict")
    while (shown := placement.sittings.next(sitting.id, "ada")) is not None:
        assert placement.bank.template(shown.item.question).concept in needed
        placement.sittings.answer("ada", shown, right_answer(shown.question))


def test_a_test_that_was_left_goes_on_and_counts_only_as_a_whole(placement: Placement) -> None:
    sitting = placement.test("ada", "learn")
    shown = placement.sittings.next(sitting.id, "ada")
    assert shown is not None
    placement.sittings.answer("ada", shown, right_answer(shown.question))
    with pytest.raises(Refused, match="still has open questions"):
        placement.conclude("ada", sitting)
    assert placement.test("ada", "learn").id == sitting.id


def test_a_module_without_exercises_needs_only_its_questions(
    course: Course, store: Store, graders: Graders
) -> None:
    others = tuple(e for e in course.exercises if e.module != "06_framework")
    placement = of_course(replace(course, exercises=others), store, graders)
    assert proof_of(placement.course, "06_framework") is None
    take(placement, "framework")
    assert placement.place("ada", "framework").known


def test_a_placement_is_its_learners_own(course: Course, store: Store, graders: Graders) -> None:
    eve = Viewer("eve", Role.LEARNER)
    placement = Placement(Sittings(course, store, graders, lambda: eve))
    with pytest.raises(Refused, match="belongs to somebody else"):
        placement.places("ada")
    with pytest.raises(Refused, match="belongs to somebody else"):
        placement.take_back("ada", "predict")


def test_a_test_in_a_terminal(tmp_path: Path) -> None:
    records = {"TUTOR_DATABASE_URL": f"sqlite:///{tmp_path / 'records.sqlite'}"}
    with tutor_in_a_terminal(tmp_path, records, "place", "privacy") as terminal:
        first = terminal.wait_for(f"1 of {PLACEMENT_SIZE}")
        assert "Nothing is ever locked" in " ".join(first.split())
        terminal.press("q\r")
        left = terminal.wait_for("Next: tutor next")
        assert "`tutor place` continues from here" in left
        assert "Predict" in left
        assert terminal.ended() == 0


def test_a_test_ends_with_what_is_known_and_what_is_left(tmp_path: Path) -> None:
    """Some answer of these can be read, whatever is asked."""
    anything = "".join(f"{line}\n" for line in ("a", "0", "b a c d e", "(1, 2)", "x") * 60)
    alone = {"env": environment(tmp_path / "records.sqlite")}
    ended = program("place", "privacy", input=anything, **alone)
    assert ended.code == 0
    assert "6 of 6" in ended.out
    assert "Source: " not in ended.out
    assert "The module stays on your path." in " ".join(ended.out.split())
    assert max(map(len, ended.out.splitlines())) <= 80
    assert re.search(r"Privacy +not passed", program("place", "--status", **alone).out)
    assert "Privacy is on your path." in program("place", "privacy", "--undo", **alone).out
    assert "Name the module" in program("place", "--undo", **alone).refused()


def test_the_next_exercise_comes_with_a_reason(tmp_path: Path) -> None:
    ended = program("next", env=environment(tmp_path / "records.sqlite"))
    assert ended.code == 0
    assert ended.out.startswith("Next: hello_tensor, ")
    assert "It needs nothing before it." in " ".join(ended.out.split())
    assert ended.out.endswith("Begin: tutor show hello_tensor\n")
    with closing(Store(f"sqlite:///{tmp_path / 'records.sqlite'}")) as store:
        store.upgrade()
        solve(store, "hello_tensor")
    ended = program("next", env=environment(tmp_path / "records.sqlite"))
    assert ended.out.startswith("Next: forward_linear, ")
    assert "broadcasting and mse build on it." in " ".join(ended.out.split())
    assert ended.out.endswith("Begin: tutor show forward_linear\n")


def test_what_joined_the_course_later_is_new_until_it_is_tried(placement: Placement) -> None:
    solve(placement.store, "mse")
    store, began = placement.store, NOON.date()
    added = {"dropout": began + timedelta(days=1), "rnn": began, "mse": began + timedelta(days=1)}
    course = replace(
        placement.course,
        exercises=tuple(replace(e, added=added.get(e.slug)) for e in placement.course.exercises),
    )
    steps = LearningPath(course, store, anybody).steps("ada")
    assert [step.exercise.slug for step in steps if step.is_new] == ["dropout"]
    assert next_step(steps) == steps[0]


def test_what_joined_behind_a_learner_waits_for_the_rest(placement: Placement) -> None:
    store, tomorrow = placement.store, NOON.date() + timedelta(days=1)
    chosen = ("hello_tensor", "forward_linear", "broadcasting", "mse")
    course = replace(
        placement.course,
        exercises=tuple(
            replace(
                placement.course.exercise(slug), added=tomorrow if slug == "hello_tensor" else None
            )
            for slug in chosen
        ),
    )
    path = LearningPath(course, store, anybody)
    ahead = []
    for slug in chosen[1:]:
        solve(store, slug)
        step = next_step(path.steps("ada"))
        ahead.append(step and step.exercise.slug)
    assert ahead == ["broadcasting", "mse", "hello_tensor"]


def test_nothing_is_new_to_somebody_who_has_not_begun(placement: Placement) -> None:
    course, store = placement.course, placement.store
    assert not any(step.is_new for step in LearningPath(course, store, anybody).steps("bob"))
