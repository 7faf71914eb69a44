"""The demonstration class answers questions: some know more than others, and all forget."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tutor.learning.sittings import Mode, Sittings
from tutor.quiz.marking import right_answer, slips
from tutor.quiz.model import Choice, Open, Ordering, Question, TrueFalse
from tutor.service import Tutor

_MODULES = ("predict", "learn", "neurons")
_WEEKS_AGO = (6, 4, 1)


def answer_quizzes(tutor: Tutor, learners: Sequence[str], now: datetime) -> None:
    """Let each learner who has not answered anything yet take a test of each module."""
    for place, learner in enumerate(learners):
        if tutor.store.quizzes.cards(learner):
            continue
        draw = Random(f"quizzes of {learner}")
        skill = 0.95 - 0.06 * place
        for module, weeks in zip(_MODULES, _WEEKS_AGO, strict=True):
            when = now - timedelta(weeks=weeks, hours=draw.randrange(72))
            _sit(tutor, learner, module, when, skill, draw)


def _sit(
    tutor: Tutor, learner: str, module: str, when: datetime, skill: float, draw: Random
) -> None:
    clock = iter(when + timedelta(seconds=40 * n) for n in range(1000))
    quizzes = Sittings(
        tutor.course,
        tutor.store,
        tutor.graders,
        tutor.viewer,
        clock=lambda: next(clock),
        seeds=lambda: draw.getrandbits(48),
    )
    sitting = quizzes.sit(learner, Mode.TEST, module)
    while (shown := quizzes.next(sitting.id, learner)) is not None:
        knows = draw.random() < skill - 0.15 * (shown.question.level - 2)
        answer = right_answer(shown.question) if knows else _wrong(shown.question, draw)
        quizzes.answer(learner, shown, answer, seconds=draw.lognormvariate(3.3, 0.5))
    quizzes.finish(sitting.id, learner)


def _wrong(question: Question, draw: Random) -> Any:
    """A wrong answer, one that the question knows by name if there is any."""
    match question:
        case Choice(option=options):
            return [draw.choice([i for i, option in enumerate(options) if not option.right])]
        case TrueFalse(answer=answer):
            return not answer
        case Ordering(items=items):
            return draw.sample(range(len(items)), len(items))
        case Open(rubric=rubric):
            return {"text": "I am not sure.", "points": [draw.random() < 0.4 for _ in rubric]}
    if known := slips(question):
        return draw.choice(known).answer
    key = right_answer(question)
    return draw.sample(key, len(key)) if isinstance(key, list) else "0"
