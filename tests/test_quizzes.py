"""Quizzes through the service: what is asked when, that nothing is lost, what it adds up to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from tutor.classroom.questions import Questions
from tutor.course import Course
from tutor.errors import CourseError, Refused
from tutor.grading.graders import Graders
from tutor.learning.concepts import Concepts
from tutor.learning.sittings import PRACTICE_SIZE, TEST_SIZE, Mode, Shown, Sittings
from tutor.learning.viewer import Role, Viewer
from tutor.quiz.marking import right_answer
from tutor.quiz.mastery import mastery
from tutor.quiz.model import Choice, Open
from tutor.quiz.schedule import Memory, Review, expected_seconds, fitted, rating, rebuilt, reviewed
from tutor.quiz.unreadable import Unreadable
from tutor.records import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def anybody() -> Viewer:
    """An instructor may see what every learner does."""
    return Viewer("teacher", Role.INSTRUCTOR)


def concepts(quizzes: Sittings) -> Concepts:
    return Concepts(quizzes.course, quizzes.store, anybody, quizzes.cards, clock=quizzes.clock)


def questions(quizzes: Sittings) -> Questions:
    return Questions(quizzes.store, quizzes.graders, anybody, quizzes.cards, clock=quizzes.clock)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quizzes(course: Course, store: Store, graders: Graders, clock: Clock) -> Sittings:
    seeds = count(1)
    return Sittings(course, store, graders, anybody, clock=clock, seeds=lambda: next(seeds))


def wrong_answer(shown: Shown) -> Any:
    """Something that is certainly not right."""
    match shown.question:
        case Choice(option=options):
            return [next(i for i, option in enumerate(options) if not option.right)]
        case Open(rubric=rubric):
            return {"text": "I do not know", "points": [False] * len(rubric)}
    key = right_answer(shown.question)
    if isinstance(key, bool):
        return not key
    if isinstance(key, list):
        return [*reversed(key)] if key != [*reversed(key)] else [1 - min(k, 1) for k in key]
    return "-987654321" if key[:1].isdigit() or key[:1] in "-." else "(91, 92, 93, 94, 95)"


def shown(quizzes: Sittings, sitting: int, learner: str = "ada") -> Shown:
    found = quizzes.next(sitting, learner)
    assert found is not None
    return found


def answer_all(quizzes: Sittings, sitting: int, learner: str = "ada", **how: Any) -> int:
    answered = 0
    while (next_one := quizzes.next(sitting, learner)) is not None:
        quizzes.answer(learner, next_one, right_answer(next_one.question), **how)
        answered += 1
    return answered


def test_a_new_learner_gets_new_questions_of_the_first_module(quizzes: Sittings) -> None:
    waiting = quizzes.waiting("ada")
    assert (waiting.due, waiting.module) == (0, "00_start")
    few = waiting.new
    assert 0 < few < PRACTICE_SIZE
    sitting = quizzes.sit("ada")
    assert shown(quizzes, sitting.id).total == few
    assert answer_all(quizzes, sitting.id) == few
    waiting = quizzes.waiting("ada")
    assert waiting.module == "01_predict"
    assert answer_all(quizzes, quizzes.sit("ada").id) == PRACTICE_SIZE
    assert quizzes.waiting("ada").new == waiting.new - PRACTICE_SIZE
    assert all(marked.mark.is_right for marked in quizzes.finish(sitting.id, "ada"))


def test_right_answers_come_back_later_and_wrong_ones_sooner(
    quizzes: Sittings, clock: Clock
) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    quizzes.answer("ada", first, wrong_answer(first))
    second = shown(quizzes, sitting.id)
    quizzes.answer("ada", second, right_answer(second.question))
    cards = quizzes.store.quizzes.cards("ada")
    assert cards[first.item.question].due < cards[second.item.question].due
    assert cards[second.item.question].due == NOON + timedelta(days=2)


def test_what_went_wrong_comes_once_more_with_other_numbers(quizzes: Sittings) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    marked = quizzes.answer("ada", first, wrong_answer(first))
    assert marked.mark.credit < 1
    *asked, again = quizzes.store.quizzes.items(sitting.id, "ada")
    assert (len(asked), again.question, again.again) == (first.total, first.item.question, True)
    assert again.seed != first.item.seed
    answer_all(quizzes, sitting.id)
    reviews = quizzes.store.quizzes.reviews("ada", first.item.question)
    assert [review.rating for review in reviews] == [Rating.Again, Rating.Hard]


def test_an_answer_is_kept_when_the_next_variant_cannot_be_drawn(
    quizzes: Sittings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    while not quizzes.cards.bank.template(first.item.question).has_variants:
        quizzes.answer("ada", first, right_answer(first.question))
        first = shown(quizzes, sitting.id)

    def fails(*_: Any) -> Any:
        raise CourseError("The generator failed.")

    monkeypatch.setattr(quizzes.graders, "drawn", fails)
    assert quizzes.answer("ada", first, wrong_answer(first)).mark.credit < 1
    assert first.item.question in quizzes.store.quizzes.cards("ada")


def test_due_questions_come_first_and_new_ones_in_between(quizzes: Sittings, clock: Clock) -> None:
    answer_all(quizzes, quizzes.sit("ada", module="predict").id)
    clock.now += timedelta(days=3)
    assert quizzes.waiting("ada").due == PRACTICE_SIZE
    sitting = quizzes.sit("ada")
    known = quizzes.store.quizzes.cards("ada")
    asked = [item.question in known for item in quizzes.store.quizzes.items(sitting.id, "ada")]
    assert asked == [True, True, False] * 3 + [True]


def test_a_sitting_that_was_left_is_taken_up(quizzes: Sittings, clock: Clock) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    quizzes.answer("ada", first, right_answer(first.question))
    clock.now += timedelta(hours=20)
    assert quizzes.sit("ada").id == sitting.id
    assert shown(quizzes, sitting.id).number == 2
    assert quizzes.sit("bob").id != sitting.id
    clock.now += timedelta(days=3)
    assert quizzes.sit("ada").id != sitting.id


def test_a_test_covers_the_concepts_of_a_module_and_does_not_repeat(quizzes: Sittings) -> None:
    sitting = quizzes.sit("ada", Mode.TEST, "learn")
    items = quizzes.store.quizzes.items(sitting.id, "ada")
    assert len(items) == TEST_SIZE
    first = shown(quizzes, sitting.id)
    quizzes.answer("ada", first, wrong_answer(first))
    answer_all(quizzes, sitting.id)
    marked = quizzes.finish(sitting.id, "ada")
    assert len(marked) == TEST_SIZE
    assert sum(m.mark.is_right for m in marked) == TEST_SIZE - 1
    with pytest.raises(Refused, match="Name the module"):
        quizzes.sit("ada", Mode.TEST)


@pytest.mark.parametrize("name", ["learn", "02_learn", "02", "Learn"])
def test_a_module_is_called_by_its_name_or_number(quizzes: Sittings, name: str) -> None:
    assert quizzes.cards.bank.module(name) == "02_learn"
    with pytest.raises(Refused, match="learn"):
        quizzes.cards.bank.module("learning")


def test_an_answer_of_the_wrong_form_costs_nothing(quizzes: Sittings) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    nonsense: tuple[Any, ...] = (None, [], "", {}, [99], 10**400)
    for answer in nonsense:
        with pytest.raises(Unreadable):
            quizzes.answer("ada", first, answer)
    assert quizzes.store.quizzes.cards("ada") == {}
    assert shown(quizzes, sitting.id).item.id == first.item.id


def test_a_question_is_answered_once_whatever_the_windows(quizzes: Sittings) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)

    def answer(_: int) -> str:
        try:
            quizzes.answer("ada", first, right_answer(first.question))
        except Refused as error:
            return str(error)
        return "kept"

    with ThreadPoolExecutor(4) as threads:
        said = sorted(threads.map(answer, range(4)))
    assert said.count("kept") == 1
    assert all("another window" in sentence for sentence in said if sentence != "kept")
    assert len(quizzes.store.quizzes.reviews("ada", first.item.question)) == 1


def test_the_same_card_in_two_sittings_is_reviewed_once(quizzes: Sittings) -> None:
    practice = quizzes.sit("ada", module="predict")
    test = quizzes.sit("ada", Mode.TEST, "predict")
    asked = {i.question for i in quizzes.store.quizzes.items(test.id, "ada")}
    both = [i for i in quizzes.store.quizzes.items(practice.id, "ada") if i.question in asked]
    assert both
    while quizzes.store.quizzes.items(practice.id, "ada")[both[0].position].answer is None:
        one = shown(quizzes, practice.id)
        quizzes.answer("ada", one, right_answer(one.question))
    remaining = [quizzes.cards.bank.template(both[0].question).family]
    seen = set()
    while (ahead := quizzes.next(test.id, "ada")) is not None:
        seen.add(ahead.item.question)
        quizzes.answer("ada", ahead, right_answer(ahead.question))
    assert seen.isdisjoint(remaining)


def test_nobody_answers_for_another(quizzes: Sittings) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    for forbidden in (
        lambda: quizzes.next(sitting.id, "bob"),
        lambda: quizzes.finish(sitting.id, "bob"),
        lambda: quizzes.answer("bob", first, right_answer(first.question)),
        lambda: quizzes.next(10**6, "ada"),
    ):
        with pytest.raises(Refused, match="no such quiz"):
            forbidden()


def test_a_clock_that_runs_backwards_breaks_nothing(quizzes: Sittings, clock: Clock) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    quizzes.answer("ada", first, wrong_answer(first), seconds=-5)
    clock.now -= timedelta(days=400)
    answer_all(quizzes, sitting.id, seconds=float("nan"))
    cards = quizzes.store.quizzes.cards("ada")
    assert cards[first.item.question].last_review == NOON
    assert concepts(quizzes).all("ada")


def test_text_that_no_database_keeps_is_kept_without_it(quizzes: Sittings) -> None:
    sitting = quizzes.sit("ada", Mode.TEST, "consequences")
    while (one := quizzes.next(sitting.id, "ada")) is not None:
        answer = right_answer(one.question)
        if isinstance(one.question, Open):
            answer = {"text": "half \ud800 and \0 and 🙂", "points": answer["points"]}
        quizzes.answer("ada", one, answer)
    kept = [i.answer for i in quizzes.store.quizzes.items(sitting.id, "ada")]
    assert {"text": "half ? and  and 🙂"}.items() <= next(
        k for k in kept if type(k) is dict
    ).items()


def test_mastery_comes_from_answers_and_fades(quizzes: Sittings, clock: Clock) -> None:
    before = {c.name: c.mastery for c in concepts(quizzes).all("ada")}
    assert set(before.values()) == {0.0}
    answer_all(quizzes, quizzes.sit("ada").id)
    after = {c.name: c.mastery for c in concepts(quizzes).all("ada")}
    assert sum(after.values()) > 0
    clock.now += timedelta(days=100)
    faded = {c.name: c.mastery for c in concepts(quizzes).all("ada")}
    assert all(faded[n] < after[n] for n in after if after[n] > 0)


EVIDENCE = st.lists(st.floats(0, 1), max_size=6)
ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=8)


@given(EVIDENCE, ANSWERS, st.floats(0, 1), st.floats(0, 1))
def test_mastery_is_monotone_in_the_evidence(
    exercises: list[float], answers: list[tuple[float, float]], low: float, high: float
) -> None:
    low, high = sorted((low, high))
    base = mastery(exercises, answers)
    assert 0 <= base <= 1
    assert mastery([*exercises, high], answers) >= mastery([*exercises, low], answers) - 1e-12
    assert mastery([*exercises, low], answers) >= base - 1e-12
    more = mastery(exercises, [*answers, (high, 1)])
    assert more >= mastery(exercises, [*answers, (low, 1)]) - 1e-12
    assert more >= mastery(exercises, [*answers, (high, low)]) - 1e-12
    assert mastery(exercises, [*answers, (1, 1)]) >= base - 1e-12
    assert mastery(exercises, [*answers, (0, 1)]) <= base + 1e-12


HOW = {"hinted": False, "again": False, "seconds": 10.0, "expected": 20.0, "earlier": ()}


@pytest.mark.parametrize(
    ("credit", "how", "expected"),
    [
        (1, {}, Rating.Good),
        (0, {}, Rating.Again),
        (0.4, {}, Rating.Again),
        (0.7, {}, Rating.Hard),
        (1, {"hinted": True}, Rating.Hard),
        (1, {"again": True}, Rating.Hard),
        (1, {"seconds": 90.0}, Rating.Hard),
        (1, {"seconds": 9.0, "earlier": (3, 3)}, Rating.Easy),
        (1, {"seconds": 9.0, "earlier": (3, 2)}, Rating.Good),
        (1, {"seconds": 9.0, "earlier": (3,)}, Rating.Good),
        (1, {"seconds": None, "earlier": (3, 3)}, Rating.Good),
    ],
)
def test_the_rating_says_what_happened(credit: float, how: Any, expected: Rating) -> None:
    assert rating(credit, **(HOW | how)) == expected


def test_reviews_space_out_as_fsrs_says() -> None:
    """The intervals of FSRS-6's default parameters for five good answers, without steps."""
    memory: Memory | None = None
    now = NOON
    days = []
    for _ in range(5):
        memory = reviewed(memory, Review(Rating.Good, now))
        days.append((memory.due - now).days)
        now = memory.due
    assert days[0] == 2
    assert days == sorted(days)
    assert days[-1] <= 180


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(0, 200)), min_size=1, max_size=9)
)
def test_a_card_can_be_rebuilt_from_its_log(steps: list[tuple[int, int]]) -> None:
    now, memory, log = NOON, None, []
    for grade, days in steps:
        log.append(Review(grade, now))
        memory = reviewed(memory, log[-1])
        now += timedelta(days=days, seconds=1)
    again = rebuilt(log)
    assert again is not None
    assert memory is not None
    assert again.due == memory.due
    assert again.stability == pytest.approx(memory.stability)
    assert 0 < memory.retrievability(now) <= 1
    assert memory.retrievability(now + timedelta(days=30)) <= memory.retrievability(now)


