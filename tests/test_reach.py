"""What a phone, a keyboard and a screen reader get of the pages: what is beside a table shows, a
verdict is a few keys away, and signs are read by what they mean."""

import pytest
from playwright.sync_api import Browser, Page
from test_accessibility import Lesson, lesson, settle

from tutor.course import load_course

__all__ = ["lesson"]
pytestmark = pytest.mark.browser

FOCUSED = """() => {
    let here = document.activeElement;
    while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
    return here.matches("main") ? "" : here.getAttribute("aria-label") || here.innerText;
}"""
SHADOWS = """([left, wanted]) => {
    const table = document.querySelector(".dvn-scroller");
    table.scrollLeft = left;
    const found = getComputedStyle(table).boxShadow.match(/-?19.2px/g) ?? [];
    return String(found) === wanted;
}"""  # those on the right are moved to the left


def press_until(page: Page, key: str, words: str) -> int:
    """Press a key until the focus is on something with these words, and count."""
    for presses in range(1, 26):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
        if words in page.evaluate(FOCUSED):
            return presses
    raise AssertionError(f"{key} does not come to {words!r}")


def test_a_table_shows_that_there_is_more_beside_it(lesson: Lesson, browser: Browser) -> None:
    page = lesson.open(browser, "instructor", "light", (390, 844))
    page.goto(f"{lesson.url}/questions")
    settle(page, 390)
    for left, shadows in ((0, "-19.2px"), (300, "-19.2px,19.2px"), (9999, "19.2px")):
        page.wait_for_function(SHADOWS, arg=[left, shadows])
    page.goto(f"{lesson.url}/attempts")
    settle(page, 390)
    fits = "e => e.scrollWidth === e.clientWidth && getComputedStyle(e).boxShadow"
    shadows = page.locator(".dvn-scroller").evaluate_all(f"all => all.map({fits})")
    assert all(shadow in (False, "none") for shadow in shadows)
    page.context.close()


def test_from_home_to_a_verdict_by_keyboard(lesson: Lesson, browser: Browser) -> None:
    page = lesson.open(browser, "learner", "light", (1280, 800))
    page.goto(lesson.url)
    settle(page, 1280)
    presses = press_until(page, "Tab", "Start")
    page.keyboard.press("Enter")
    title = load_course().exercise("broadcasting").title
    page.get_by_role("heading", name=title, level=1).wait_for()
    settle(page, 1280)
    presses += 1 + press_until(page, "Tab", f"Your code for {title}")
    page.keyboard.press("Control+Enter")
    page.get_by_text("nothing was submitted").wait_for()  # it is the untouched starter
    assert presses + 1 <= 25
    page.keyboard.press("Escape")  # and out of the editor again
    assert press_until(page, "Tab", "Submit") == 1
    page.context.close()


def test_signs_are_read_by_what_they_mean(lesson: Lesson, browser: Browser) -> None:
    page = lesson.open(browser, "learner", "light", (1280, 800))
    page.goto(f"{lesson.url}/exercise?exercise=dropout")
    settle(page, 1280)
    read = page.get_by_test_id("stMain").aria_snapshot()
    assert 'img "failed"' in read
    assert " icon" not in read
    assert "Link to heading" not in read
    page.goto(lesson.url)
    settle(page, 1280)
    assert page.get_by_role("link", name="next Tables without loops").is_visible()
    assert page.get_by_role("heading", name="reviews due").is_visible()
    page.context.close()


def test_no_title_of_the_heat_map_is_cut(lesson: Lesson, browser: Browser) -> None:
    page = lesson.open(browser, "instructor", "light", (1280, 800))
    page.goto(f"{lesson.url}/class")
    settle(page, 1280)
    place = page.locator(".st-key-class_sideways")
    assert place.evaluate("e => e.scrollHeight <= e.clientHeight")
    drawn = place.get_by_test_id("stVegaLiteChart").locator("svg.marks").bounding_box()
    assert drawn is not None
    longest = len(load_course().exercise("forward_linear").title)
    assert drawn["height"] > 4 * longest + 3 * 26  # letters of a slanted title, three learners
    page.context.close()
