"""Fifty learners at once, in fifty real browser windows. Run: make load

Each opens the exercise, writes an answer, submits it and waits for the feedback, while the others
do the same. What counts is that nothing is lost and nobody reads of a locked database; the seconds
belong to two cores that carry the browsers too.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, async_playwright, expect

from tutor.records import Store

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 600_000  # milliseconds
ANSWERS = {
    True: "def forward_linear(X, W, b):\n    return X @ W + b\n",
    False: "def forward_linear(X, W, b):\n    return X @ W\n",
}


@contextmanager
def served(database: str, log: Path) -> Iterator[str]:
    """A dashboard in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", ROOT / "streamlit_app.py", *flags],
            cwd=ROOT / "tutor" / "dashboard",
            env=os.environ | {"TUTOR_DATABASE_URL": database},
            stdout=out,
            stderr=out,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(20)


async def learn(browser: Browser, url: str, number: int, ready: asyncio.Barrier) -> float:
    """One learner; returns the seconds from submitting to the feedback."""
    context = await browser.new_context(viewport={"width": 1000, "height": 800})
    page = await context.new_page()
    await page.goto(
        f"{url}/exercise?exercise=forward_linear&learner=learner{number:02}", timeout=PATIENCE
    )
    editor = page.get_by_role("textbox", name="Your code for")
    await expect(editor).to_be_visible(timeout=PATIENCE)
    await ready.wait()
    start = time.perf_counter()
    await hand_in(page, ANSWERS[number % 2 == 0])
    feedback = "Other solutions" if number % 2 == 0 else "Misconception: "
    await expect(page.get_by_text(feedback).first).to_be_visible(timeout=PATIENCE)
    taken = time.perf_counter() - start
    await context.close()
    return taken


async def hand_in(page: Page, code: str) -> None:
    editor = page.get_by_role("textbox", name="Your code for")
    await editor.click(timeout=PATIENCE)
    await editor.press("Control+a", timeout=PATIENCE)
    await page.keyboard.insert_text(code)
    await editor.press("Control+Enter", timeout=PATIENCE)


async def crowd(url: str, learners: int) -> list[float]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        ready = asyncio.Barrier(learners)
        taken = await asyncio.gather(*(learn(browser, url, n, ready) for n in range(learners)))
        await browser.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=50)
    learners = parser.parse_args().learners
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/records.db")
        store.upgrade()
        for number in range(learners):
            store.add_submission(f"learner{number:02}", "dropout", "dropout.py", "x = 1\n")
        log = Path(folder) / "log"
        with served(store.url, log) as url:
            start = time.perf_counter()
            taken = sorted(asyncio.run(crowd(url, learners)))
            total = time.perf_counter() - start
        standings = [s for s in store.standings() if s.exercise == "forward_linear"]
        best = {s.learner: s.best_score for s in standings}
        marks = [best.get(f"learner{n:02}") for n in range(learners)]
        right = sum(
            mark is not None and (mark == 10) == (n % 2 == 0) for n, mark in enumerate(marks)
        )
        troubles = re.findall(r"database is locked|Traceback.*", log.read_text())
        print(f"{learners} learners, all done after {total:.0f} s")
        print(f"  submissions kept {len(standings)}, marked as they should be {right}")
        print(f"  'database is locked' or tracebacks in the log: {len(troubles)}")
        print(
            f"  from submitting to the feedback: median {statistics.median(taken):.1f} s, "
            f"slowest {taken[-1]:.1f} s"
        )
        store.close()


if __name__ == "__main__":
    main()
