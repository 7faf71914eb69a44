"""The class server as a learner's machine sees it: signing in, handing in, fetching the report.

A token lies in the user's settings, for nobody else to read. `TUTOR_SERVER` and `TUTOR_TOKEN` stand
in for it, for a notebook on a lent machine.
"""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import platformdirs

from tutor.errors import Refused, TutorError
from tutor.grading.source import printable

if TYPE_CHECKING:
    import requests

PATH = "/api/v1"
_SECONDS = 20  # that one answer may take
_HERE = ("localhost", "127.0.0.1", "::1")


class NoConnection(TutorError):
    """The class server did not answer; what was to be sent is kept."""


class NotTaken(Refused):
    """The class server will never take this, however often it is sent."""


@dataclass(frozen=True)
class Login:
    """Where this machine hands in, and for whom."""

    url: str
    learner: str
    token: str


def login_file() -> Path:
    return platformdirs.user_config_path("tutor") / "class_server.json"


def current_login() -> Login | None:
    """Where this machine is signed in. Raises Refused where that cannot be read."""
    if url := os.environ.get("TUTOR_SERVER"):
        if token := os.environ.get("TUTOR_TOKEN"):
            return Login(checked_url(url), "", token)
        raise Refused("TUTOR_SERVER is set and TUTOR_TOKEN is not. Set both, or none.")
    file = login_file()
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return Login(str(found["url"]), str(found["learner"]), str(found["token"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{file} cannot be read. Sign in again with `tutor login URL`.") from None


def is_signed_in() -> bool:
    """Whether this machine hands in to a class server; nothing is read."""
    return bool(os.environ.get("TUTOR_SERVER")) or login_file().exists()


def keep_login(login: Login) -> None:
    """Write the login where only this user reads it."""
    write_private(login_file(), json.dumps(asdict(login)))


def forget_login() -> None:
    login_file().unlink(missing_ok=True)
    _marks_file().unlink(missing_ok=True)


def _marks_file() -> Path:
    return platformdirs.user_data_path("tutor") / "class_marks.json"


def keep_marks(login: Login) -> None:
    """Ask for the learner's marks and keep them, for commands that need no connection. A token
    from the environment is for a lent machine, where nothing is kept."""
    if login.learner:
        marks = ClassServer(login.url, login.token).marks()
        kept = {"url": login.url, "learner": login.learner, "marks": marks}
        write_private(_marks_file(), json.dumps(kept))


def kept_marks(login: Login) -> dict[str, Any] | None:
    """What was kept last for this login; None where that is nothing, or cannot be read."""
    try:
        kept = json.loads(_marks_file().read_text(encoding="utf-8"))
        whose = (kept["url"], kept["learner"])
        marks = kept["marks"] if whose == (login.url, login.learner) else None
        return marks if isinstance(marks, dict) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_private(file: Path, text: str) -> None:
    """Write a whole file for this user alone, or none."""
    new = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None


def checked_url(url: str, *, without_tls: bool = False) -> str:
    """The address without its path to a page. Raises Refused where a code would be sent in clear
    text to another machine."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise Refused(f"'{url}' is no address. Write it as https://tutor.example.org.")
    if parts.scheme == "http" and host not in _HERE and not without_tls:
        raise Refused(
            f"http://{parts.netloc} would carry your code where others can read it. Use https://, "
            "or add --without-tls in a network that you trust."
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


class ClassServer:
    """Requests to one class server."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        self.token = token

    def sign_in(self, name: str, code: str) -> Login:
        """Turn a sign-in code into a login. Raises Refused as the server does."""
        machine = platform.node() or "a machine"
        answer = self._ask("POST", "/machines", {"name": name, "code": code, "machine": machine})
        return Login(self.url, str(answer["learner"]), str(answer["token"]))

    def sign_out(self) -> None:
        """Withdraw the token of this machine."""
        self._ask("DELETE", "/machines/this")

    def hand_in(self, handed: dict[str, str]) -> int:
        """Return the number that the submission has on the server."""
        return int(self._ask("POST", "/submissions", handed)["number"])

    def standing(self, number: int) -> dict[str, Any]:
        """How far the grading of a submission is."""
        return self._ask("GET", f"/submissions/{number}")

    def marks(self) -> dict[str, Any]:
        """The learner's deadlines and marks, and what they follow from."""
        return self._ask("GET", "/marks")

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        """Return what the server says. Raises Refused in the server's words, or NoConnection."""
        import requests

        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = requests.request(
                method,
                self.url + PATH + path,
                json=body,
                headers=headers,
                timeout=_SECONDS,
                allow_redirects=False,  # a token is for the server that gave it
            )
        except requests.RequestException as error:
            raise NoConnection(f"{self.url} cannot be reached ({_why(error)}).") from None
        if answer.status_code >= 500:
            raise NoConnection(f"{self.url} cannot answer now ({_reason(answer)}).")
        return _content(answer.status_code, answer.content, self.url)


def _content(status: int, content: bytes, url: str) -> dict[str, Any]:
    if status == 204:
        return {}
    try:
        found = json.loads(content)
        assert isinstance(found, dict)
    except (ValueError, RecursionError, AssertionError):
        raise Refused(f"{url} is no class server. Ask your instructor for its address.") from None
    if status >= 300:
        words = printable(str(found.get("detail") or f"{url} answered with {status}."))
        raise (NotTaken if status in (400, 413, 422) else Refused)(words)
    return found


def _reason(answer: "requests.Response") -> str:
    """In the server's words, where it has some."""
    try:
        return printable(str(answer.json()["detail"])).rstrip(".")
    except (ValueError, KeyError, TypeError, RecursionError):
        return str(answer.status_code)


def _why(error: Exception) -> str:
    """A reason that a person can use."""
    reasons: list[tuple[str, str]] = [
        ("Timeout", "it took too long to answer"),
        ("SSLError", "its certificate is not valid"),
        ("ConnectionError", "no connection"),
    ]
    names = [kind.__name__ for kind in type(error).__mro__]
    return next((words for name, words in reasons if name in names), type(error).__name__)
