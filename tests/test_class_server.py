"""Handing in from one's own machine: the program of a learner, and a class server that marks."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from tutor.classroom.grades import Grades
from tutor.classroom.machines import Machines
from tutor.classroom.policy import GradePolicy
from tutor.classroom.sign_in import SignIn
from tutor.course import Course, create_handout, load_course
from tutor.dashboard.api import MAX_BODY, NO_CODES, NO_SUITES, OFTEN, UNKNOWN
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import source_from_bytes
from tutor.learning.allowance import Allowance, Allowances
from tutor.learning.outbox import Outbox
from tutor.learning.verdict import NOTHING_NEW
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person

ROOT = Path(__file__).parents[1]
TUTOR = Path(sys.executable).with_name("tutor")
TEACHER = Viewer("turing", Role.INSTRUCTOR)
RIGHT = (ROOT / "solutions" / "02_learn" / "mse.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("return", "return 2 *")


@dataclass(frozen=True)
class Class:
    """A class server in a process of its own, and the codes of its people."""

    url: str
    store: Store
    codes: dict[str, str]

    @property
    def machines(self) -> Machines:
        return Machines(self.store, lambda: TEACHER, SignIn(self.store, lambda: TEACHER))

    def token(self, name: str) -> dict[str, str]:
        """The header of somebody who is signed in."""
        asked = {"name": name, "code": self.codes[name], "machine": "test"}
        answer = requests.post(f"{self.url}/api/v1/machines", json=asked, timeout=60)
        assert answer.status_code == 201
        return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture(scope="module")
def school(
    tmp_path_factory: pytest.TempPathFactory,
    serve_dashboard: Callable[..., AbstractContextManager[Any]],
) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("school")
    with closing(Store(f"sqlite:///{folder}/records.sqlite")) as store:
        store.upgrade()
        store.people.keep([Person(name, "learner") for name in ("ada", "bob", "eve")])
        door = SignIn(store, lambda: TEACHER)
        codes = {name: door.new_code(name) for name in ("ada", "bob", "eve")}
        with serve_dashboard(store.url, TUTOR_SIGN_IN="codes") as served:
            yield Class(served.url, store, codes)


@dataclass(frozen=True)
class Desk:
    """A learner's own machine: a handout of the course, a workspace, and nothing of the suites."""

    home: Path
    handout: Path

    @property
    def outbox(self) -> list[Path]:
        return list((self.home / "data" / "tutor" / "outbox").glob("*.json"))

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            "TUTOR_COURSE": str(self.handout),
            "TUTOR_DATABASE_URL": f"sqlite:///{self.home}/records.sqlite",
            "TUTOR_LEARNER": "me",
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
        }
        return subprocess.run(
            [TUTOR, *arguments],
            env=os.environ | environment,
            cwd=self.home,
            input=typed,
            capture_output=True,
            text=True,
        )

    def write(self, code: str) -> None:
        (self.home / "mse.py").write_text(code, encoding="utf-8")


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory, course: Course) -> Path:
    folder = tmp_path_factory.mktemp("handout") / "course"
    create_handout(course, folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path, handout: Path) -> Desk:
    return Desk(tmp_path, handout)


def sign_in(desk: Desk, school: Class, name: str) -> None:
    done = desk.run("login", school.url, "--name", name, typed=f"{school.codes[name]}\n")
    assert done.returncode == 0, done.stderr
    assert f"You hand in as {name}" in done.stdout


def test_a_submission_is_marked_there_and_its_report_kept_here(desk: Desk, school: Class) -> None:
    sign_in(desk, school, "ada")
    desk.write(RIGHT)
    done = desk.run("submit", "mse")
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 / 10" in done.stdout
    [there] = school.store.attempts("ada", "mse")
    assert there.report is not None
    assert school.store.submission(there.submission_id).source == RIGHT
    with closing(Store(f"sqlite:///{desk.home}/records.sqlite")) as mine:
        [here] = mine.attempts("me", "mse")
        assert here.received == there.received
    assert "✓ mse" in desk.run("list").stdout
    assert desk.outbox == []


def test_the_token_is_for_its_user_alone(desk: Desk, school: Class) -> None:
    sign_in(desk, school, "ada")
    file = desk.home / "config" / "tutor" / "class_server.json"
    assert file.stat().st_mode & 0o077 == 0
    kept = file.read_text(encoding="utf-8")
    assert school.codes["ada"] not in kept


