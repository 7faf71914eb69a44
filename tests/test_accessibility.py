"""axe-core on every page, for both roles, light and dark, on a desk and on a phone: no violation of
WCAG 2.2 AA but what Streamlit makes by itself, by name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tutor.classroom.policy import Category, GradePolicy
from tutor.course import Course
from tutor.dashboard.places import LEARNT, TAUGHT
from tutor.dashboard.sign_in import COOKIE
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import read_source
from tutor.learning.viewer import Role, Viewer
from tutor.quiz.marking import right_answer
from tutor.records import Store
from tutor.records.people import Person
from tutor.service import Tutor

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"desk": (1280, 800), "phone": (390, 844)}

# What Streamlit 1.67 makes by itself: the rule, and what the element is a part of.
ALLOWED: dict[str, str] = {}

RUN = """async ([tags, allowed]) => {
    const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
    return found.violations.flatMap(rule => rule.nodes.map(node => ({
        rule: rule.id,
        target: node.target.flat().join(" >>> "),
        html: node.html.slice(0, 200),
        why: node.failureSummary,
        allowed: rule.id in allowed && node.target.length === 1
            && document.querySelector(node.target[0]).closest(allowed[rule.id]) !== null,
    }))).filter(found => !found.allowed);
}"""
# The script has run, and nothing has moved for ten looks.
SETTLED = """() => {
    const height = ["stMain", "stSidebarContent"].map(
        name => document.querySelector(`[data-testid="${name}"]`)?.scrollHeight ?? 0);
    const drawn = document.querySelector('[data-test-script-state="notRunning"]')
        && document.querySelector("h1") && !document.querySelector('[data-testid="stSkeleton"]');
    const seen = JSON.stringify(height);
    window.calm = drawn && window.seen === seen ? (window.calm ?? 0) + 1 : 0;
    window.seen = seen;
    return window.calm >= 10 && Math.max(400, ...height);
}"""


@dataclass(frozen=True)
class Lesson:
    """A served dashboard of a class, and who is signed in with which token."""

    url: str
    tokens: dict[str, str]

    def open(self, browser: Browser, role: str, scheme: Any, size: tuple[int, int]) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(120_000)
        if role:
            context.add_cookies([{"name": COOKIE, "value": self.tokens[role], "url": self.url}])
        return context.new_page()


def check(name: str, task: int, outcome: Outcome, message: str = "", **more: Any) -> CheckResult:
    return CheckResult(name, f"What {name} looks at", task, 5.0, outcome, message, **more)


def reports(slug: str) -> Iterator[Report]:
    """One after the other: a failure of every kind, and full marks."""
    died = "ValueError during forward(x): no such axis\n  line 3: return x.mean(7)"
    checks = (
        check("a", 1, Outcome.DIED, died),
        check("b", 1, Outcome.WRONG, "The result has shape (2, 3) and not (3, 2).", mistake="odd"),
        check("c", 2, Outcome.TIMEOUT),
        check("d", 2, Outcome.SKIPPED),
        check("e", 2, Outcome.PASSED, "Right, given your `forward`."),
    )
    layers = ("seccomp", "landlock")
    why = {"odd": "You took the mean over the wrong axis."}
    yield Report(slug, checks, "cpu", layers, 1, "1", "1", 0.1, why)
    passed = tuple(check(name, 1 + (name > "c"), Outcome.PASSED) for name in "abcde")
    yield Report(slug, passed, "cpu", layers, 1, "1", "1", 0.1, {})


def fill(tutor: Tutor, course: Course) -> None:
    """A class of three with attempts, answers, a deadline and an override."""
    now = datetime.now(UTC)
    for number, learner in enumerate(("ada", "bob", "cleo")):
        for age, slug in ((9, "forward_linear"), (2, "dropout")):
            source = read_source(course.exercise(slug).solution).text
            for report in list(reports(slug))[: 2 if slug == "forward_linear" else 1]:
                when = now - timedelta(days=age, minutes=number)
                taken = tutor.store.add_submission(learner, slug, f"{slug}.py", source, when)
                tutor.store.record(taken, report.to_json())
        sitting = tutor.sittings.sit(learner)
        for _ in range(4):
            shown = tutor.sittings.next(sitting.id, learner)
            assert shown is not None
            is_text = isinstance(right := right_answer(shown.question), str)
            tutor.sittings.answer(learner, shown, "12345" if is_text else right)
    tutor.path.take_hint("ada", "dropout")
    tutor.activity.keep_draft("ada", "dropout", "# half an idea\n")
    tutor.grades.override("bob", "dropout", 3, "A medical note.")
    tutor.grades.set_policy(GradePolicy(percent_per_day=10, categories=(Category("Labs", 40),)))
    tutor.grades.set_deadline("dropout", now - timedelta(days=3))
    tutor.grades.extend("dropout", now + timedelta(days=1), "Ill.", learner="bob")
    tutor.grades.comment("ada", "dropout", "Think of the survivors.")


@pytest.fixture(scope="module")
def lesson(
    tmp_path_factory: pytest.TempPathFactory,
    serve_dashboard: Callable[..., AbstractContextManager[Any]],
    course: Course,
) -> Iterator[Lesson]:
    folder: Path = tmp_path_factory.mktemp("lesson")
    store = Store(f"sqlite:///{folder}/records.sqlite")
    store.upgrade()
    teacher = Viewer("turing", Role.INSTRUCTOR)
    with closing(Tutor(course, store, Graders(course.root), lambda: teacher)) as tutor:
        people = [Person(name, "learner", name.title(), "A") for name in ("ada", "bob", "cleo")]
        store.people.keep([*people, Person("turing", "instructor")])
        fill(tutor, course)
        door = tutor.sign_in
        tokens = {
            role: door.sign_in(name, door.new_code(name), "127.0.0.1")
            for role, name in (("learner", "ada"), ("instructor", "turing"))
        }
        with serve_dashboard(store.url, TUTOR_SIGN_IN="codes") as served:
            yield Lesson(served.url, tokens)


def settle(page: Page, width: int) -> None:
    """Make the window as tall as the page: axe leaves out the contrast of what is scrolled away."""
    for _ in range(2):  # taller, the page may be longer: charts are drawn when they come in sight
        height = page.wait_for_function(SETTLED, polling=100).json_value()
        page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(SETTLED, polling=100)


def look(page: Page, width: int) -> list[str]:
    """What axe finds on the page as it is."""
    settle(page, width)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, [TAGS, ALLOWED])
    return [f"{each['rule']}: {each['target']}\n{each['html']}\n{each['why']}" for each in found]


def barriers(page: Page, url: str, size: tuple[int, int]) -> list[str]:
    """What axe finds on a page with everything that can be opened open, tab by tab."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(url)
    settle(page, size[0])
    page.locator("details:not([open]) > summary").evaluate_all(
        "closed => closed.forEach(summary => summary.click())"
    )
    found = look(page, size[0])
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        found += look(page, size[0])
    return found


