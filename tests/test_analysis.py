"""The analysis of a class: its numbers against plain Python over the same reports; its pages."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from streamlit.testing.v1 import AppTest

from tutor.classroom.analysis import STUCK_AFTER, STUCK_WITHIN, Analysis
from tutor.course import Course
from tutor.dashboard import places, state
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.submissions import Attempt
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person
from tutor.records.quiz_values import Asked, CardRecord, Given, ReviewRecord
from tutor.service import Tutor

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
EXERCISES = ("forward_linear", "dropout")
CHECKS = {f"check-{n}": f"Title of check {n}" for n in range(4)}


def report_of(exercise: str, draw: random.Random, skill: float, version: str = "1") -> Report:
    """Four checks, each passed with the probability of the skill; some failures have a name."""
    checks = []
    for place, (name, title) in enumerate(CHECKS.items()):
        outcome = Outcome.PASSED if draw.random() < skill else draw.choice([*FAILURES])
        mistake = f"mistake-{draw.randrange(3)}" if outcome is Outcome.WRONG else None
        seconds = round(draw.random(), 3)
        checks.append(
            CheckResult(name, title, place // 2 + 1, 2.5, outcome, mistake=mistake, seconds=seconds)
        )
    found = {check.mistake: f"About {check.mistake}." for check in checks if check.mistake}
    seed = draw.getrandbits(40)
    return Report(exercise, tuple(checks), "cpu", (), seed, version, "1", 0.5, found)


FAILURES = (Outcome.WRONG, Outcome.WRONG, Outcome.DIED, Outcome.SKIPPED)


def teach(store: Store, learners: int = 8) -> None:
    """A class with all that happens: waiting attempts, failures of the grader, regrades, late
    copies of early work, an instructor who tries it out, and somebody who hands in nothing."""
    draw = random.Random(5)
    people = [Person(f"s{n}", Role.LEARNER, f"Student {n}", "AB"[n % 2]) for n in range(learners)]
    store.people.keep([*people, Person("idle", Role.LEARNER), Person("grace", Role.INSTRUCTOR)])
    for person in [*people, people[0], Person("grace", Role.INSTRUCTOR)]:
        for exercise in EXERCISES:
            for attempt in range(draw.randrange(6)):
                received = NOW - timedelta(days=draw.uniform(0, 30))
                skill = draw.random() * 0.5 + attempt * 0.15
                hand_in(store, person.name, exercise, received, draw, skill)


def hand_in(
    store: Store,
    learner: str,
    exercise: str,
    received: datetime,
    draw: random.Random,
    skill: float,
) -> None:
    number = store.add_submission(learner, exercise, "a.py", f"# by {learner}\n", received)
    fate = draw.random()
    if fate < 0.1:
        return
    if fate < 0.2:
        broken = CheckResult("check-0", "Title", 1, 2.5, Outcome.GRADER_ERROR, mistake="mistake-0")
        failed = Report(exercise, (broken,), "cpu", (), 1, "1", "1", 0.5, {"mistake-0": "No."})
        store.record(number, failed.to_json())
    if fate > 0.15:
        store.record(number, report_of(exercise, draw, skill).to_json())
    if fate > 0.8:
        store.record(number, report_of(exercise, draw, skill, "2").to_json())


@pytest.fixture
def tutor(store: Store, course: Course, graders: Graders) -> Tutor:
    """A tutor with records on SQLite, then on PostgreSQL."""
    return Tutor(course, store, graders)


@pytest.fixture
def taught(tutor: Tutor) -> Tutor:
    teach(tutor.store)
    return tutor


def attempts_of(tutor: Tutor, exercise: str) -> dict[str, list[Attempt]]:
    """The attempts of each learner at an exercise, oldest first."""
    learners = [person.name for person in tutor.store.people.all() if person.role == Role.LEARNER]
    found = {learner: tutor.submissions.attempts(learner, exercise) for learner in learners}
    return {learner: attempts for learner, attempts in found.items() if attempts}


def newest_reports(tutor: Tutor, exercise: str) -> dict[str, Report]:
    """The report of the newest graded attempt of each learner."""
    return {
        learner: attempt.report
        for learner, attempts in attempts_of(tutor, exercise).items()
        for attempt in attempts
        if attempt.report is not None
    }


def up_to_full(attempts: list[Attempt]) -> int | None:
    full = (n for n, a in enumerate(attempts, 1) if a.report is not None and a.report.full_marks)
    return next(full, None)


# The numbers


def test_the_heat_map_has_the_best_attempt_of_everybody(taught: Tutor) -> None:
    heat = taught.analysis.heat_map()
    cells = {(cell.learner, cell.exercise): cell for cell in heat.cells}
    for exercise in EXERCISES:
        for learner, attempts in attempts_of(taught, exercise).items():
            shares = [a.report.score / a.report.max_score for a in attempts if a.report is not None]
            cell = cells.pop((learner, exercise))
            assert cell.share == (pytest.approx(max(shares)) if shares else None)
            assert (cell.attempts, cell.last) == (len(attempts), attempts[-1].received)
    assert not cells
    assert "idle" in {learner.name for learner in heat.learners}
    assert "grace" not in {learner.name for learner in heat.learners}
    assert len(heat.exercises) == len(taught.course.exercises)


def test_a_section_and_a_module_narrow_the_heat_map(taught: Tutor) -> None:
    assert taught.analysis.sections() == ["", "A", "B"]
    heat = taught.analysis.heat_map(section="A")
    assert {learner.section for learner in heat.learners} == {"A"}
    assert {cell.learner for cell in heat.cells} <= {learner.name for learner in heat.learners}
    module = taught.course.exercise("dropout").module
    heat = taught.analysis.heat_map(module=module)
    assert {exercise.module for exercise in heat.exercises} == {module}
    assert {cell.exercise for cell in heat.cells} == {"dropout"}


def test_who_is_stuck_has_tried_often_and_lately_without_full_marks(taught: Tutor) -> None:
    expected = {}
    for exercise in EXERCISES:
        newest = newest_reports(taught, exercise)
        for learner, attempts in attempts_of(taught, exercise).items():
            often = len(attempts) >= STUCK_AFTER and up_to_full(attempts) is None
            if often and attempts[-1].received >= NOW - STUCK_WITHIN and learner in newest:
                expected[learner, exercise] = len(attempts), newest[learner]
    stuck = taught.analysis.stuck(NOW)
    assert {(row.learner, row.exercise) for row in stuck.rows} == set(expected)
    assert stuck.in_all == len(expected) >= 3
    assert [row.attempts for row in stuck.rows] == sorted(
        (attempts for attempts, _ in expected.values()), reverse=True
    )
    for row in stuck.rows:
        failed = [c for c in expected[row.learner, row.exercise][1].checks if not c.score]
        assert (row.check, row.mistake) in {(c.title, c.mistake) for c in failed}
        assert (row.mistake is None) == all(c.mistake is None for c in failed)
    first = taught.analysis.stuck(NOW, limit=1)
    assert (first.rows, first.in_all) == (stuck.rows[:1], stuck.in_all)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_checks_are_counted_over_the_newest_graded_attempts(taught: Tutor, exercise: str) -> None:
    newest = newest_reports(taught, exercise).values()
    analysis = taught.analysis.exercise(exercise)
    assert {check.id: check.title for check in analysis.checks} == CHECKS
    for place, check in enumerate(analysis.checks):
        results = [report.checks[place] for report in newest]
        assert (check.learners, check.points) == (len(newest), 2.5)
        assert check.passed == sum(result.outcome is Outcome.PASSED for result in results)
        assert check.seconds == pytest.approx(sum(r.seconds for r in results) / len(results))
    total = sum(check.seconds for report in newest for check in report.checks)
    assert analysis.seconds == pytest.approx(total / len(newest))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_misconceptions_are_counted_by_learner(taught: Tutor, exercise: str) -> None:
    ever: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    submissions: dict[str, set[int]] = {}
    for learner, attempts in attempts_of(taught, exercise).items():
        for attempt in attempts:
            for mistake in attempt.report.misconceptions if attempt.report else ():
                ever.setdefault(mistake, set()).add(learner)
                submissions.setdefault(mistake, set()).add(attempt.submission_id)
                times[mistake] += 1
    still = Counter(m for r in newest_reports(taught, exercise).values() for m in r.misconceptions)
    found = taught.analysis.exercise(exercise).misconceptions
    assert {each.id for each in found} == set(ever)
    for each in found:
        assert (each.learners, each.attempts) == (len(ever[each.id]), times[each.id])
        assert each.still == still[each.id]
        assert each.sentence == f"About {each.id}."
        assert set(each.examples) <= submissions[each.id]
        assert len(each.examples) == min(3, each.learners)
    assert [each.learners for each in found] == sorted(map(len, ever.values()))[::-1]


def test_the_misconceptions_of_the_class_are_those_that_still_stand(taught: Tutor) -> None:
    expected = Counter(
        (exercise, mistake)
        for exercise in EXERCISES
        for report in newest_reports(taught, exercise).values()
        for mistake in report.misconceptions
    )
    found = taught.analysis.misconceptions()
    assert {(each.exercise, each.id): each.learners for each in found} == expected
    assert all(each.sentence == f"About {each.id}." for each in found)
    of_section = taught.analysis.misconceptions(section="A")
    assert sum(each.learners for each in of_section) < sum(each.learners for each in found)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_attempts_and_time_to_full_marks(taught: Tutor, exercise: str) -> None:
    needed: Counter[int] = Counter()
    times = []
    everybody = attempts_of(taught, exercise)
    for attempts in everybody.values():
        if number := up_to_full(attempts):
            needed[number] += 1
            times.append(attempts[number - 1].received - attempts[0].received)
    analysis = taught.analysis.exercise(exercise)
    assert analysis.attempts_to_full == needed
    assert (analysis.learners, analysis.solved) == (len(everybody), sum(needed.values()))
    assert analysis.attempts == sum(map(len, everybody.values()))
    middle = median(time.total_seconds() for time in times) if times else None
    found = analysis.time_to_full
    assert (found.total_seconds() if found is not None else None) == pytest.approx(middle)


def test_a_check_that_has_left_the_suite_keeps_its_title(tutor: Tutor) -> None:
    for learner, name in (("ada", "old"), ("bob", "new")):
        check = CheckResult(name, f"The {name} check", 1, 1.0, Outcome.PASSED)
        report = Report("dropout", (check,), "cpu", (), 1, name, "1", 0.1, {})
        number = tutor.store.add_submission(learner, "dropout", "a.py", "x = 1\n")
        tutor.store.record(number, report.to_json())
    checks = tutor.analysis.exercise("dropout").checks
    assert [check.title for check in checks] == ["The new check", "The old check"]


def test_nothing_is_known_of_an_empty_class(tutor: Tutor) -> None:
    analysis = tutor.analysis
    heat = analysis.heat_map()
    assert (heat.learners, heat.cells) == ((), ())
    assert (analysis.stuck(NOW).rows, analysis.misconceptions()) == ((), [])
    assert (analysis.tried(), analysis.questions()) == ({}, [])
    empty = analysis.exercise("dropout")
    assert (empty.learners, empty.checks, empty.time_to_full, empty.seconds) == (0, (), None, None)


# Questions


def answer(tutor: Tutor, learner: str, family: str, credit: float, ticked: int | None) -> None:
    template = tutor.sittings.cards.bank.template(family)
    asked = Asked(family, template.version, template.concept, 1, {})
    records = tutor.store.quizzes
    sitting = records.begin(learner, "practice", None, [asked], NOW)
    (item,) = records.items(sitting.id, learner)
    options = [] if ticked is None else [ticked]
    given = Given(options, credit, hinted=False, seconds=10.0, at=NOW, options=options)
    card = CardRecord(family, 1, 2, 1.0, 5.0, NOW, NOW, credit)
    records.answer(item, learner, given, card, ReviewRecord(3, NOW, 10_000), None)


def plain_questions(tutor: Tutor, kind: str, count: int) -> list[str]:
    found = [t.family for t in tutor.sittings.cards.bank.templates if t.kind == kind]
    return [f for f in found if not tutor.sittings.cards.bank.template(f).has_variants][:count]


def test_questions_come_hardest_first_with_their_options_and_a_hint(tutor: Tutor) -> None:
    (choice,) = plain_questions(tutor, "single", 1)
    easy, tricky = plain_questions(tutor, "true_false", 2)
    for n in range(10):
        good = n < 5
        answer(tutor, f"s{n}", easy, float(good), None)
        answer(tutor, f"s{n}", tricky, float(not good), None)
        answer(tutor, f"s{n}", choice, float(n < 2), n % 3)
    found = tutor.analysis.questions()
    assert [each.difficulty for each in found] == [0.2, 0.5, 0.5]
    by_family = {each.family: each for each in found}
    options = tutor.sittings.cards.bank.template(choice).table["option"]
    assert [o.times for o in by_family[choice].options] == [4, 3, 3, 0, 0][: len(options)]
    assert [o.text for o in by_family[choice].options] == [o["text"] for o in options]
    assert "Few get this right" in by_family[choice].hint
    assert "Check the key" in by_family[tricky].hint
    assert by_family[tricky].discrimination is not None
    question = tutor.analysis.question(choice)
    assert question is not None
    assert question.text == tutor.sittings.cards.bank.template(choice).question().text


def test_an_unknown_question_is_refused(tutor: Tutor) -> None:
    with pytest.raises(Refused):
        tutor.analysis.question("nothing/at-all")


def test_a_question_with_variants_is_shown_as_it_was_asked_last(tutor: Tutor) -> None:
    template = next(t for t in tutor.sittings.cards.bank.templates if t.has_variants)
    assert tutor.analysis.question(template.family) is None


# Who may ask

QUESTIONS: dict[str, Callable[[Analysis], object]] = {
    "sections": lambda analysis: analysis.sections(),
    "heat_map": lambda analysis: analysis.heat_map(),
    "stuck": lambda analysis: analysis.stuck(NOW),
    "misconceptions": lambda analysis: analysis.misconceptions(),
    "tried": lambda analysis: analysis.tried(),
    "exercise": lambda analysis: analysis.exercise("dropout"),
    "questions": lambda analysis: analysis.questions(),
    "question": lambda analysis: analysis.question("predict/any"),
}


def test_every_question_is_listed_here() -> None:
    assert set(QUESTIONS) == {name for name in vars(Analysis) if not name.startswith("_")}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_learner_is_refused(course: Course, graders: Graders, name: str, tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'records.db'}")) as store:
        store.upgrade()
        learner = Viewer("s1", Role.LEARNER)
        analysis = Tutor(course, store, graders, lambda: learner).analysis
        with pytest.raises(Refused, match="instructors"):
            QUESTIONS[name](analysis)


# The pages


@pytest.fixture
def served(
    course: Course, graders: Graders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tutor]:
    scanner = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scanner, lambda *_, **__: [])
    monkeypatch.setenv("TUTOR_LEARNER", "grace")
    with closing(Store(f"sqlite:///{tmp_path / 'records.db'}")) as store:
        store.upgrade()
        tutor = Tutor(course, store, graders)
        monkeypatch.setattr(state, "open_tutor", lambda **_: tutor)
        state.forget_tutor()
        yield tutor
        state.forget_tutor()


def page(path: Path, **query: str) -> AppTest:
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at = at.run().switch_page(str(path)).run()
    assert not at.exception
    assert not at.error
    return at


@pytest.mark.parametrize(
    ("path", "first"),
    [(places.CLASS, "Roster"), (places.ANALYSIS, "first attempt"), (places.QUESTIONS, "practise")],
)
def test_an_empty_page_says_what_to_do_first(served: Tutor, path: Path, first: str) -> None:
    assert first in page(path).info[0].value


def test_the_class_page_shows_the_class_and_opens_the_work_of_one(served: Tutor) -> None:
    now = datetime.now(UTC)
    draw = random.Random(3)
    for attempt in range(4):
        received = now - timedelta(hours=4 - attempt)
        number = served.store.add_submission("s<b>1", "dropout", "a.py", "# mine\n", received)
        report = report_of("dropout", draw, 0.3)
        served.store.record(number, report.to_json())
    at = page(places.CLASS)
    assert {metric.label: metric.value for metric in at.metric} == {
        "Learners": "1",
        "Submitted this week": "1",
        "Stuck": "1",
    }
    (row,) = at.dataframe[0].value.to_dict("records")
    assert (row["Learner"], row["Attempts"]) == ("s<b>1", 4)
    assert row["Fails"] in CHECKS.values()
    assert len(at.get("vega_lite_chart")) == 1
    assert not any("# mine" in code.value for code in at.code)
    at = at.button(key="class_show").click().run()
    assert not at.exception
    assert at.selectbox(key="work_attempt").options[0].startswith("4: ")
    assert "# mine" in at.code[-1].value


def test_the_class_page_can_be_narrowed(served: Tutor) -> None:
    teach(served.store)
    at = page(places.CLASS)
    assert at.metric[0].value == "9"
    at = at.selectbox(key="class_section").select("A").run()
    assert at.metric[0].value == "4"
    at = at.selectbox(key="class_module").select(served.course.exercises[-1].module).run()
    assert not at.exception
    assert any("tried any of these" in caption.value for caption in at.caption)


def test_the_analysis_page_follows_the_address(served: Tutor) -> None:
    teach(served.store)
    at = page(places.ANALYSIS)
    assert {heading.value for heading in at.header} >= {"Checks", "Misconceptions"}
    slug = str(at.selectbox(key="analysis_exercise").value)
    assert at.metric[0].value == str(len(attempts_of(served, slug)))
    misconception = served.analysis.exercise(slug).misconceptions[0]
    assert f"{misconception.learners} learner" in at.expander[0].label
    assert not at.code
    examples = at.button_group(key=f"example:{misconception.id}")
    at = examples.set_value(misconception.examples[0]).run()
    assert at.code[0].value.startswith("# by s")
    last = served.course.exercises[-1]
    at = at.selectbox(key="analysis_exercise").select(last.slug).run()
    assert last.title in at.info[0].value
    at = page(places.ANALYSIS, exercise="nonsense")
    assert at.selectbox(key="analysis_exercise").value == slug


def test_the_quiz_page_opens_the_hardest_question(served: Tutor) -> None:
    (choice,) = plain_questions(served, "single", 1)
    (other,) = plain_questions(served, "true_false", 1)
    for n in range(9):
        answer(served, f"s{n}", choice, 0.0, 1)
        answer(served, f"s{n}", other, 1.0, None)
    at = page(places.QUESTIONS)
    assert list(at.dataframe[0].value["Credit"]) == [0.0, 100.0]
    assert not at.warning  # nine answers say little
    answer(served, "s9", choice, 0.0, 1)
    at = page(places.QUESTIONS)
    assert "Few get this right" in at.warning[0].value
    assert any("**Key:**" in element.value for element in at.markdown)
    at = at.toggle(key="questions_hinted").set_value(True).run()
    assert len(at.dataframe[0].value) == 1