def test_the_schedule_is_fitted_to_what_learners_remember(quizzes: Sittings, clock: Clock) -> None:
    """Learners who forget fast lead to shorter intervals; two few reviews lead to a sentence."""
    with pytest.raises(Refused, match="at least 512"):
        questions(quizzes).refit()
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    quizzes.answer("ada", first, right_answer(first.question))
    before = quizzes.store.quizzes.cards("ada")[first.item.question]
    logs = []
    for card in range(110):
        now = NOON
        for n in range(6):
            logs.append((card, 1 if n % 2 else 3, now))
            now += timedelta(days=2 + card % 3)
    by_card: dict[int, list[Review]] = {}
    for card, grade, when in logs:
        by_card.setdefault(card, []).append(Review(grade, when))
    parameters = fitted(by_card.values())
    quizzes.store.quizzes.reschedule(parameters, {}, clock.now)
    assert quizzes.store.quizzes.parameters() == pytest.approx(parameters)
    second = shown(quizzes, sitting.id)
    quizzes.answer("ada", second, right_answer(second.question))
    after = quizzes.store.quizzes.cards("ada")[second.item.question]
    assert after.stability < before.stability


def test_expected_seconds_grow_with_the_text(quizzes: Sittings) -> None:
    question = quizzes.cards.bank.template("predict/one-plus-one").question()
    longer = replace(question, text=question.text * 5)
    assert expected_seconds(longer) > expected_seconds(question) > 10


