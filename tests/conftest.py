"""What tests share: the course, one grader for the whole run, and databases."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import create_engine, make_url, text

from tutor.course import Course, load_course
from tutor.grading.grader import Grader
from tutor.grading.graders import Graders
from tutor.records import Store

ROOT = Path(__file__).parents[1]
CHROMIUM = Path(os.environ.get("TUTOR_CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A page of a busy machine takes long. It is waited for a state, and this only bounds the wait.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that drive a browser are left out where there is none, and the summary says so."""
    if not CHROMIUM.exists():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"no browser at {CHROMIUM}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "no browser at" in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.write_line(
            f"{len(left_out)} browser tests were left out: install Chromium (apt-get install "
            "chromium, or set TUTOR_CHROMIUM to one) and run `make test` again."
        )


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """The real grader in this process, with a real zygote and real boxes."""
    grader = Grader()
    yield grader
    grader.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server: the one in TUTOR_TEST_POSTGRES_URL, or one of our own on a socket."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if url := os.environ.get("TUTOR_TEST_POSTGRES_URL"):
        yield url
        return
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        pytest.skip("no PostgreSQL: set TUTOR_TEST_POSTGRES_URL")
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with tempfile.TemporaryDirectory() as folder:
        if user:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, "-D", f"{folder}/data", *arguments],
                check=True,
                cwd=folder,
                user=user,
                stdout=subprocess.DEVNULL,
            )

        run("initdb", "--auth=trust", "--username=tutor", "--no-sync")
        options = f"-F -k {folder} -c listen_addresses="
        run("pg_ctl", "start", "--wait", "--log", f"{folder}/log", "--options", options)
        try:
            yield f"postgresql://tutor@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database: a new file, or a new schema of a PostgreSQL server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new folder/records.sqlite"
        return
    server = make_url(request.getfixturevalue("postgres_server"))
    engine = create_engine(server)
    name = f"tutor_test_{os.getpid()}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        schema = server.update_query_dict({"options": f"-csearch_path={name}"})
        yield schema.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(Store(url)) as store:
        store.upgrade()
        yield store


@pytest.fixture(scope="session")
def _pool() -> Iterator[Graders]:
    graders = Graders(ROOT, workers=2)
    yield graders
    graders.close()


@pytest.fixture
def graders(_pool: Graders) -> Iterator[Graders]:
    """The real grading processes of this run, behind futures.

    They are told the course with each request, so a test may set `root` to one of its own.
    """
    yield _pool
    _pool.root = ROOT


@dataclass(frozen=True)
class Served:
    """A dashboard in a process of its own, and what it wrote to its log."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def serve_dashboard(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[Served]]:
    """Serve the dashboard for these records, with these environment variables."""

    @contextmanager
    def serve(database: str, **environment: str) -> Iterator[Served]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        flags = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
        log = tmp_path_factory.mktemp("dashboard") / "log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", ROOT / "streamlit_app.py", *flags],
                cwd=ROOT / "tutor" / "dashboard",  # Streamlit reads its settings from here
                env=os.environ | {"TUTOR_DATABASE_URL": database} | environment,
                stdout=out,
                stderr=out,
            )
        try:
            _wait_for(port, process)
            yield Served(port, log)
        finally:
            process.terminate()
            process.wait(20)

    return serve


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"The dashboard ended with {process.returncode}.")
        with (
            contextlib.suppress(OSError),
            closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection,
        ):
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    pytest.fail("The dashboard did not come up.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
