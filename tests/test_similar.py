"""Code that looks alike: copies are found after renaming, people who only solve the same are not
listed, and learners never see any of it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_class_pages import page, said, tutor
from test_grades import Room, Run, report, room, run

from tutor.classroom.similarity import AlikePair, Similarity
from tutor.course import Course
from tutor.dashboard import places
from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person
from tutor.service import Tutor

__all__ = ["room", "run", "tutor"]

TEACHER = Viewer("grace", Role.INSTRUCTOR)
LONG = ["conv2d", "dropout", "lstm", "two_layer_net"]


class Renamed(ast.NodeTransformer):
    """Every name that a program gives itself is another one."""

    def __init__(self, tree: ast.Module) -> None:
        stored = [n for n in ast.walk(tree) if isinstance(n, ast.Name | ast.arg)]
        given = [n for n in stored if isinstance(n, ast.arg) or isinstance(n.ctx, ast.Store)]
        names = [n.arg if isinstance(n, ast.arg) else n.id for n in given]
        self.names = {name: f"mine_{n}" for n, name in enumerate(dict.fromkeys(names))}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names.get(node.arg, node.arg)
        return node


def disguised(text: str) -> str:
    """A copy with other names, no comments of its author, and another layout."""
    tree = ast.parse(text)
    return "# My own work.\n\n" + ast.unparse(Renamed(tree).visit(tree)).replace("    ", "\t")


def honest(course: Course, slug: str) -> dict[str, str]:
    """Programs that were written apart from each other, by the names of their files."""
    exercise = course.exercise(slug)
    files = [*exercise.alternatives, *(p for p in exercise.honest if p.suffix == ".py")]
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def with_a_copy(course: Course, slug: str) -> tuple[str, dict[str, str]]:
    """Whose program zoe has copied, and all programs."""
    programs = honest(course, slug)
    original = course.exercise(slug).alternatives[0].stem
    return original, programs | {"zoe": disguised(programs[original])}


def submit(course: Course, store: Store, slug: str, programs: dict[str, str]) -> None:
    for learner, text in programs.items():
        suffix = ".ipynb" if text.startswith("{") else ".py"
        number = store.add_submission(learner, slug, slug + suffix, text)
        store.record(number, report(slug, 5, course.exercise(slug).max_score))


def names(pair: AlikePair) -> set[str]:
    return {pair.left.learner, pair.right.learner}


def pairs(room: Room, slug: str) -> list[AlikePair]:
    return Similarity(room.course, room.store, lambda: TEACHER).pairs(slug)


@pytest.mark.parametrize("slug", LONG)
def test_a_disguised_copy_is_found(room: Room, slug: str) -> None:
    original, programs = with_a_copy(room.course, slug)
    submit(room.course, room.store, slug, programs)
    [pair] = [pair for pair in pairs(room, slug)[:2] if "zoe" in names(pair)]
    assert names(pair) == {original, "zoe"}
    for side in (pair.left, pair.right):
        lines = [line for line in side.lines if line.text.strip()]
        assert sum(line.is_shared for line in lines) > 0.4 * len(lines)


@pytest.mark.parametrize("slug", LONG)
def test_people_who_only_solve_the_same_are_hardly_listed(room: Room, slug: str) -> None:
    programs = honest(room.course, slug)
    submit(room.course, room.store, slug, programs)
    assert len(pairs(room, slug)) <= len(programs) // 4


def test_the_starter_and_the_only_way_to_write_it_do_not_count(room: Room) -> None:
    starter = room.course.exercise("dropout").starter.read_text(encoding="utf-8")
    submit(room.course, room.store, "dropout", dict.fromkeys("abcdef", starter))
    assert pairs(room, "dropout") == []
    right = room.course.exercise("conv2d").solution.read_text(encoding="utf-8")
    submit(room.course, room.store, "conv2d", dict.fromkeys("abcdef", right))
    assert pairs(room, "conv2d") == []  # half of the class has it: nothing is beyond chance


def test_a_copy_in_a_notebook_is_found_and_the_latest_attempt_counts(room: Room) -> None:
    original, programs = with_a_copy(room.course, "lstm")
    cell = nbformat.v4.new_code_cell(programs["zoe"])
    programs["zoe"] = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    submit(room.course, room.store, "lstm", programs)
    assert names(pairs(room, "lstm")[0]) == {original, "zoe"}
    submit(room.course, room.store, "lstm", {"zoe": "x = 1\n"})
    assert not [pair for pair in pairs(room, "lstm") if "zoe" in names(pair)]


def test_the_list_is_the_same_at_each_look(room: Room, tmp_path: Path) -> None:
    _, programs = with_a_copy(room.course, "dropout")
    submit(room.course, room.store, "dropout", programs)
    said = set()
    for seed in ("1", "2"):
        records = {"TUTOR_DATABASE_URL": room.store.url, "PYTHONHASHSEED": seed}
        tutor = Path(sys.executable).with_name("tutor")
        command = [str(tutor), "class", "similar", "dropout", "--show", "0"]
        said.add(subprocess.check_output(command, env=os.environ | records, text=True))
    assert len(said) == 1


def test_nobody_but_an_instructor_may_ask(room: Room) -> None:
    learner = Similarity(room.course, room.store, lambda: Viewer("ada", Role.LEARNER))
    with pytest.raises(Refused, match="for instructors"):
        learner.pairs("dropout")
    with pytest.raises(Refused, match="for instructors"):
        learner.exercises()


def test_the_terminal_lists_the_pairs_and_shows_both_sides(room: Room, run: Run) -> None:
    assert "No two programs share more" in run("similar", "dropout")[1]
    _, programs = with_a_copy(room.course, "dropout")
    submit(room.course, room.store, "dropout", programs)
    room.store.people.keep([Person("zoe", Role.LEARNER, "Zoë Ünal")])
    code, out, err = run("similar", "dropout")
    assert (code, err) == (0, "")
    assert "Zoë Ünal" in out
    assert "mine_0" in out
    assert out.count("▌") > 10
    assert "not a verdict" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "mine_0" not in run("similar", "dropout", "--show", "0")[1]


def test_the_page_shows_both_programs(tutor: Tutor, course: Course) -> None:
    assert "Nobody has submitted" in page(places.SIMILAR).info[0].value
    _, programs = with_a_copy(course, "lstm")
    submit(course, tutor.store, "lstm", programs)
    at = page(places.SIMILAR)
    assert "not a verdict" in said(at)
    assert len(at.code) == 2
    assert any("mine_0" in code.value for code in at.code)


def test_the_library_is_asked_for_where_it_is_missing(
    room: Room, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(room.course, room.store, "dropout", {"ada": "x = 1\n"})
    monkeypatch.setitem(sys.modules, "copydetect", None)
    code, _, err = run("similar", "dropout")
    assert code == 2
    assert "[similar]" in err


def test_no_learner_has_the_page() -> None:
    assert places.SIMILAR in [path for path, *_ in places.TAUGHT]
    assert places.SIMILAR not in [path for path, *_ in places.LEARNT]
    assert Path(places.SIMILAR).is_file()