def test_without_a_connection_nothing_is_lost_and_the_time_is_told(
    desk: Desk, school: Class
) -> None:
    sign_in(desk, school, "bob")
    file = desk.home / "config" / "tutor" / "class_server.json"
    login = json.loads(file.read_text(encoding="utf-8"))
    desk.write(RIGHT)
    file.write_text(json.dumps(login | {"url": "http://127.0.0.1:9"}), encoding="utf-8")
    lost = desk.run("submit", "mse")
    assert lost.returncode == 2
    assert "cannot be reached" in lost.stderr
    assert "kept on this machine" in lost.stderr
    [waiting] = desk.outbox
    assert waiting.stat().st_mode & 0o077 == 0
    # The server is back, an hour later by this machine's clock.
    made = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    kept = json.loads(waiting.read_text(encoding="utf-8"))
    waiting.write_text(json.dumps(kept | {"server": login["url"], "made": made}), encoding="utf-8")
    file.write_text(json.dumps(login), encoding="utf-8")
    while "On their way: 1" in (told := desk.run("login").stdout):
        assert "is being graded" in told
    assert "the report is here" in told
    assert desk.outbox == []
    [attempt] = school.store.attempts("bob", "mse")
    number = attempt.submission_id
    assert school.store.machines.made([number]) == {number: datetime.fromisoformat(made)}
    assert attempt.received - datetime.fromisoformat(made) > timedelta(minutes=59)


def test_without_a_connection_the_same_file_is_kept_once(desk: Desk, school: Class) -> None:
    sign_in(desk, school, "bob")
    file = desk.home / "config" / "tutor" / "class_server.json"
    login = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(login | {"url": "http://127.0.0.1:9"}), encoding="utf-8")
    for code in (RIGHT, WRONG, WRONG):
        desk.write(code)
        lost = desk.run("submit", "mse").stderr
        assert lost.count("cannot be reached") == 1
        assert "the time counts at which it arrives" in lost
    assert len(desk.outbox) == 2
    assert "On their way: 2. They are sent when you sign in" in desk.run("logout").stdout
    assert len(desk.outbox) == 2


def test_a_handout_says_where_solutions_are(desk: Desk) -> None:
    refused = desk.run("solutions", "mse")
    assert refused.returncode == 2
    assert refused.stderr.count("The solutions are not in this course.") == 1


def test_more_attempts_than_allowed_are_refused_and_their_code_stays(
    desk: Desk, school: Class
) -> None:
    allowances = Allowances(load_course(), school.store, lambda: TEACHER)
    school.store.people.keep([Person("joy", "learner")])
    school.codes["joy"] = SignIn(school.store, lambda: TEACHER).new_code("joy")
    sign_in(desk, school, "joy")
    allowances.set(Allowance(per_day=2), "mse")
    try:
        desk.write(WRONG)
        assert "You have 1 more attempt now." in desk.run("submit", "mse").stderr
        again = desk.run("submit", "mse").stderr
        assert NOTHING_NEW in again
        assert "You have 1 more attempt now." in again
        desk.write(RIGHT)
        last = desk.run("submit", "mse")
        assert "2 attempts at mse in 24 hours. The next one is possible on" in last.stderr
        assert "tutor solutions" not in last.stdout  # a handout has none
        # One too many that had no connection is told, and its code is not lost.
        box = Outbox(desk.home / "data" / "tutor" / "outbox")
        box.add(school.url, "joy", "mse", source_from_bytes("mse.py", b"kept = 1\n"))
        told = desk.run("login").stdout
        assert "it was not taken. There are 2 attempts at mse" in told
        [aside] = (box.folder / "not_taken").iterdir()
        assert str(aside) in told
        assert aside.read_text(encoding="utf-8") == "kept = 1\n"
        assert desk.outbox == []
    finally:
        allowances.set(None, "mse")


def test_a_server_without_suites_takes_nothing_and_loses_nothing(
    desk: Desk,
    handout: Path,
    tmp_path: Path,
    serve_dashboard: Callable[..., AbstractContextManager[Any]],
) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/class.sqlite")) as store:
        store.upgrade()
        store.people.keep([Person("ada", "learner")])
        codes = {"ada": SignIn(store, lambda: TEACHER).new_code("ada")}
        with serve_dashboard(store.url, TUTOR_SIGN_IN="codes", TUTOR_COURSE=str(handout)) as served:
            sign_in(desk, Class(served.url, store, codes), "ada")
            desk.write(RIGHT)
            refused = desk.run("submit", "mse")
    assert refused.returncode == 2
    assert NO_SUITES in refused.stderr
    assert len(desk.outbox) == 1


def test_after_signing_in_a_check_leads_to_the_class(desk: Desk, school: Class) -> None:
    desk.write(RIGHT)
    assert "submit this file to your class" in desk.run("check", "mse").stdout
    sign_in(desk, school, "ada")
    assert "Next: tutor submit mse" in desk.run("check", "mse").stdout