def test_statistics_are_what_plain_python_computes(quizzes: Sittings) -> None:
    """Four learners: the better ones answer the first question right."""
    skill = {"ada": 10, "bob": 7, "cyd": 3, "dan": 0}
    asked: list[str] = []
    marks: dict[str, dict[str, float]] = {}
    for learner, right in skill.items():
        sitting = quizzes.sit(learner, Mode.TEST, "privacy")
        for place in range(7):
            one = shown(quizzes, sitting.id, learner)
            good = place < right
            answer = right_answer(one.question) if good else wrong_answer(one)
            marked = quizzes.answer(learner, one, answer, seconds=10.0 + place)
            marks.setdefault(one.item.question, {})[learner] = marked.mark.credit
            asked.append(one.item.question)
    totals = {who: [marks[q][who] for q in marks] for who in skill}
    for row in questions(quizzes).statistics():
        xs = [marks[row.question][who] for who in skill]
        ys = [(sum(totals[w]) - marks[row.question][w]) / (len(totals[w]) - 1) for w in skill]
        assert (row.answers, row.learners) == (4, 4)
        assert row.difficulty == pytest.approx(sum(xs) / 4)
        assert row.seconds is not None
        assert row.discrimination == (
            pytest.approx(correlation(xs, ys)) if len(set(xs)) > 1 else None
        )
    ticked = [q for q in marks if quizzes.cards.bank.template(q).kind == "single"]
    assert sum(questions(quizzes).option_counts(ticked[0]).values()) == 4


