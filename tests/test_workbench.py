"""Working at an exercise in a real browser: nothing typed is lost, and keys and a screen reader
get as far as a mouse and eyes."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tutor.records import Store

pytestmark = pytest.mark.browser

WRONG = "def forward_linear(X, W, b):\n    return X @ W - b\n"
PATIENCE = 120_000  # milliseconds; a grader has to start first


@dataclass(frozen=True)
class Desk:
    """A dashboard for somebody who works alone, and its records."""

    url: str
    store: Store

    def open(self, browser: Browser, slug: str, width: int = 1280) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, reduced_motion="reduce"
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(f"{self.url}/exercise?exercise={slug}")
        expect(editor_of(page)).to_be_visible(timeout=PATIENCE)
        return page


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory,
    serve_dashboard: Callable[..., AbstractContextManager[Any]],
) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with closing(Store(f"sqlite:///{folder}/records.sqlite")) as store:
        store.upgrade()
        with serve_dashboard(store.url, TUTOR_LEARNER="ada") as served:
            yield Desk(served.url, store)


def editor_of(page: Page) -> Locator:
    return page.get_by_label("Your code for")


def said(page: Page, words: str) -> Locator:
    """What a screen reader hears."""
    return page.get_by_role("status").filter(has_text=words)


def write(page: Page, text: str) -> None:
    """Put this text in place of what is in the editor."""
    editor_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def focused(page: Page) -> str:
    """The key of the part of the page that has the focus."""
    where = "document.activeElement.closest('[class*=st-key-]')?.className ?? ''"
    found = re.search(r"st-key-(\w+)", page.evaluate(where))
    return found[1] if found else ""


def test_the_editor_opens_at_the_first_line_to_replace_beside_the_statement(
    desk: Desk, browser: Browser
) -> None:
    page = desk.open(browser, "lstm")
    expect(page).to_have_title(re.compile("LSTM"))
    editor = editor_of(page)
    before = "area => area.value.slice(area.selectionStart)"
    assert editor.evaluate(before).startswith("raise NotImplementedError")
    assert not editor.evaluate("area => area.matches(':focus')")
    line = editor.evaluate("area => area.value.slice(0, area.selectionStart).split('\\n').length")
    box = page.locator(".box")
    pixels = line * editor.evaluate("area => parseFloat(getComputedStyle(area).lineHeight)")
    top = box.evaluate("box => box.scrollTop")
    assert top < pixels < top + box.evaluate("box => box.clientHeight")
    statement, work = page.locator("h2").first.bounding_box(), editor.bounding_box()
    assert statement is not None
    assert work is not None
    assert statement["x"] + 300 < work["x"]
    assert work["y"] < 400
    page.mouse.move(statement["x"], 500)
    page.mouse.wheel(0, 900)
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(editor).to_be_in_viewport()
    page.context.close()


def in_the_menu(page: Page, name: str) -> Locator:
    """The link of a page in the sidebar; the page that is going may still have one too."""
    return page.get_by_test_id("stSidebarNav").get_by_role("link", name=name)


@pytest.mark.parametrize("way", ["reloading", "going to another page", "closing the window"])
def test_no_character_is_lost_by(desk: Desk, browser: Browser, way: str) -> None:
    page = desk.open(browser, "mse")
    text = f"# half an idea, before {way}"
    write(page, text)
    if way == "reloading":
        page.reload()
    elif way == "going to another page":
        in_the_menu(page, "History").click()
        expect(page.get_by_role("heading", name="History")).to_be_visible()
        page.goto(f"{desk.url}/exercise?exercise=mse")
    else:
        page.close()
        page = page.context.new_page()
        page.goto(f"{desk.url}/exercise?exercise=mse")
    expect(editor_of(page)).to_have_value(text)
    for _ in range(100):
        if (kept := desk.store.activity.draft("ada", "mse")) and kept.text == text:
            break
        page.wait_for_timeout(100)
    assert kept is not None
    assert kept.text == text
    page.context.close()


def test_a_click_in_the_menu_straight_after_typing_counts(desk: Desk, browser: Browser) -> None:
    """The message about what was typed leaves first: after the visit, it would call it off."""
    page = desk.open(browser, "splits")
    asked: list[str] = []

    def sent(frame: str | bytes) -> None:
        message = BackMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
        asked.append("a part" if message.rerun_script.fragment_id else "a page")

    page.on("websocket", lambda socket: socket.on("framesent", sent))
    page.reload()
    expect(editor_of(page)).to_be_visible()
    write(page, "# before the visit")
    asked.clear()
    # At once, as when a touchpad is tapped and the browser is busy.
    history = in_the_menu(page, "History").element_handle()
    editor_of(page).evaluate("(area, link) => { area.blur(); link.click(); }", history)
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    assert asked == ["a part", "a page"]
    page.context.close()


def test_what_another_window_wrote_later_is_not_undone(desk: Desk, browser: Browser) -> None:
    page = desk.open(browser, "hot_and_cold")
    write(page, "# first")
    # What is still on its way to the server would be the later one.
    while not (kept := desk.store.activity.draft("ada", "hot_and_cold")) or kept.text != "# first":
        page.wait_for_timeout(100)
    page.context.set_offline(True)
    page.close()
    desk.store.activity.keep_draft("ada", "hot_and_cold", "# later", datetime.now(UTC))
    page.context.set_offline(False)
    page = page.context.new_page()
    page.goto(f"{desk.url}/exercise?exercise=hot_and_cold")
    expect(editor_of(page)).to_have_value("# later")
    page.context.close()


def test_a_reset_works_at_once_and_for_good(desk: Desk, browser: Browser) -> None:
    page = desk.open(browser, "gradient_descent")
    starter = editor_of(page).input_value()
    write(page, "# nothing good")
    page.get_by_role("button", name="Reset to starter").click()
    expect(editor_of(page)).to_have_value(starter)
    page.reload()
    expect(editor_of(page)).to_have_value(starter)
    write(page, "# nothing better")
    page.reload()
    expect(editor_of(page)).to_have_value("# nothing better")
    page.get_by_role("button", name="Reset to starter").click()
    expect(editor_of(page)).to_have_value(starter)
    page.context.close()


def test_the_keyboard_leaves_the_editor_with_a_draft_that_came_back(
    desk: Desk, browser: Browser
) -> None:
    desk.store.activity.keep_draft("ada", "broadcasting", "# an old idea", datetime.now(UTC))
    page = desk.open(browser, "broadcasting")
    expect(page.get_by_text("is back. It is not submitted")).to_be_visible()
    editor_of(page).focus()
    page.keyboard.type("# new")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    submit = page.get_by_role("button", name="Submit", exact=True)
    expect(submit).to_be_focused()
    for _ in range(100):
        if (kept := desk.store.activity.draft("ada", "broadcasting")) and "new" in kept.text:
            break
        page.wait_for_timeout(100)
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    expect(submit).to_be_focused()
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_examples_and_verdict_come_into_view_and_are_said(
    desk: Desk, browser: Browser, width: int
) -> None:
    page = desk.open(browser, "forward_linear", width)
    write(page, f"{WRONG}# for {width} pixels\n")  # the same text again would be no new attempt
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said(page, "examples pass")).to_be_attached(timeout=PATIENCE)
    expect(page.locator(".st-key-examples")).to_be_in_viewport()
    editor_of(page).focus()
    page.keyboard.press("Control+Enter")
    expect(said(page, "of 10 points")).to_contain_text("Fix this first", timeout=PATIENCE)
    expect(page.locator(".st-key-verdict").get_by_text("Fix this first")).to_be_in_viewport()
    assert editor_of(page).evaluate("area => area.matches(':focus')")
    while (hint := page.get_by_role("button", name="Show a hint")).count():
        shown = page.locator(".st-key-hints p").count()
        hint.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".st-key-hints p")).to_have_count(shown + 1)
        hint_text = page.locator(".st-key-hints p").last.inner_text().partition(". ")[2]
        expect(page.get_by_role("status").filter(has_text=hint_text[-20:])).to_be_attached()
        page.wait_for_function("document.activeElement !== document.body")
        assert focused(page) in ("hint", "hints")
    page.context.close()


def test_a_quiz_keeps_the_focus_from_question_to_result(desk: Desk, browser: Browser) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(f"{desk.url}/quiz")
    page.get_by_role("combobox").last.click()
    page.get_by_role("option", name="Predict").click()
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    page.get_by_role("button", name="Practise this module").focus()
    page.keyboard.press("Enter")
    expect(said(page, "Question 1 of")).to_be_attached(timeout=60_000)
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == "question"
    field = page.locator(".st-key-question").get_by_role("textbox")
    field.fill("SNARC")
    page.get_by_role("button", name="Answer").focus()
    page.keyboard.press("Enter")
    expect(said(page, "Not right.")).to_be_attached()
    expect(page.get_by_role("button", name="Next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page, "Question 2 of")).to_be_attached()
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == "question"
    page.get_by_role("button", name="Leave").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-quiz_lobby")).to_be_focused()
    page.context.close()


def test_who_learns_alone_sees_no_pages_about_a_class(desk: Desk, browser: Browser) -> None:
    page = desk.open(browser, "dropout")
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links).to_contain_text(["Home", "Exercise", "Quiz", "Concepts", "History"])
    expect(page.get_by_label("Learner")).to_have_count(0)
    links.first.click()
    page.get_by_role("link", name="Do you teach a class?").click()
    expect(page.get_by_role("heading", name="Roster")).to_be_visible()
    expect(links).to_have_count(12)
    page.context.close()


def test_what_is_too_wide_for_a_phone_scrolls_by_keyboard_too(desk: Desk, browser: Browser) -> None:
    page = desk.open(browser, "lstm", width=390)
    main = page.get_by_test_id("stMain")
    for wide in (page.locator(".katex-display").nth(1), page.get_by_test_id("stImageContainer")):
        expect(wide).to_have_attribute("tabindex", "0")
        assert wide.evaluate("part => part.scrollWidth > part.clientWidth")
        wide.focus()
        page.keyboard.press("End")
        page.keyboard.press("ArrowRight")
        handle = wide.element_handle()
        page.wait_for_function("part => part.scrollLeft > 0", arg=handle)
    assert main.evaluate("main => main.scrollWidth") == 390
    page.context.close()


def test_headings_have_no_gaps(desk: Desk, browser: Browser) -> None:
    page = desk.open(browser, "dropout")
    for address in ("", "exercise?exercise=lstm", "quiz", "concepts", "attempts", "class"):
        page.goto(f"{desk.url}/{address}")
        page.get_by_role("heading", level=1).wait_for()
        expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
        levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
            "found => found.map(heading => Number(heading.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        gaps = [(above, below) for above, below in pairwise(levels) if below > above + 1]
        assert not gaps, (address, levels)
    page.context.close()