def test_deadlines_marks_and_comments_of_the_class_are_told_here(desk: Desk, school: Class) -> None:
    name = "kim"
    school.store.people.keep([Person(name, "learner")])
    school.codes[name] = SignIn(school.store, lambda: TEACHER).new_code(name)
    grades = Grades(load_course(), school.store, lambda: TEACHER)
    now = datetime.now(UTC)
    grades.set_policy(GradePolicy(percent_per_day=50))
    grades.set_deadline("mse", now - timedelta(hours=1))
    grades.set_deadline("dropout", now + timedelta(days=3))
    grades.comment(name, "dropout", "Look at the mask.")
    try:
        sign_in(desk, school, name)
        listed = desk.run("list").stdout
        assert "Due next: dropout" in listed
        assert "Late, and not full marks yet: mse" in listed
        assert "turing says: Look at the mask." in desk.run("show", "dropout").stdout
        desk.write(RIGHT)
        marked = desk.run("submit", "mse")
        assert "10 / 10" in marked.stdout
        assert "Your mark is 5 of 10." in marked.stderr
        said = desk.run("progress").stdout
        assert "lost 50 % of what it earned" in said
        assert "As your class told them" in said
        here = {one["exercise"]: one for one in json.loads(desk.run("list", "--json").stdout)}
        assert (here["mse"]["mark"], here["dropout"]["comment"]) == (5.0, "Look at the mask.")
        # What was kept is another login's: it is not shown, nor after logging out.
        file = desk.home / "config" / "tutor" / "class_server.json"
        login = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps(login | {"learner": "eve"}), encoding="utf-8")
        assert "Due next" not in desk.run("list").stdout
        file.write_text(json.dumps(login), encoding="utf-8")
        assert desk.run("logout").returncode == 0
        assert not (desk.home / "data" / "tutor" / "class_marks.json").exists()
        assert "Due next" not in desk.run("list").stdout
    finally:
        grades.set_policy(GradePolicy())
        grades.set_deadline("mse", None)
        grades.set_deadline("dropout", None)


def test_marks_that_cannot_be_read_are_left_out(desk: Desk, school: Class) -> None:
    grades = Grades(load_course(), school.store, lambda: TEACHER)
    grades.set_deadline("dropout", datetime.now(UTC) + timedelta(days=3))
    try:
        sign_in(desk, school, "ada")
        assert "Due next" in desk.run("list").stdout
        file = desk.home / "data" / "tutor" / "class_marks.json"
        kept = json.loads(file.read_text(encoding="utf-8"))
        due = next(one for one in kept["marks"]["row"]["marks"] if one["due"])
        due["exercise"] = "\x1b[31mred"
        file.write_text(json.dumps(kept), encoding="utf-8")
        listed = desk.run("list")
        assert "Due next: \N{REPLACEMENT CHARACTER}[31mred" in listed.stdout
        damages: list[Any] = [{}, [], {**kept, "marks": []}, {**kept, "marks": {"row": 1}}]
        for damaged in damages:
            file.write_text(json.dumps(damaged), encoding="utf-8")
            listed = desk.run("list")
            assert (listed.returncode, listed.stderr) == (0, "")
            assert "Due next" not in listed.stdout
    finally:
        grades.set_deadline("dropout", None)


def test_sent_twice_is_stored_once(school: Class) -> None:
    head = school.token("eve")
    handed = {
        "key": uuid4().hex,
        "exercise": "mse",
        "filename": "mse.py",
        "text": WRONG,
        "made": datetime.now(UTC).isoformat(),
    }
    before = len(school.store.attempts("eve", "mse"))
    answers = [
        requests.post(f"{school.url}/api/v1/submissions", json=handed, headers=head, timeout=60)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert len(school.store.attempts("eve", "mse")) == before + 1


def test_a_file_that_is_no_attempt_is_refused_and_not_kept(desk: Desk, school: Class) -> None:
    sign_in(desk, school, "ada")
    desk.write("x = 1\0\n")
    refused = desk.run("submit", "mse")
    assert refused.returncode == 2
    assert desk.outbox == []


def test_a_machine_that_was_withdrawn_may_not_hand_in(desk: Desk, school: Class) -> None:
    sign_in(desk, school, "bob")
    for machine in school.machines.all():
        if machine.learner == "bob":
            school.machines.withdraw(machine.id)
    desk.write(RIGHT)
    refused = desk.run("submit", "mse")
    assert refused.returncode == 2
    assert UNKNOWN in refused.stderr
    assert len(desk.outbox) == 1


def test_after_logging_out_this_machine_marks_again(desk: Desk, school: Class) -> None:
    sign_in(desk, school, "ada")
    assert desk.run("logout").returncode == 0
    assert "not signed in" in desk.run("login").stdout
    desk.write(RIGHT)
    assert "not in this course" in desk.run("submit", "mse").stderr


def test_a_new_code_ends_what_the_old_one_opened(school: Class) -> None:
    head = school.token("eve")
    url = f"{school.url}/api/v1/submissions/1"
    assert requests.get(url, headers=head, timeout=60).status_code != 401
    code = SignIn(school.store, lambda: TEACHER).new_code("eve")
    assert requests.get(url, headers=head, timeout=60).status_code == 401
    school.codes["eve"] = code


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://tutor.example.org", "--without-tls"),
        ("ftp://tutor.example.org", "is no address"),
        ("https://", "is no address"),
        ("http://127.0.0.1:9", "cannot be reached"),
    ],
)
def test_an_address_that_will_not_do_is_told(desk: Desk, url: str, says: str) -> None:
    refused = desk.run("login", url, "--name", "ada", typed="abcd\n")
    assert refused.returncode == 2
    assert says in refused.stderr


