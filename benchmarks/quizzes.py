"""How fast answers are marked, and how long what a learner waits for takes. Run: make benchmark

Marking runs on one core, over answers to every question of the course: the key, the wrong options
and the known slips. The rest goes through the service with a SQLite file.
"""

import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tutor.course import load_course
from tutor.grading.graders import Graders
from tutor.learning.sittings import Mode
from tutor.quiz.marking import mark, right_answer, slips
from tutor.quiz.model import Question, kind_of
from tutor.quiz.unreadable import Unreadable
from tutor.records import Store
from tutor.service import Tutor

SECONDS = 2.0  # for each figure


def rate(work: Callable[[], int]) -> float:
    """How much of the work is done in a second."""
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        done += work()
    return done / (time.perf_counter() - start)


def answers(question: Question) -> list[Any]:
    wrong: list[Any] = [slip.answer for slip in slips(question)]
    if kind_of(question) == "single":
        wrong = [[i] for i in range(len(getattr(question, "option", ())))]
    return [right_answer(question), *wrong]


def mark_all(asked: list[tuple[Question, Any]]) -> int:
    for question, answer in asked:
        try:
            mark(question, answer)
        except Unreadable:
            continue
    return len(asked)


def main() -> None:
    course = load_course()
    graders = Graders(course.root)
    with TemporaryDirectory() as folder, closing(Store(f"sqlite:///{Path(folder)}/q.db")) as store:
        store.upgrade()
        tutor = Tutor(course, store, graders)
        quizzes = tutor.sittings
        start = time.perf_counter()
        frozen = [question for _, question in tutor.questions.frozen(None, 3)]
        print(f"{len(frozen)} questions drawn in boxes in {time.perf_counter() - start:.1f} s")
        asked = [(question, answer) for question in frozen for answer in answers(question)]
        print(f"marking: {rate(partial(mark_all, asked)):,.0f} answers a second")
        for kind in sorted({kind_of(question) for question in frozen}):
            some = [(q, a) for q, a in asked if kind_of(q) == kind]
            print(f"  {kind:11} {rate(partial(mark_all, some)):10,.0f}")
        sitting = quizzes.sit("ada", Mode.TEST, "predict")
        times = []
        while (shown := quizzes.next(sitting.id, "ada")) is not None:
            start = time.perf_counter()
            quizzes.answer("ada", shown, right_answer(shown.question))
            times.append(time.perf_counter() - start)
        print(f"an answer kept, with its card: {1000 * sorted(times)[len(times) // 2]:.1f} ms")
        start = time.perf_counter()
        tutor.concepts.all("ada")
        print(f"mastery of every concept: {1000 * (time.perf_counter() - start):.1f} ms")
    graders.close()


if __name__ == "__main__":
    main()
