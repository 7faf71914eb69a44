"""What tests share: the course, one grader for the whole run, and databases."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tutor.course import Course, load_course
from tutor.grading.grader import Grader
from tutor.grading.graders import Graders
from tutor.records import Store

ROOT = Path(__file__).parents[1]


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
def graders() -> Iterator[Graders]:
    """A real grading process behind futures."""
    graders = Graders(ROOT)
    yield graders
    graders.close()
