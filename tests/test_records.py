"""The records keep every piece of work, whoever writes at the same time, on both databases."""

import gc
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.pool import QueuePool

from tutor.errors import Refused
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.records import Standing, Store, Submission, migrations
from tutor.records.database import open_engine, transaction

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WRITER = """
import json, sys
from tutor.records import Store
store = Store(sys.argv[1])
store.upgrade()
for number in range(20):
    submission = store.add_submission("ada", "dropout", sys.argv[2], f"x = {number}")
    store.record(submission, json.loads(sys.argv[3]))
store.close()
"""


def report(
    points: float = 3.0, *, outcome: Outcome = Outcome.PASSED, seed: int = 1, suite: str = "s1"
) -> dict[str, Any]:
    """A report of two checks: one worth `points` that ended so, and a wrong one worth two."""
    checks = (
        CheckResult("forward", "The forward pass", 1, points, outcome),
        CheckResult("scale", "The scale", 2, 2.0, Outcome.WRONG, "Too small.", mistake="unscaled"),
    )
    return Report(
        exercise="dropout",
        checks=checks,
        device="cpu",
        isolation=("seccomp",),
        seed=seed,
        suite_version=suite,
        engine_version="e1",
        seconds=0.5,
        misconceptions={"unscaled": "The survivors are not scaled."},
    ).to_json()


def hand_in(store: Store, learner: str = "ada", exercise: str = "dropout", minute: int = 0) -> int:
    received = NOON + timedelta(minutes=minute)
    return store.add_submission(learner, exercise, f"{exercise}.py", "x = 1\n", received)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A second way into the database of `store`."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