def correlation(xs: list[float], ys: list[float]) -> float:
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    below = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return float(above / below**0.5)


def test_a_question_that_was_rewritten_is_passed_over(
    quizzes: Sittings, course: Course, graders: Graders, clock: Clock
) -> None:
    sitting = quizzes.sit("ada")
    first = shown(quizzes, sitting.id)
    later = Sittings(course, quizzes.store, graders, anybody, clock=clock)
    changed = [
        replace(t, table=t.table | {"hint": "new"}) if t.family == first.item.question else t
        for t in later.cards.bank.templates
    ]
    later.cards.__dict__["bank"] = replace(later.cards.bank, templates=tuple(changed))
    assert shown(later, sitting.id).item.question != first.item.question


GENERATORS = {
    "reads files": "def g(draw):\n    open('/etc/passwd').read()\n    return {}\n",
    "loops": "def g(draw):\n    while True:\n        pass\n",
    "returns rubbish": "def g(draw):\n    return [1]\n",
    "returns an object": "def g(draw):\n    return {'a': object()}\n",
    "returns infinity": "def g(draw):\n    return {'a': float('inf')}\n",
    "returns too much": "def g(draw):\n    return {'a': 'x' * 10**6}\n",
    "is not there": "x = 1\n",
    "is no Python": "def g(:\n",
    "exits": "import os\ndef g(draw):\n    os._exit(0)\n",
}


@pytest.mark.parametrize("text", GENERATORS.values(), ids=GENERATORS)
def test_a_generator_that_misbehaves_costs_a_sentence(graders: Graders, text: str) -> None:
    with pytest.raises((CourseError, Refused), match=r"quiz\.py"):
        graders.drawn(text, "g", [1]).result()
    assert graders.drawn("def g(draw):\n    return {'a': 1}\n", "g", [1]).result() == [{"a": 1}]


def test_code_is_run_where_it_cannot_do_harm(graders: Graders) -> None:
    codes = ["print(1 + 1)", "open('/etc/passwd')", "1 / 0", "print(torch.zeros(2))"]
    printed = graders.printed(codes).result()
    assert printed[0] == "2"
    assert printed[1] in ("PermissionError", "FileNotFoundError")
    assert printed[2:] == ["ZeroDivisionError", "tensor([0., 0.])"]