def test_a_wrong_code_is_told(desk: Desk, school: Class) -> None:
    refused = desk.run("login", school.url, "--name", "ada", typed="aaaa-bbbb-cccc\n")
    assert refused.returncode == 2
    assert "The name or the code is wrong." in refused.stderr
    assert not (desk.home / "config").exists()


def test_another_learners_work_is_not_shown(school: Class) -> None:
    number = school.store.add_submission("bob", "mse", "mse.py", "SECRET = 1\n")
    answer = requests.get(
        f"{school.url}/api/v1/submissions/{number}", headers=school.token("ada"), timeout=60
    )
    assert answer.status_code == 400
    assert "SECRET" not in answer.text


def test_a_report_says_nothing_that_is_for_instructors(school: Class) -> None:
    number = school.store.add_submission("ada", "mse", "mse.py", "import os\n")
    checks = (CheckResult("a", "Right", 1, 10, Outcome.PASSED),)
    report = Report("mse", checks, "cpu", (), 1, "s", "e", 0.1, {}, tried=("asks for os",))
    school.store.record(number, report.to_json())
    url = f"{school.url}/api/v1/submissions/{number}"
    answer = requests.get(url, headers=school.token("ada"), timeout=60)
    assert answer.json()["state"] == "graded"
    assert "asks for os" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "Bearer", "é" * 50, "a" * 5000])
def test_who_has_no_token_gets_nothing(school: Class, token: str) -> None:
    head = {"Authorization": f"Bearer {token}".encode()}
    answer = requests.get(f"{school.url}/api/v1/submissions/1", headers=head, timeout=60)
    assert answer.status_code == 401


def test_a_request_that_is_too_large_is_not_read(school: Class) -> None:
    body = b'{"text": "' + b"x" * (MAX_BODY + 1) + b'"}'
    answer = requests.post(
        f"{school.url}/api/v1/submissions", data=body, headers=school.token("ada"), timeout=60
    )
    assert answer.status_code == 413


def test_handing_in_is_limited_in_rate(school: Class) -> None:
    head = school.token("eve")
    answers = [
        requests.post(
            f"{school.url}/api/v1/submissions",
            json={
                "key": uuid4().hex,
                "exercise": "no such exercise",
                "filename": "mse.py",
                "text": "x = 1\n",
                "made": datetime.now(UTC).isoformat(),
            },
            headers=head,
            timeout=60,
        )
        for _ in range(25)
    ]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["detail"] == OFTEN
    assert answers[-1].headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    "change",
    [{"key": "../../etc"}, {"made": "yesterday"}, {"text": 1}, {"filename": "x" * 300}],
)
def test_what_is_malformed_gets_one_sentence(school: Class, change: dict[str, Any]) -> None:
    handed = {
        "key": uuid4().hex,
        "exercise": "mse",
        "filename": "mse.py",
        "text": "x = 1\n",
        "made": datetime.now(UTC).isoformat(),
    }
    answer = requests.post(
        f"{school.url}/api/v1/submissions",
        json=handed | change,
        headers=school.token("ada"),
        timeout=60,
    )
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(next(iter(change)))


def test_the_interface_is_described(school: Class) -> None:
    described = requests.get(f"{school.url}/api/v1/openapi.json", timeout=60).json()
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {
        "/machines",
        "/machines/this",
        "/marks",
        "/submissions",
        "/submissions/{number}",
    }


def test_without_codes_a_terminal_cannot_sign_in(
    tmp_path: Path, serve_dashboard: Callable[..., AbstractContextManager[Any]]
) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        store.upgrade()
        with serve_dashboard(store.url, TUTOR_SIGN_IN="none") as served:
            asked = {"name": "ada", "code": "x", "machine": "test"}
            answer = requests.post(f"{served.url}/api/v1/machines", json=asked, timeout=60)
            assert (answer.status_code, answer.json()["detail"]) == (400, NO_CODES)