def test_what_goes_in_comes_out(store: Store) -> None:
    received = datetime(2026, 3, 1, 14, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    source = "# Ünïcode 漢字 😀\r\n" + "x = 1\n" * 10_000
    submission_id = store.add_submission("ada", "dropout", "my dropout.py", source, received)
    store.record(submission_id, report())

    expected = Submission(submission_id, "ada", "dropout", "my dropout.py", source, received)
    assert store.submission(submission_id) == expected
    assert store.submission(submission_id).received.tzinfo is UTC
    attempt = store.attempt(submission_id)
    assert attempt.report == report()
    assert store.attempts() == [attempt]


def test_a_submission_is_received_now_unless_told_otherwise(store: Store) -> None:
    before = datetime.now(UTC)
    submission_id = store.add_submission("ada", "dropout", "dropout.py", "x = 1")
    assert before <= store.submission(submission_id).received <= datetime.now(UTC)


def test_attempts_are_chosen_by_learner_and_exercise_oldest_first(store: Store) -> None:
    late = hand_in(store, minute=2)
    other = hand_in(store, learner="bob", minute=1)
    early = hand_in(store, minute=0)
    conv = hand_in(store, exercise="conv", minute=3)

    def ids(learner: str | None = None, exercise: str | None = None) -> list[int]:
        return [attempt.submission_id for attempt in store.attempts(learner, exercise)]

    assert ids() == [early, other, late, conv]
    assert ids(learner="ada") == [early, late, conv]
    assert ids(exercise="dropout") == [early, other, late]
    assert ids("ada", "dropout") == [early, late]
    assert ids("carol") == []
    assert store.learners() == ["ada", "bob"]


def test_a_submission_is_kept_before_it_is_graded(store: Store) -> None:
    second, first = hand_in(store, minute=1), hand_in(store, minute=0)
    assert store.waiting() == [first, second]
    assert store.attempt(first).report is None

    store.record(first, report())
    assert store.waiting() == [second]


def test_recording_the_same_grading_again_adds_nothing(store: Store) -> None:
    submission_id = hand_in(store)
    first = store.record(submission_id, report(3.0))
    assert store.record(submission_id, report(1.0)) == first
    assert store.attempt(submission_id).report == report(3.0)


def test_the_newest_regrade_is_in_force(store: Store) -> None:
    submission_id = hand_in(store)
    first = store.record(submission_id, report(3.0, suite="s1"))
    second = store.record(submission_id, report(1.0, suite="s2"))
    assert first != second
    assert store.attempt(submission_id).report == report(1.0, suite="s2")
    assert store.standings()[0].best_score == 1.0


def test_a_failure_of_the_grader_is_no_mark(store: Store) -> None:
    submission_id = hand_in(store)
    failed = store.record(submission_id, report(outcome=Outcome.GRADER_ERROR))
    assert store.waiting() == [submission_id]
    assert store.attempt(submission_id).report is None
    assert store.standings()[0].best_score is None

    assert store.record(submission_id, report()) != failed
    assert store.waiting() == []
    store.record(submission_id, report(outcome=Outcome.GRADER_ERROR, seed=2))
    assert store.attempt(submission_id).report == report()


def test_a_grading_is_recorded_whole_or_not_at_all(store: Store) -> None:
    submission_id = hand_in(store)
    broken = report()
    del broken["tests"][1]["extra_data"]["mistake"]
    with pytest.raises(KeyError):
        store.record(submission_id, broken)
    assert store.waiting() == [submission_id]


def test_an_unknown_submission_is_refused(store: Store) -> None:
    for use in (store.submission, store.attempt, lambda number: store.record(number, report())):
        with pytest.raises(Refused, match=r"^There is no submission 7\.$"):
            use(7)


def test_a_hint_counts_once(store: Store) -> None:
    store.use_hint("ada", "dropout", 2, 1)
    store.use_hint("ada", "dropout", 1, 1)
    store.use_hint("ada", "dropout", 2, 1)
    store.use_hint("bob", "dropout", 1, 2)
    assert store.hints_used("ada", "dropout") == [(2, 1), (1, 1)]
    assert store.hints_used("ada", "conv") == []


def test_upgrading_again_changes_nothing(url: str) -> None:
    with closing(Store(url)) as store:
        assert store.revision() is None
        store.upgrade()
        revision = store.revision()
        submission_id = hand_in(store)
        store.upgrade()
        assert store.revision() == revision is not None
        assert store.waiting() == [submission_id]


def test_the_migrations_lead_to_the_models_and_back(store: Store, engine: Engine) -> None:
    store.record(hand_in(store), report())
    migrator = engine.execution_options(migrating=True)
    with transaction(migrator) as session:
        command.check(migrations.config(session.connection()))
    with transaction(migrator) as session:
        command.downgrade(migrations.config(session.connection()), "base")
    assert store.revision() is None
    store.upgrade()
    assert store.attempts() == []


def test_many_writers_lose_nothing(url: str) -> None:
    """Three programs meet at a database that is not there yet; then eight threads share one."""
    arguments = [sys.executable, "-c", WRITER, url]
    programs = [
        subprocess.Popen([*arguments, f"{number}.py", json.dumps(report())], stderr=subprocess.PIPE)
        for number in range(3)
    ]
    complaints = [program.communicate()[1] for program in programs]
    assert complaints == [b"", b"", b""]

    with closing(Store(url)) as store:
        assert len(store.attempts()) == 60
        with ThreadPoolExecutor(8) as threads:
            ids = list(threads.map(lambda minute: hand_in(store, minute=minute), range(80)))
            list(threads.map(lambda number: store.record(number, report()), ids * 2))
        assert len(set(ids)) == 80
        assert store.waiting() == []
        assert [standing.attempts for standing in store.standings()] == [140]


def test_readers_and_a_writer_do_not_wait_for_each_other(store: Store, engine: Engine) -> None:
    hints = text("SELECT count(*) FROM hint_use")
    with transaction(engine.execution_options(reading=True)) as reader:
        assert reader.scalar(hints) == 0
        store.use_hint("ada", "dropout", 1, 1)
        assert reader.scalar(hints) in (0, 1)  # SQLite shows one moment, PostgreSQL the newest
    with transaction(engine):
        assert store.hints_used("ada", "dropout") == [(1, 1)]


GRADINGS = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=3)
SUBMISSIONS = st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 9), GRADINGS)


