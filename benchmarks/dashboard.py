"""How long an instructor waits for the pages about a class.

Run: python benchmarks/dashboard.py [FILE]

A class is invented in a SQLite file of its own: 300 learners, 40 exercises, 20 attempts at each,
a million check results, and an answer of everybody to every question. The figures are medians of
several runs after a first one; a page is rendered by Streamlit's AppTest, without a browser.
"""

import importlib
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, insert, text
from streamlit.testing.v1 import AppTest

from tutor.course import Course, load_course
from tutor.dashboard import places, state
from tutor.dashboard.shell import HEAVY
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.viewer import Role, Viewer
from tutor.quiz.bank import Template
from tutor.records import Store
from tutor.records.database import open_engine, transaction
from tutor.records.models.base import Base
from tutor.records.models.quizzes import QuizAnswerRow, QuizChoiceRow, QuizItemRow, SittingRow
from tutor.records.models.submissions import (
    CheckResultRow,
    GradingRow,
    LearnerRow,
    SourceRow,
    SubmissionRow,
)
from tutor.service import Tutor

ROOT = Path(__file__).parents[1]
LEARNERS, EXERCISES, ATTEMPTS, CHECK_RESULTS = 300, 40, 20, 1_000_000
RUNS = 5
BATCH = 20_000  # rows
NOW = datetime.now(UTC)
ME = Viewer("teacher", Role.INSTRUCTOR)
STANDINGS: str = importlib.import_module("tutor.records.migrations.versions.0003_classes").STANDINGS

Rows = dict[type[Base], list[dict[str, Any]]]


def large_course() -> Course:
    """The course, with copies of its exercises under other names to make up the number."""
    course = load_course(ROOT)
    own = course.exercises
    copies = [
        replace(own[n % len(own)], slug=f"{own[n % len(own)].slug}_{n}", requires=())
        for n in range(EXERCISES - len(own))
    ]
    exercises = sorted((*own, *copies), key=lambda exercise: exercise.module)
    return replace(course, exercises=tuple(exercises))


def report_of(exercise: str, skill: float, count: int, draw: random.Random) -> Report:
    """So many checks, each passed with the probability of the skill."""
    checks, misconceptions = [], {}
    for n in range(count):
        passed = draw.random() < skill
        mistake = f"mistake-{n}" if not passed and draw.random() < 0.3 else None
        if mistake:
            misconceptions[mistake] = "What is computed here is the sum and not the mean."
        outcome = Outcome.PASSED if passed else Outcome.WRONG
        message = "" if passed else "The answer is not right."
        checks.append(
            CheckResult(
                f"check_{n}",
                f"Check {n} of {exercise}",
                n // 2 + 1,
                1.0,
                outcome,
                message,
                mistake=mistake,
                seconds=draw.random() / 10,
            )
        )
    seed = draw.getrandbits(48)
    return Report(exercise, tuple(checks), "cpu", ("seccomp",), seed, "1", "1", 0.3, misconceptions)


def submissions(course: Course, draw: random.Random) -> Iterator[Rows]:
    """The rows of one attempt at a time."""
    number = 0
    for learner in range(1, LEARNERS + 1):
        ability = draw.random()
        for place, exercise in enumerate(course.exercises):
            begun = NOW - timedelta(days=3 * (len(course.exercises) - place), hours=draw.random())
            for attempt in range(ATTEMPTS):
                number += 1
                received = begun + timedelta(hours=attempt)
                checks = number * CHECK_RESULTS // (LEARNERS * EXERCISES * ATTEMPTS)
                checks -= (number - 1) * CHECK_RESULTS // (LEARNERS * EXERCISES * ATTEMPTS)
                skill = min(0.95, ability * 0.6 + attempt * 0.02)
                yield _attempt(
                    number,
                    learner,
                    received,
                    report_of(exercise.slug, skill, checks, draw),
                )


def _attempt(number: int, learner: int, received: datetime, report: Report) -> Rows:
    submission = {
        "id": number,
        "learner_id": learner,
        "exercise": report.exercise,
        "filename": f"{report.exercise}.py",
        "source_sha256": "0",
        "received": received,
    }
    grading = {
        "id": number,
        "submission_id": number,
        "suite_version": "1",
        "engine_version": "1",
        "device": "cpu",
        "seed": report.seed,
        "published": True,
        "score": report.score,
        "max_score": report.max_score,
        "graded_at": received,
        "report": report.to_json(),
    }
    checks = [
        {
            "grading_id": number,
            "check_id": check.id,
            "task": check.task,
            "outcome": check.outcome.value,
            "mistake": check.mistake,
            "score": check.score,
            "max_score": check.points,
            "seconds": check.seconds,
        }
        for check in report.checks
    ]
    return {SubmissionRow: [submission], GradingRow: [grading], CheckResultRow: checks}


