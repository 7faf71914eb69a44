"""Quizzes for every face: what is due, the next question, an answer's mark.

A sitting is practice, with feedback after each answer and a second try for what went wrong, or a
test of one module, with none before its end; a placement is a short test. The questions are drawn
when it begins, so that it can be left and taken up again.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from tutor.course import Course
from tutor.errors import CourseError, GraderError, Refused
from tutor.grading.graders import Graders
from tutor.learning.cards import Cards, memory_of
from tutor.learning.path import known_modules
from tutor.learning.variants import values
from tutor.learning.viewer import Viewing
from tutor.quiz import order
from tutor.quiz.bank import Template
from tutor.quiz.marking import Verdict, mark
from tutor.quiz.model import KINDS, Choice, Open, Question
from tutor.quiz.schedule import Review, expected_seconds, rating, reviewed
from tutor.records import Store
from tutor.records.quiz_values import Asked, CardRecord, Given, Item, ReviewRecord, Sitting
from tutor.records.quizzes import ANSWERED_ELSEWHERE

PRACTICE_SIZE = 10  # questions
TEST_SIZE = 15
PLACEMENT_SIZE = 6
_TAKEN_UP_WITHIN = timedelta(days=2)
_MAX_SECONDS = 3600.0  # longer than that, the learner was away


class Mode(StrEnum):
    PRACTICE = "practice"
    TEST = "test"
    PLACEMENT = "placement"


@dataclass(frozen=True)
class Shown:
    """A question in front of a learner. `order` is that of the options, items or partners."""

    item: Item
    question: Question
    number: int
    total: int
    order: tuple[int, ...]


@dataclass(frozen=True)
class Marked:
    """An answer and its mark."""

    item: Item
    question: Question
    answer: Any
    mark: Verdict


@dataclass(frozen=True)
class Waiting:
    """What a learner could do now. `next_due` is None when nothing is scheduled."""

    due: int
    new: int
    module: str | None
    next_due: datetime | None


class Sittings:
    """The quizzes of one course."""

    def __init__(
        self,
        course: Course,
        store: Store,
        graders: Graders,
        viewer: Viewing,
        cards: Cards | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seeds: Callable[[], int] = lambda: secrets.randbits(48),
    ) -> None:
        self.course = course
        self.store = store
        self.graders = graders
        self.viewer = viewer
        self.cards = cards or Cards(course, store)
        self.clock = clock
        self.new_seed = seeds

    def waiting(self, learner: str, module: str | None = None) -> Waiting:
        """How much is due, and how much is new in this module or the current one."""
        self.viewer().require_may_see(learner)
        cards = self.cards.of(learner)
        chosen = self.cards.bank.module(module) if module else self._current_module(learner, cards)
        within = {
            t.family for t in self.cards.bank.templates if module is None or t.module == chosen
        }
        dues = sorted(card.due for family, card in cards.items() if family in within)
        now = self.clock()
        new = [t for t in self.cards.bank.of(chosen) if t.family not in cards] if chosen else []
        later = [due for due in dues if due > now]
        return Waiting(len(dues) - len(later), len(new), chosen, min(later, default=None))

    def sit(self, learner: str, mode: Mode = Mode.PRACTICE, module: str | None = None) -> Sitting:
        """Begin a sitting, or continue the one that was left. Raises Refused when nothing is due.

        Practice asks due questions first, mixed with new ones of the module or of the current one.
        """
        self.viewer().require_may_see(learner)
        chosen = self.cards.bank.module(module) if module else None
        now = self.clock()
        records = self.store.quizzes
        begun = records.unfinished(learner, mode, chosen, now - _TAKEN_UP_WITHIN)
        if begun is not None and self._open_items(begun.id, learner):
            return begun
        if mode is Mode.PRACTICE:
            templates = self._practice(learner, chosen)
        elif chosen is None:
            raise Refused("Name the module for the test, for example `tutor quiz learn --test`.")
        else:
            templates = self._test(mode, chosen)
        return records.begin(learner, mode, chosen, self._drawn(templates), now)

    def next(self, sitting_id: int, learner: str) -> Shown | None:
        """The next open question of a sitting; None when there is none left."""
        self.viewer().require_may_see(learner)
        items = self.store.quizzes.items(sitting_id, learner)
        open_ = self._open(items, learner)
        if not open_:
            return None
        item = open_[0]
        question = self._question(item)
        return Shown(
            item, question, item.position + 1, len(items), order.shown(question, item.seed)
        )

    def answer(
        self,
        learner: str,
        shown: Shown,
        answer: Any,
        *,
        hinted: bool = False,
        seconds: float | None = None,
    ) -> Marked:
        """Mark and keep an answer. Raises Unreadable when it has the wrong form, which costs
        nothing, and Refused when the question was answered in another window."""
        self.viewer().require_may_see(learner)
        item, question = shown.item, shown.question
        answer = _storable(answer)
        given = mark(question, answer)
        now = self.clock()
        seconds = seconds if seconds is not None and 0 < seconds <= _MAX_SECONDS else None
        cards = self.cards.of(learner)
        before = cards.get(item.question)
        if (before.reviews if before else 0) != item.reviews:
            raise Refused(ANSWERED_ELSEWHERE)
        review = Review(
            rating(
                given.credit,
                hinted=hinted,
                again=item.again,
                seconds=seconds,
                expected=expected_seconds(question),
                earlier=[r.rating for r in self.store.quizzes.reviews(learner, item.question)],
            ),
            now,
            None if seconds is None else round(1000 * seconds),
        )
        memory = reviewed(memory_of(before) if before else None, review, self.cards.scheduler())
        sitting = self.store.quizzes.sitting(item.sitting_id, learner)
        retry = None
        if sitting.mode == Mode.PRACTICE and given.credit < 1 and not item.again:
            retry = self._retry(item)
        self.store.quizzes.answer(
            item,
            learner,
            Given(answer, given.credit, hinted, seconds, now, _ticked(question, answer)),
            CardRecord(item.question, credit=given.credit, **asdict(memory)),
            ReviewRecord(review.rating, memory.last_review, review.milliseconds),
            retry,
        )
        return Marked(item, question, answer, given)

    def finish(self, sitting_id: int, learner: str) -> list[Marked]:
        """End a sitting; return what was answered in it, with the marks."""
        self.viewer().require_may_see(learner)
        records = self.store.quizzes
        records.finish(sitting_id, learner, self.clock())
        found = []
        for item in records.items(sitting_id, learner):
            if item.credit is not None and self._is_current(item):
                question = self._question(item)
                found.append(Marked(item, question, item.answer, mark(question, item.answer)))
        return found

    def _open_items(self, sitting_id: int, learner: str) -> list[Item]:
        return self._open(self.store.quizzes.items(sitting_id, learner), learner)

    def _open(self, items: Iterable[Item], learner: str) -> list[Item]:
        """What is still to be answered: questions that were rewritten or left the course, or were
        answered in another sitting meanwhile, are passed over."""
        cards = self.cards.of(learner)
        reviews = {family: card.reviews for family, card in cards.items()}
        return [
            item
            for item in items
            if item.credit is None
            and self._is_current(item)
            and item.reviews == reviews.get(item.question, 0)
        ]

    def _is_current(self, item: Item) -> bool:
        template = self.cards.bank.by_family.get(item.question)
        return template is not None and template.version == item.version

    def _question(self, item: Item) -> Question:
        return self.cards.bank.template(item.question).question(item.parameters)

    def _practice(self, learner: str, module: str | None) -> list[Template]:
        cards = self.cards.of(learner)
        now, by = self.clock(), self.cards.scheduler()
        within = self.cards.bank.of(module) if module else self.cards.bank.templates
        due = sorted(
            (t for t in within if t.family in cards and cards[t.family].due <= now),
            key=lambda t: memory_of(cards[t.family]).retrievability(now, by),
        )
        current = module or self._current_module(learner, cards)
        unmet = [t for t in self.cards.bank.of(current) if t.family not in cards] if current else []
        chosen = list(order.mixed(due, order.in_turn(unmet)))[:PRACTICE_SIZE]
        if not chosen:
            soonest = min((cards[t.family].due for t in within if t.family in cards), default=None)
            when = f" The next is due on {soonest:%Y-%m-%d}." if soonest else ""
            raise Refused(f"Nothing is due, and you have seen every question here.{when}")
        return chosen

    def _test(self, mode: Mode, module: str) -> list[Template]:
        """A placement asks less, nothing that its learner would have to mark, and rather what the
        exercises need than names and dates."""
        within = self.cards.bank.of(module)
        if mode is Mode.TEST:
            return order.sample(within, TEST_SIZE, self.new_seed())
        marked = [template for template in within if KINDS[template.kind] is not Open]
        needed = {concept for exercise in self.course.exercises for concept in exercise.concepts}
        telling = [template for template in marked if template.concept in needed]
        asked = telling if len(telling) >= PLACEMENT_SIZE else marked
        return order.sample(asked, PLACEMENT_SIZE, self.new_seed())

    def _current_module(self, learner: str, cards: Mapping[str, CardRecord]) -> str | None:
        """The first module in which an exercise is not solved and a question not met; failing
        that, the first with a question that was not met. One that is known needs no new ones."""
        known = known_modules(self.course, self.store, learner)
        solved = {
            s.exercise
            for s in self.store.standings(learner)
            if s.max_score and (s.best_score or 0) >= s.max_score
        }
        unmet = [
            module
            for module in self.cards.bank.modules
            if module not in known
            and any(t.family not in cards for t in self.cards.bank.of(module))
        ]
        ahead = (e for e in self.course.exercises if e.module not in known)
        reached = next((e.module for e in ahead if e.slug not in solved), None)
        earlier = [module for module in unmet if reached is None or module <= reached]
        return next(iter(earlier or unmet), None)

    def _retry(self, item: Item) -> Asked | None:
        """The question once more. Its generator may fail: the answer is kept anyway."""
        try:
            return self._drawn([self.cards.bank.template(item.question)], again=True)[0]
        except (CourseError, GraderError):
            return None

    def _drawn(self, templates: Iterable[Template], again: bool = False) -> list[Asked]:
        """Each question with fresh values. One whose generator fails is left out, unless it is
        the only one: a fault of the course should not keep a learner from the rest."""
        found, fault = [], None
        for template in templates:
            seed = self.new_seed()
            try:
                drawn = values(template, [seed], self.graders)[0]
                template.question(drawn)
            except CourseError as error:
                fault = error
                continue
            family, concept = template.family, template.concept
            found.append(Asked(family, template.version, concept, seed, drawn, again))
        if not found and fault is not None:
            raise fault
        return found


def _ticked(question: Question, answer: Any) -> tuple[int, ...]:
    return tuple(answer) if isinstance(question, Choice) else ()


def _storable(answer: Any) -> Any:
    """An answer without what no database keeps: half characters and NUL."""
    match answer:
        case str():
            return answer.encode("utf-8", "replace").decode().replace("\0", "")
        case {"text": str(text), **rest}:
            return {"text": _storable(text), **rest}
    return answer