@given(work=st.lists(SUBMISSIONS, max_size=8))
@settings(
    derandomize=True,
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_standings_are_what_plain_python_computes(
    store: Store, work: list[tuple[str, str, int, list[tuple[int, bool]]]]
) -> None:
    earlier = store.standings()
    example = f"{len(store.attempts()):04}"  # one database for all examples, other learners in each
    expected: dict[tuple[str, str], Standing] = {}
    for name, exercise, minute, gradings in work:
        learner = example + name
        submission_id = hand_in(store, learner, exercise, minute)
        mark: float | None = None
        for seed, (points, finished) in enumerate(gradings):
            outcome = Outcome.PASSED if finished else Outcome.GRADER_ERROR
            store.record(submission_id, report(points, outcome=outcome, seed=seed))
            mark = points if finished else mark

        old = expected.get((learner, exercise))
        marks = [mark, old.best_score if old else None]
        best = max((score for score in marks if score is not None), default=None)
        received = NOON + timedelta(minutes=minute)
        expected[learner, exercise] = Standing(
            learner,
            exercise,
            attempts=old.attempts + 1 if old else 1,
            best_score=best,
            max_score=None if best is None else best + 2.0,
            last=max(old.last, received) if old else received,
        )
    assert store.standings() == earlier + [expected[key] for key in sorted(expected)]


@pytest.mark.parametrize(
    "url", ["records.sqlite", "mysql://root@host/tutor", "postgresql://host:port/tutor", "sqlite:/"]
)
def test_a_url_that_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(Refused, match=r"Write it as sqlite:////folder/records\.sqlite or"):
        Store(url)


def refusal(url: str | Path) -> str:
    """The one sentence with which an upgrade is refused."""
    address = str(url) if "://" in str(url) else f"sqlite:///{url}"
    with closing(Store(address)) as store, pytest.raises(Refused) as caught:
        store.upgrade()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "set TUTOR_DATABASE_URL to another place" in refusal(
        tmp_path / "file" / "records.sqlite"
    )


def test_a_database_that_may_only_be_read_is_read_but_not_written(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        store.upgrade()
        submission_id = hand_in(store)
    url = f"sqlite:///file:{tmp_path}/records.sqlite?mode=ro&uri=true"
    with closing(Store(url)) as store:
        assert store.waiting() == [submission_id]
        with pytest.raises(Refused, match=r"readonly.* check .* that you may write to it"):
            hand_in(store)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    assert "that you may write to it" in refusal(tmp_path / "records.sqlite")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Not a database.\n" * 100)
    assert "set TUTOR_DATABASE_URL to another file" in refusal(tmp_path / "notes.txt")


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE submission (id INTEGER)")
        assert "set TUTOR_DATABASE_URL to an empty database" in refusal(file)
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("submission",)]


def test_a_newer_schema_is_refused(store: Store, engine: Engine, url: str) -> None:
    assert store.revision() is not None
    with transaction(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "Update tutor" in refusal(url)


def test_records_that_were_never_set_up_are_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "new folder").mkdir()
    with closing(Store(url)) as store, pytest.raises(Refused, match="run `tutor db upgrade`"):
        store.attempts()


def test_a_server_that_does_not_answer_is_refused_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    sentence = refusal("postgresql://ada:secret@127.0.0.1:1/tutor")
    assert "set TUTOR_DATABASE_URL" in sentence
    assert "secret" not in sentence


def test_a_missing_driver_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Refused, match="pip install"):
        Store("postgresql://host/tutor")


def test_the_default_is_a_file_of_the_user_and_the_environment_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TUTOR_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Store().url.endswith("/records.sqlite")
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{tmp_path}/class.sqlite")
    assert Store().url == f"sqlite:///{tmp_path}/class.sqlite"


def test_a_store_that_is_dropped_leaves_no_connection_open(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/records.sqlite")
    store.upgrade()
    engine = store._engine
    assert store.learners() == []
    before = engine.pool
    assert isinstance(before, QueuePool)
    assert before.checkedin() == 1
    del store
    gc.collect()
    assert before.checkedin() == 0
