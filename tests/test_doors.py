"""The doors of the dashboard: a name that is not ours, what a browser is told, and that the pages
work under it."""

import http.client
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tutor.dashboard import hosts
from tutor.dashboard.doors import OTHER_NAME
from tutor.errors import Refused
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.records import Store

ROOT = Path(__file__).parents[1]
RIGHT = (ROOT / "solutions" / "01_predict" / "broadcasting.py").read_text(encoding="utf-8")
PATIENCE = 120_000  # milliseconds: a grading process imports torch first
NAMED = "learn.example.org"
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two learners, so that tables and charts have something to show."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('doors')}/records.sqlite")
    store.upgrade()
    for learner, points in (("ada", 8.0), ("bob", 3.0)):
        checks = (
            CheckResult("a", "Right", 1, points, Outcome.PASSED),
            CheckResult("b", "Wrong", 1, 10 - points, Outcome.WRONG),
        )
        number = store.add_submission(learner, "forward_linear", "forward_linear.py", "x = 1\n")
        report = Report("forward_linear", checks, "cpu", (), 1, "s", "e", 0.1, {})
        store.record(number, report.to_json())
    yield store
    store.close()


@pytest.fixture(scope="module")
def port(
    records: Store, serve_dashboard: Callable[..., AbstractContextManager[Any]]
) -> Iterator[int]:
    with serve_dashboard(
        records.url, TUTOR_LEARNER="ada", TUTOR_ALLOWED_HOSTS=f"{NAMED} other.example"
    ) as served:
        yield served.port


def asked(port: int, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = "" if answer.status == 101 else answer.read().decode("utf-8", "replace")
        return answer.status, answer.headers, text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8501",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "[::2]",
        "0.0.0.0",
        "x" * 1000,
    ],
)
@pytest.mark.parametrize("path", ["/", "/roster", "/_stcore/health", "/_stcore/stream"])
def test_a_name_that_points_here_gets_nothing(port: int, host: str, path: str) -> None:
    socket = SOCKET if path == "/_stcore/stream" else {}
    status, headers, text = asked(port, path, **socket, Host=host, Origin=f"http://{host}")
    assert (status, text) == (403, OTHER_NAME)
    assert headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:1", "127.0.0.1:99", "[::1]:8501", f"{NAMED}:443", "Other.Example"],
)
def test_our_own_names_get_in_whatever_their_case_and_port(port: int, host: str) -> None:
    assert asked(port, "/_stcore/health", Host=host)[0] == 200
    assert asked(port, "/_stcore/stream", **SOCKET, Host=host, Origin=f"http://{host}")[0] == 101


@pytest.mark.parametrize(
    "name", ["*", "", "https://x.example", "x.example:443", "x y", "-x", "::1"]
)
def test_what_is_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="without https"):
        hosts.checked(name)


def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere(port: int) -> None:
    script = re.search(r'src="\./(static/js/[^"]+)"', asked(port, "/")[2])
    assert script
    for path, status in [
        ("/", 200),
        ("/roster", 200),
        (f"/{script[1]}", 200),
        ("/favicon.png", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/media/nothing", 404),
    ]:
        answered, headers, _ = asked(port, path)
        assert answered == status, path
        protects(headers)
    protects(asked(port, "/", Host="evil.example")[1])
    protects(asked(port, "/_stcore/stream", **SOCKET, Host="evil.example")[1])


def protects(headers: http.client.HTTPMessage) -> None:
    """Each header is there once."""
    policies = headers.get_all("content-security-policy") or []
    assert len(policies) == 1
    rules = dict(rule.split(" ", 1) for rule in policies[0].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    sources = {source for rule in rules.values() for source in rule.split()}
    own = {"'self'", "'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", "blob:", "data:"}
    assert {s for s in sources if not s.startswith("'sha256-")} == own
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:"} & set(rules["script-src"].split())
    assert headers.get_all("x-frame-options") == ["DENY"]
    assert headers.get_all("x-content-type-options") == ["nosniff"]
    assert headers.get_all("referrer-policy") == ["same-origin"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.add_init_script(
        "window.violated = new Set();"
        "document.addEventListener('securitypolicyviolation', (event) => {"
        "  window.violated.add(event.effectiveDirective);"
        "  console.error('VIOLATION', event.effectiveDirective, event.blockedURI); })"
    )
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What the browser will have refused to load or run on this page; the list grows."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if re.search("VIOLATION|Content Security Policy", message.text):
            found.append(message.text)

    page.on("console", listen)
    return found


# Each page, and what can be seen only when all its parts have been loaded.
PAGES = {
    "": "svg.marks",
    "quiz": "role=button[name='Practise']",
    "concepts": "canvas",
    "attempts": "canvas",
    "class": "svg.marks",
    "analysis": "svg.marks",
    "questions": "role=heading[name='Quiz analysis']",
    "gradebook": "canvas",
    "submissions": "input[type=file]",
    "roster": "canvas",
}


@pytest.mark.browser
def test_every_page_works_under_the_policy(port: int, page: Page) -> None:
    refused = violations(page)
    page.goto(f"http://127.0.0.1:{port}/exercise?exercise=broadcasting")
    statement = page.get_by_alt_text("A column of labels meets a row")
    expect(statement).to_be_visible(timeout=PATIENCE)
    editor = page.get_by_role("textbox", name="Your code for")
    editor.click()
    editor.press("Control+a")
    page.keyboard.insert_text(RIGHT)
    editor.press("Control+Enter")
    expect(page.get_by_text("Other solutions")).to_be_visible(timeout=PATIENCE)
    drawn = page.locator(".st-key-verdict [data-testid=stImage] img").last
    expect(drawn).to_be_visible(timeout=PATIENCE)
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    for place, part in PAGES.items():
        page.goto(f"http://127.0.0.1:{port}/{place}")
        expect(page.locator(part).first).to_be_attached(timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
    assert refused == [], "\n".join(dict.fromkeys(refused))


@pytest.mark.browser
def test_what_was_smuggled_into_a_page_neither_runs_nor_calls_home(port: int, page: Page) -> None:
    page.goto(f"http://127.0.0.1:{port}/concepts")
    expect(page.locator("canvas").first).to_be_attached(timeout=PATIENCE)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.smuggled = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", `
                <img src="nowhere" onerror="window.smuggled = true">
                <img src="http://127.0.0.1:1/"> <iframe src="http://127.0.0.1:1/"></iframe>
                <form action="http://127.0.0.1:1/" id="form"></form>`);
            document.getElementById("form").submit();
            return fetch("http://127.0.0.1:1/").catch(() => null);
        }"""
    )
    rules = {"script-src-elem", "script-src-attr", "img-src", "frame-src", "connect-src"}
    for _ in range(200):  # the browser tells of each in its own time
        if rules | {"form-action"} <= set(page.evaluate("[...window.violated]")):
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail(f"not refused: {rules - set(page.evaluate('[...window.violated]'))}")
    assert page.evaluate("window.smuggled") is None


@pytest.mark.browser
def test_no_other_page_shows_ours_in_a_frame(port: int, browser: Browser) -> None:
    page = browser.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.set_content(f'<iframe src="http://127.0.0.1:{port}/"></iframe>')
    page.close()
