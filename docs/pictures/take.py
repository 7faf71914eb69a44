"""Take the pictures of the documentation, of the demonstration class.

Run: tutor demo --no-serve, then python docs/pictures/take.py URL with a dashboard of those records.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
PAGES = {
    "home": "?learner=student-04",
    "exercise": "exercise?exercise=dropout&learner=student-04",
    "quiz": "quiz?learner=student-04",
    "concepts": "concepts?learner=student-04",
    "history": "attempts?learner=student-04",
    "class": "class",
    "analysis": "analysis",
    "questions": "questions",
    "gradebook": "gradebook",
    "submissions": "submissions",
    "roster": "roster",
}


def take(page: Page, url: str, name: str, place: str, suffix: str = "") -> None:
    page.goto(f"{url}/{place}")
    page.wait_for_timeout(5000)
    page.screenshot(path=HERE / f"{name}{suffix}.png")


def main() -> None:
    url = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, place in PAGES.items():
            take(page, url, name, place)
        browser.close()


if __name__ == "__main__":
    main()
