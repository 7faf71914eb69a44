"""The main journeys in a real browser: a learner's first visit, two at once, a class handed in."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tutor.course import load_course
from tutor.records import Store

pytestmark = pytest.mark.browser

RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
NO_BIAS = "def forward_linear(X, W, b):\n    return X @ W\n"
PATIENCE = 120_000  # milliseconds: a grading process imports torch first


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'records.db'}")
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def url(
    records: Store, serve_dashboard: Callable[..., AbstractContextManager[Any]]
) -> Iterator[str]:
    with serve_dashboard(records.url, TUTOR_LEARNER="ada") as served:
        yield served.url
        assert "database is locked" not in served.log.read_text()
        assert "Traceback" not in served.log.read_text()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    yield context.new_page()
    context.close()


def write(page: Page, code: str) -> None:
    editor = page.get_by_role("textbox", name="Your code for")
    editor.click()
    editor.press("Control+a")
    page.keyboard.insert_text(code)
    editor.press("Control+Enter")


def test_a_first_visit_ends_with_full_marks_and_a_quiz(
    url: str, page: Page, records: Store
) -> None:
    page.goto(url)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Hello, tensor").first).to_be_visible(timeout=PATIENCE)
    page.goto(f"{url}/exercise?exercise=forward_linear")
    expect(page.get_by_text("The forward pass of a linear layer").first).to_be_visible(
        timeout=PATIENCE
    )
    write(page, NO_BIAS)
    expect(page.get_by_text("Misconception: ").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Attempt 1").first).to_be_visible()
    write(page, RIGHT)
    expect(page.get_by_text("Other solutions")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Quiz", exact=True).click()
    page.get_by_role("combobox").last.click()
    page.get_by_role("option", name="Predict").click()
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
    page.get_by_role("button", name="Practise this module").click()
    page.get_by_label("A word or two").fill("Mark I Perceptron")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Right.").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Question 2 of 10")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Concepts", exact=True).click()
    expect(page.get_by_text("history of neural networks").first).to_be_attached(timeout=PATIENCE)
    page.get_by_role("link", name="Home", exact=True).click()
    done = f"1 of {len(load_course().exercises)} exercises done"
    expect(page.get_by_text(done)).to_be_visible(timeout=PATIENCE)
    assert [s.best_score for s in records.standings("ada")] == [10]


def test_two_learners_at_once_do_not_disturb_each_other(
    url: str, browser: Browser, records: Store
) -> None:
    pages = {}
    for name in ("ada", "bob"):
        records.add_submission(name, "dropout", "dropout.py", "x = 1\n")
        pages[name] = browser.new_context().new_page()
        pages[name].goto(f"{url}/exercise?exercise=forward_linear&learner={name}")
        expect(pages[name].get_by_text("Run the examples").first).to_be_visible(timeout=PATIENCE)
    write(pages["ada"], RIGHT)
    write(pages["bob"], NO_BIAS)
    expect(pages["ada"].get_by_text("Other solutions")).to_be_visible(timeout=PATIENCE)
    expect(pages["bob"].get_by_text("Misconception: ").first).to_be_visible(timeout=PATIENCE)
    best = {s.learner: s.best_score for s in records.standings() if s.exercise == "forward_linear"}
    assert best["ada"] == 10
    assert (best["bob"] or 0) < 10
    for open_page in pages.values():
        open_page.context.close()


def class_zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("ada_101_assignsubmission_file_/forward_linear.py", RIGHT)
        archive.writestr("bob_102_assignsubmission_file_/forward_linear.py", NO_BIAS)
        archive.writestr("bob_102_assignsubmission_file_/notes.txt", "not code")
    return data.getvalue()


def test_an_instructor_hands_in_a_class_and_exports_the_gradebook(
    url: str, page: Page, records: Store, tmp_path: Path
) -> None:
    upload = tmp_path / "class.zip"
    upload.write_bytes(class_zip())
    page.goto(f"{url}/submissions")
    page.locator("input[type=file]").first.set_input_files(upload)
    expect(page.get_by_role("button", name="Submit 2 files")).to_be_attached(timeout=PATIENCE)
    page.get_by_role("button", name="Grade").first.click()
    deadline = PATIENCE
    while deadline > 0 and len(records.waiting()) + (2 - len(records.attempts())) > 0:
        page.wait_for_timeout(500)
        deadline -= 500
    assert {s.learner: s.best_score == 10 for s in records.standings()} == {
        "ada": True,
        "bob": False,
    }
    page.goto(f"{url}/gradebook")
    expect(page.get_by_role("heading", name="Gradebook")).to_be_visible(timeout=PATIENCE)
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="One row for each learner").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(text.splitlines())
    assert header[0] == "learner"
    assert "ada" in {row[0] for row in rows}