def answers(templates: Iterable[Template], draw: random.Random) -> Iterator[Rows]:
    """An answer of everybody to every question, in one sitting each."""
    asked, number = list(templates), 0
    for learner in range(1, LEARNERS + 1):
        ability = draw.random()
        sitting = {"id": learner, "learner_id": learner, "mode": "practice", "started": NOW}
        yield {SittingRow: [sitting]}
        for position, template in enumerate(asked):
            number += 1
            item = {
                "id": number,
                "sitting_id": learner,
                "position": position,
                "question": template.family,
                "version": template.version,
                "concept": template.concept,
                "seed": number,
                "parameters": {},
                "reviews": 0,
                "again": False,
            }
            answer = {
                "id": number,
                "item_id": number,
                "learner_id": learner,
                "question": template.family,
                "answer": {"value": None},
                "credit": float(draw.random() < ability),
                "hinted": False,
                "seconds": 20 * draw.random(),
                "answered_at": NOW,
            }
            rows: Rows = {QuizItemRow: [item], QuizAnswerRow: [answer]}
            if options := template.table.get("option"):
                ticked = {"answer_id": number, "option": draw.randrange(len(options))}
                rows[QuizChoiceRow] = [ticked]
            yield rows


def fill(engine: Engine, course: Course, templates: Iterable[Template]) -> None:
    """Write the class in bulk, and let the migration's own statement work out the standings."""
    draw = random.Random(1)
    people = [
        {"id": n, "name": f"learner-{n:03}", "section": "AB"[n % 2]} for n in range(1, LEARNERS + 1)
    ]
    with transaction(engine) as session:
        session.execute(insert(LearnerRow), people)
        session.execute(insert(SourceRow), [{"sha256": "0", "text": "x = 1\n"}])
        for one in (submissions(course, draw), answers(templates, draw)):
            while many := list(islice(one, BATCH)):
                _write(session.connection().execute, many)
        session.execute(text(STANDINGS))


def _write(execute: Callable[..., Any], many: Iterable[Rows]) -> None:
    """Tables that others point to come first."""
    together: dict[str, list[dict[str, Any]]] = {}
    for rows in many:
        for kind, more in rows.items():
            together.setdefault(kind.__tablename__, []).extend(more)
    for table in Base.metadata.sorted_tables:
        if found := together.get(table.name):
            execute(insert(table), found)


def milliseconds(work: Callable[[], object]) -> list[float]:
    """How long the first run took, and the median of the others."""
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return [times[0], statistics.median(times[1:])]


def services(tutor: Tutor) -> dict[str, Callable[[], object]]:
    analysis, slug = tutor.analysis, tutor.course.exercises[5].slug
    return {
        "heat map": lambda: analysis.heat_map(),
        "stuck": lambda: analysis.stuck(NOW),
        "misconceptions of the class": lambda: analysis.misconceptions(),
        "how far each exercise is": lambda: analysis.tried(),
        "one exercise": lambda: analysis.exercise(slug),
        "questions": lambda: analysis.questions(),
        "standings, as for a gradebook": tutor.store.standings,
    }


def views() -> dict[str, Callable[[], object]]:
    """Each page in a session of its own that is run again and again, in a warm server."""
    for name in HEAVY:
        importlib.import_module(name)
    found: dict[str, Callable[[], object]] = {}
    for name, path in (
        ("Class", places.CLASS),
        ("Exercise analysis", places.ANALYSIS),
        ("Quiz analysis", places.QUESTIONS),
    ):
        at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=120).run()
        at = at.switch_page(str(path))
        found[f"page: {name}"] = lambda at=at: _shown(at.run())  # type: ignore[misc]
    return found


def _shown(at: AppTest) -> None:
    if at.exception or at.error:
        raise SystemExit(f"The page failed: {[*at.exception, *at.error]}")


def measure(tutor: Tutor) -> None:
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    opened = patch.object(state, "open_tutor", lambda **_: tutor)
    with patch(scan, lambda *_, **__: []), opened:
        print(f"{'milliseconds':32} {'first':>7} {'then':>7}")
        for name, work in (services(tutor) | views()).items():
            first, then = milliseconds(work)
            print(f"{name:32} {first:7.0f} {then:7.0f}", flush=True)


def main() -> None:
    """With a file as argument the class is kept there for the next time."""
    course = large_course()
    with TemporaryDirectory() as folder:
        file = Path(sys.argv[1] if sys.argv[1:] else f"{folder}/class.sqlite").absolute()
        is_new = not file.exists()
        url = f"sqlite:///{file}"
        with closing(Store(url)) as store, closing(Graders(course.root)) as graders:
            store.upgrade()
            tutor = Tutor(course, store, graders)
            if is_new:
                start = time.perf_counter()
                engine = open_engine(url)
                fill(engine, course, tutor.sittings.cards.bank.templates)
                engine.dispose()
                size, seconds = file.stat().st_size / 1e6, time.perf_counter() - start
                print(f"{size:.0f} MB written in {seconds:.0f} s")
            measure(tutor)


if __name__ == "__main__":
    main()