def addresses(role: str) -> list[str]:
    """The pages of this role: `dropout` has a failed report, `forward_linear` full marks."""
    paths = [path for path, *_ in (LEARNT if role == "learner" else (*LEARNT, *TAUGHT))]
    names = [path.stem.removeprefix("page_") for path in paths]
    named = [f"exercise?exercise={slug}" for slug in ("dropout", "forward_linear", "lstm")]
    return ["", *(named if role == "learner" else named[:1]), *names[2:]]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", ["", "learner", "instructor"])
def test_no_page_has_a_barrier(
    lesson: Lesson, browser: Browser, role: str, scheme: str, size: str
) -> None:
    page = lesson.open(browser, role, scheme, SIZES[size])
    found = {
        address: all_of_it
        for address in (addresses(role) if role else [""])
        if (all_of_it := barriers(page, f"{lesson.url}/{address}", SIZES[size]))
    }
    if role == "learner":
        page.goto(f"{lesson.url}/quiz")
        page.get_by_role("button", name="Practise", exact=True).click()
        page.get_by_role("button", name="Answer").wait_for()
        found |= {"a question": seen} if (seen := look(page, SIZES[size][0])) else {}
    page.context.close()
    assert not found, "\n\n".join(f"{name}\n" + "\n".join(all_) for name, all_ in found.items())


@pytest.mark.parametrize(("scheme", "size"), [("light", "desk"), ("dark", "phone")])
def test_a_failed_report_has_no_barrier(
    lesson: Lesson, browser: Browser, scheme: str, size: str
) -> None:
    page = lesson.open(browser, "learner", scheme, SIZES[size])
    found = barriers(page, f"{lesson.url}/exercise?exercise=dropout", SIZES[size])
    page.context.close()
    assert not found, "\n".join(found)
