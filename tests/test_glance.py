"""A look at the records without SQLAlchemy shows just what the store does."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from test_carrying import HISTORIES, carrying, merged
from test_records import NOON

from tutor.course import Course
from tutor.errors import Refused
from tutor.learning.path import LearningPath
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.glance import glance
from tutor.records.history_values import History


def teacher() -> Viewer:
    return Viewer("teacher", Role.INSTRUCTOR)


@settings(max_examples=40, deadline=None)
@given(history=HISTORIES)
def test_it_shows_what_the_store_shows(
    tmp_path_factory: pytest.TempPathFactory, course: Course, history: History
) -> None:
    file = tmp_path_factory.getbasetemp() / "glance" / "records.sqlite"
    with closing(Store(f"sqlite:///{file}")) as store, pytest.MonkeyPatch.context() as patch:
        store.upgrade()
        learner = merged(carrying(course, store), history)
        store.use_hint(learner, "mse", 1, 1)
        patch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{file}")
        seen = glance()
        assert seen is not None
        with closing(seen):
            assert seen.standings(learner) == store.standings(learner)
            assert seen.placements.newest(learner) == store.placements.newest(learner)
            quick, whole = (LearningPath(course, look, teacher) for look in (seen, store))
            assert quick.steps(learner) == whole.steps(learner)
            assert quick.hints(learner, "mse") == whole.hints(learner, "mse")


def test_it_is_left_to_the_store_where_it_could_be_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "records.sqlite"
    for url in (
        f"sqlite:///{file}",  # is not there
        "sqlite:///:memory:",
        f"sqlite:///file:{file}?uri=true",
        "postgresql://tutor@nowhere/tutor",
        f"sqlite:///{tmp_path}",
    ):
        monkeypatch.setenv("TUTOR_DATABASE_URL", url)
        assert glance() is None
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{file}")
    file.write_text("this is no database", encoding="utf-8")
    assert glance() is None
    file.unlink()
    with closing(Store(f"sqlite:///{file}")) as store:
        store.upgrade()
        store.add_submission("ada", "mse", "mse.py", "x = 1", NOON)
    monkeypatch.setattr("tutor.records.glance.NEWEST", "9999")
    assert glance() is None
    monkeypatch.undo()
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{file}")
    seen = glance()
    assert seen is not None
    seen.close()


def test_a_hint_is_recorded_as_the_store_does(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "records.sqlite"
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{file}")
    with closing(Store(f"sqlite:///{file}")) as store:
        store.upgrade()
        store.use_hint("ada", "mse", 1, 1)
        seen = glance()
        assert seen is not None
        with closing(seen):
            for learner in ("ada", "bob"):  # the records do not know bob yet
                for number in (1, 2, 2):
                    seen.use_hint(learner, "mse", 1, number)
                    store.use_hint(learner, "mse", 1, number)
                assert seen.hints_used(learner, "mse") == [(1, 1), (1, 2)]
        carried = carrying(course, store)
        ada, bob = (carried.export(learner, tmp_path / learner) for learner in ("ada", "bob"))
    assert [hint.number for hint in ada.hints] == [hint.number for hint in bob.hints] == [1, 2]
    times = [hint.used_at for hint in (*ada.hints, *bob.hints)]
    assert all(abs(datetime.now(UTC) - at) < timedelta(hours=1) for at in times)


def test_a_file_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "records.sqlite"
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{file}")
    with closing(Store(f"sqlite:///{file}")) as store:
        store.upgrade()
    seen = glance()
    assert seen is not None
    with closing(seen), closing(sqlite3.connect(file)) as other:
        other.execute("DROP TABLE hint_use")
        with pytest.raises(Refused, match="Your records cannot be written now: no such table"):
            seen.use_hint("ada", "mse", 1, 1)
