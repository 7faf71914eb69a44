"""Signing in at a real server: the form, the cookie, and what a learner cannot reach."""

import http.client
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from tutor.classroom.sign_in import SignIn
from tutor.dashboard import state
from tutor.dashboard.sign_in import COOKIE
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person

ROOT = Path(__file__).parents[1]
TEACHER = Viewer("turing", Role.INSTRUCTOR)


@dataclass(frozen=True)
class Server:
    """A dashboard in class mode, in a process of its own, and the codes of its people."""

    port: int
    codes: dict[str, str]
    store: Store

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, origin: str | None = None, **fields: str) -> tuple[int, Message]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if origin:
            headers["Origin"] = origin
        with closing(connection):
            connection.request("POST", path, urllib.parse.urlencode(fields), headers)
            answer = connection.getresponse()
            return answer.status, answer.headers


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    serve_dashboard: Callable[..., AbstractContextManager[Any]],
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("class")
    store = Store(f"sqlite:///{folder}/records.sqlite")
    store.upgrade()
    store.people.keep([Person(name, "learner") for name in ("ada", "bob")])
    store.people.keep([Person("turing", "instructor")])
    door = SignIn(store, lambda: TEACHER)
    codes = {name: door.new_code(name) for name in ("ada", "bob", "turing")}
    store.add_submission("ada", "forward_linear", "forward_linear.py", "SECRET_OF_ADA = 1\n")
    with serve_dashboard(store.url, TUTOR_SIGN_IN="codes") as served:
        yield Server(served.port, codes, store)
    store.close()


def test_the_right_code_gets_a_cookie_that_scripts_cannot_read(server: Server) -> None:
    right = {"who_learns": "ada", "sign_in_code": server.codes["ada"]}
    status, headers = server.post("/auth/sign-in", **right)
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert server.codes["ada"] not in cookie


@pytest.mark.parametrize(
    "fields",
    [
        {"who_learns": "ada", "sign_in_code": "wrong"},
        {"who_learns": "nobody"},
        {},
        {"who_learns": "x" * 10**5},
    ],
)
def test_a_wrong_code_gets_a_sentence_and_no_cookie(server: Server, fields: dict[str, str]) -> None:
    status, headers = server.post("/auth/sign-in", **fields)
    assert status == 303
    assert headers["location"] == "/?problem=wrong"
    assert "set-cookie" not in headers


def test_a_form_of_another_site_is_refused(server: Server) -> None:
    evil = "https://evil.example"
    right = {"who_learns": "ada", "sign_in_code": server.codes["ada"]}
    status, headers = server.post("/auth/sign-in", evil, **right)
    assert (status, "set-cookie" in headers) == (403, False)
    assert server.post("/auth/sign-out", evil)[0] == 403


def signed_in(server: Server, browser: Browser, name: str) -> Page:
    """A window of its own, signed in through the form."""
    page = browser.new_context().new_page()
    page.goto(server.url)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Code").fill(server.codes[name])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as")).to_be_visible(timeout=30_000)
    return page


@pytest.mark.browser
def test_a_learner_reaches_nobody_else_by_any_address(server: Server, browser: Browser) -> None:
    page = signed_in(server, browser, "bob")
    for place in ("class", "gradebook", "roster", "submissions", "analysis", "questions"):
        page.goto(f"{server.url}/{place}")
        expect(page.get_by_text("Signed in as")).to_be_visible(timeout=30_000)
        expect(page.locator("body")).not_to_contain_text("SECRET_OF_ADA")
        expect(page.get_by_role("link", name="Gradebook")).to_have_count(0)
        assert page.get_by_role("heading", name="Roster").count() == 0
    for place in ("attempts?learner=ada", "exercise?exercise=forward_linear&learner=ada"):
        page.goto(f"{server.url}/{place}")
        expect(page.get_by_text("Signed in as")).to_be_visible(timeout=30_000)
        page.wait_for_timeout(1500)
        assert "SECRET_OF_ADA" not in page.content()
        assert "SECRET_OF_ADA" not in "".join(
            str(value)
            for value in page.locator("textarea").evaluate_all("e => e.map(x => x.value)")
        )


@pytest.mark.browser
def test_an_instructor_sees_the_class_and_signs_out(server: Server, browser: Browser) -> None:
    page = signed_in(server, browser, "turing")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Roster").click()
    expect(page.get_by_role("heading", name="Roster")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=30_000)
    page.goto(f"{server.url}/roster")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=30_000)


@pytest.mark.browser
def test_a_wrong_code_is_said_on_the_page(server: Server, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(server.url)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Code").fill("guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The name or the code is wrong")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "null", "http://[", "http://localhost:1"])
def test_pages_of_other_ports_get_no_socket(server: Server, origin: str) -> None:
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        asked = headers | {"Sec-WebSocket-Key": key, "Origin": origin}
        connection.request("GET", "/_stcore/stream", headers=asked)
        assert connection.getresponse().status == 403
    assert server.post("/auth/sign-out", origin)[0] == 403


def test_files_are_taken_from_nobody(server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request("PUT", "/_stcore/upload_file/session/file", b"x" * 1000)
        assert connection.getresponse().status == 403


@pytest.mark.browser
def test_an_old_page_gives_nothing_away_after_signing_out(server: Server, browser: Browser) -> None:
    page = signed_in(server, browser, "turing")
    page.goto(f"{server.url}/gradebook")
    download = page.get_by_role("button", name="One row for each learner")
    expect(download).to_be_visible(timeout=30_000)
    token = next(c["value"] for c in page.context.cookies() if c["name"] == COOKIE)
    SignIn(server.store, lambda: TEACHER).sign_out(token)
    page.get_by_label("Show one learner").click()
    page.get_by_role("option", name="ada").click()
    expect(page.get_by_text("You are not signed in").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("points,")).to_have_count(0)
    download.click()
    page.wait_for_timeout(2000)
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=30_000)


@pytest.fixture
def with_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A class whose people an identity provider vouches for, by e-mail address."""
    store = Store(f"sqlite:///{tmp_path}/records.sqlite")
    store.upgrade()
    store.people.keep([Person("ada@example.org", "learner"), Person("t@example.org", "instructor")])
    monkeypatch.setenv("TUTOR_DATABASE_URL", store.url)
    monkeypatch.setenv("TUTOR_SIGN_IN", "oidc")
    state.forget_tutor()
    yield store
    state.the_tutor().close()
    state.forget_tutor()
    store.close()


def visit(user: dict[str, Any]) -> AppTest:
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    at.user = user
    at.run()
    assert not at.exception
    return at


def test_an_identity_provider_says_who_and_the_roster_what(with_provider: Store) -> None:
    assert [title.value for title in visit({"is_logged_in": False}).title] == ["Sign in"]
    stranger = visit({"is_logged_in": True, "email": "eve@example.org"})
    assert "not on the roster" in stranger.error[0].value
    ada = visit({"is_logged_in": True, "email": "ada@example.org"})
    assert "Signed in as" in ada.sidebar.caption[0].value
    unsure = {"is_logged_in": True, "email": "t@example.org", "email_verified": False}
    assert "not on the roster" in visit(unsure).error[0].value
    teacher = visit({"is_logged_in": True, "email": "t@example.org"})
    assert "Signed in as" in teacher.sidebar.caption[0].value
    for visited in (ada, teacher):
        assert not visited.sidebar.selectbox
