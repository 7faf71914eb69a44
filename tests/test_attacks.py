"""What a cheat may try, one small submission a try, and what must come of each.

Every file in `attacks/submissions` begins with a block of comments (a notebook: its first cell):

    # attack: what it tries, in one line
    # stopped by: the layer that it meets first
    # expect: terms, separated by commas; the line may be repeated
    # exercise: the slug of the exercise that it is handed in for, forward_linear if left out
    # rules: none, if it needs a box in which nothing is absent: an attack on the kernel's layers
    # within: the seconds that its grading may take
    # slow: that it takes many seconds
    # needs: a layer without which this is not stopped, or not seen
    # gap: why it is not stopped; the test then says so as soon as it is

A term is `full marks`, `score 3.5`, `outcomes wrong died` (each check has one of these), `tried to
...` (what instructors read) or
`test_values wrong` (this check's outcome).
Where it can, an attack that gets through raises an exception
that names the way, and one that does not answers as an honest submission would: then `full marks`
says that nothing got through.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tutor.course import Course, Exercise, Policy
from tutor.grading.grader import Grader
from tutor.grading.graders import Graders
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source, read_source

FOLDER = Path(__file__).parent / "attacks" / "submissions"
SECURITY = Path(__file__).parents[1] / "docs" / "security.md"
_BUSY = 4  # how much slower a machine may be that does other things too
LEFT_BEHIND = "tutor-attack-left-behind"

# Wrong in one way, so that its mark can go up as well as down.
NEIGHBOUR = Source("forward_linear.py", "def forward_linear(X, W, b):\n    return X @ W\n")


@dataclass(frozen=True)
class Attack:
    """One file, and what its header says."""

    path: Path
    tries: str
    stopped_by: str
    expect: tuple[str, ...]
    exercise: str
    rules: bool
    within: float
    slow: bool
    gap: str
    needs: str

    def meant_for(self, course: Course) -> Exercise:
        """The exercise that it is handed in for, without its rules where the attack needs that."""
        exercise = course.exercise(self.exercise)
        return exercise if self.rules else replace(exercise, policy=Policy())


def read_attack(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    said: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            break
        key, _, value = line[2:].partition(":")
        said.setdefault(key, []).append(value.strip())
    known = {"attack", "stopped by", "expect", "exercise", "rules"}
    known |= {"within", "slow", "gap", "needs"}
    unknown = set(said) - known
    assert not unknown, f"{path.name}: {unknown}"
    assert "attack" in said, f"{path.name} does not say what it tries"
    return Attack(
        path,
        tries=" ".join(said["attack"]),
        stopped_by=" ".join(said["stopped by"]),
        expect=tuple(term.strip() for line in said["expect"] for term in line.split(",")),
        exercise=said.get("exercise", ["forward_linear"])[0],
        rules="rules" not in said,
        within=float(said.get("within", ["30"])[0]),
        slow="slow" in said,
        gap=" ".join(said.get("gap", [])),
        needs=" ".join(said.get("needs", [])),
    )


def corpus() -> list[Attack]:
    return [read_attack(p) for p in sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*.ipynb")])]


def table() -> str:
    """The corpus as the table of docs/security.md."""
    rows = ["| attack | tries to | required outcome | stopped by |", "|---|---|---|---|"]
    for attack in corpus():
        tries = attack.tries.replace("|", "\\|")
        expect = ", ".join(attack.expect)
        rows.append(f"| {attack.path.stem} | {tries} | {expect} | {attack.stopped_by} |")
    return "\n".join(rows) + "\n"


def parameters() -> Iterator[object]:
    for attack in corpus():
        marks = [pytest.mark.slow] if attack.slow else []
        if attack.gap:
            marks.append(pytest.mark.xfail(reason=attack.gap, strict=True))
        yield pytest.param(attack, id=attack.path.name, marks=marks)


def require_term(term: str, report: Report) -> None:
    """Fail unless the report is as one term of `expect` says."""
    found = {check.id: (check.outcome.value, check.message) for check in report.checks}
    match term.split():
        case ["full", "marks"]:
            assert report.full_marks, found
        case ["score", number]:
            assert report.score == float(number), found
        case ["outcomes", *allowed]:
            assert {outcome for outcome, _ in found.values()} <= set(allowed), found
        case ["tried", *_]:
            assert term in report.tried, report.tried
        case [check, outcome]:
            assert found[check][0] == outcome, found[check]
        case _:
            pytest.fail(f"unknown term {term!r}")


def require_clean_text(report: Report, source: Source, exercise: Exercise) -> None:
    """What is reported is short, can be stored and shown anywhere, and quotes no hidden file."""
    text = "\n".join(check.message for check in report.checks)
    assert all(len(check.message) <= 5000 for check in report.checks)
    assert all(c.isprintable() or c in "\n\t" for c in text), ascii(text)
    for path in (exercise.suite, exercise.mistakes, exercise.solution):
        for line in path.read_text(encoding="utf-8").splitlines():
            quoted = len(line) > 30 and line.strip() in text and line.strip() not in source.text
            assert not quoted, line
    for check in report.checks:
        require_own_lines(check.message, source)


def require_own_lines(message: str, source: Source) -> None:
    """What follows the first line is a traceback, in the submission's own lines and names."""
    lines = [line for _, text in source.chunks() for line in text.splitlines()]
    names = set(re.findall(r"\w+", source.text)) | {"<lambda>", "<genexpr>", "<listcomp>"}
    for told in message.splitlines()[1:]:
        if re.match(r"\w+ during this check: “", told):  # after a sentence of ours that explains it
            continue
        if place := re.fullmatch(r"  (\S+|cell \d+), line (\d+)(?:, in (\S+))?", told):
            assert place[1] in [label for label, _ in source.chunks()]
            assert place[3] is None or place[3] in names
        else:
            assert any(line.strip().startswith(told.strip("… ")) for line in lines), told


def processes() -> set[int]:
    """This process and its descendants, the dead that nobody has buried among them."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {os.getpid()}
    while children := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= children
    return family


def left_behind() -> list[Path]:
    folders = {Path(p) for p in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/", Path.home())}
    places = {*folders, Path.cwd(), Path(pytest.__file__).parents[1], FOLDER.parents[2]}
    return [found for place in places for found in place.glob(f"{LEFT_BEHIND}*")]


def marks(report: Report) -> list[tuple[str, float, str, str | None]]:
    return [(c.id, c.score, c.message, c.mistake) for c in report.checks]


def bury(grader: Grader) -> None:
    """Wait until of the boxes that were closed none is left."""
    for zygote in grader.zygotes.all():
        assert zygote.alive
        while len(zygote.boxes) > 1:
            zygote.listen(30)
        assert list(zygote.boxes.values()) == [zygote.spare]


def spares_of(grader: Grader) -> set[int]:
    """The processes of the boxes that were forked ahead, once they are there."""
    spares = [zygote.spare for zygote in grader.zygotes.all()]
    for spare in spares:
        assert spare is not None
        spare.await_greeting()
    return {spare.pid for spare in spares if spare is not None}


@dataclass
class Street:
    """The grader, and the honest submission that is graded after every attack."""

    grader: Grader
    exercise: Exercise
    before: Report
    processes: set[int]
    descriptors: int

    def neighbour(self) -> Report:
        return self.grader.grade(self.exercise, NEIGHBOUR, device="cpu", seed=7)

    def require_peace(self) -> None:
        """Fail if anything is other than it was before the attack."""
        bury(self.grader)
        assert marks(self.neighbour()) == marks(self.before)
        bury(self.grader)
        assert processes() - spares_of(self.grader) == self.processes
        assert len(os.listdir("/proc/self/fd")) == self.descriptors
        assert not left_behind()


@pytest.fixture(scope="module")
def street(grader: Grader, course: Course) -> Iterator[Street]:
    with pytest.MonkeyPatch.context() as patch:
        # None is given up here, so that processes can be counted.
        patch.setattr("tutor.grading.zygotes.MAX_FURNISHED", 2 * len(course.exercises))
        yield _quiet_street(grader, course)


def _quiet_street(grader: Grader, course: Course) -> Street:
    exercise = course.exercise("forward_linear")
    before = grader.grade(exercise, NEIGHBOUR, device="cpu", seed=7)
    assert 0 < before.score < before.max_score
    for slug in {attack.exercise for attack in corpus()}:
        other = course.exercise(slug)  # its zygotes are there from now on
        assert grader.grade(other, read_source(other.solution), device="cpu").full_marks
    bury(grader)
    spares = spares_of(grader)
    descriptors = len(os.listdir("/proc/self/fd"))
    return Street(grader, exercise, before, processes() - spares, descriptors)


@pytest.mark.parametrize("attack", list(parameters()))
def test_attack(attack: Attack, street: Street, course: Course) -> None:
    if attack.needs and attack.needs not in street.before.isolation:
        pytest.skip(f"this machine has no {attack.needs}")
    exercise = attack.meant_for(course)
    source = Source(f"{attack.exercise}{attack.path.suffix}", read_source(attack.path).text)
    start = time.monotonic()
    report = street.grader.grade(exercise, source, device="cpu")
    assert time.monotonic() - start < _BUSY * attack.within
    assert not report.grader_failed, [c.message for c in report.checks]
    require_clean_text(report, source, exercise)
    street.require_peace()
    for term in attack.expect:
        require_term(term, report)
    if attack.path.name.startswith("honest"):
        assert report.tried == ()


@pytest.mark.slow
def test_in_a_pool_the_neighbours_keep_their_marks(street: Street, course: Course) -> None:
    """Attacks and honest submissions side by side, on both workers at once."""
    graders = Graders(course.root, workers=2)  # of its own: the street counts what is left behind
    try:
        gradings = []
        for attack in (a for a in corpus() if not a.slow):
            source = Source(f"{attack.exercise}{attack.path.suffix}", read_source(attack.path).text)
            attacked = graders.grade(attack.exercise, source, device="cpu")
            honest = graders.grade(street.exercise.slug, NEIGHBOUR, device="cpu", seed=7)
            gradings.append((attack.path.name, attacked, honest))
        for name, attacked, honest in gradings:
            assert not attacked.result(300).grader_failed, name
            assert marks(honest.result(300)) == marks(street.before), name
    finally:
        graders.close()


HONEST = "def forward_linear(X, W, b):\n    return X @ W + b\n"
LONG = {
    "one name assigned 25,000 times in one statement": HONEST
    + "def uses(): x\n"
    + "x=" * 25_000
    + "0",
    "thousands of names, each used": HONEST
    + "def uses():\n if 0:\n"
    + "".join(f"  x{i}\n" for i in range(4000))
    + "if uses():\n"
    + "".join(f" x{i}=0\n" for i in range(4000)),
    "functions in functions": HONEST
    + "".join(" " * i + f"def f{i}():\n" for i in range(90))
    + " " * 91
    + "a;" * 30_000,
    "attributes of attributes": HONEST + "def f():\n" + f" a{'.a' * 800}\n" * 45,
    "an f-string of 20,000 fields": HONEST + "def f():\n a=0\n return f'" + "{a}" * 20_000 + "'",
}


@pytest.mark.parametrize("what", LONG)
def test_a_source_of_any_form_is_read_in_little_time(what: str, street: Street) -> None:
    """Where a name or a line is looked up in it out here, no time limit holds."""
    uses = "    lambda: (uses, x, f, f0)\n"
    source = Source("forward_linear.py", LONG[what].replace("    return", f"{uses}    return", 1))
    start = time.monotonic()
    report = street.grader.grade(street.exercise, source, device="cpu")
    assert time.monotonic() - start < _BUSY * 10
    assert report.full_marks
    street.require_peace()


CARELESS = """
from tutor.grading.checks import check, require

@check(task=1, points=1)
def test_difference(submission, rng):
    column = submission.forward_linear(rng.normal(3, 4), rng.normal(4, 1), rng.normal(1))
    require(bool((column - column.T).abs().max() >= 0), "")
"""


def moved(exercise: Exercise, root: Path) -> Exercise:
    """A copy of the exercise, whose files may be changed."""
    for path in (exercise.folder, exercise.solution, exercise.suite.parent):
        copy = root / path.relative_to(exercise.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, copy)
    return replace(exercise, root=root)


def test_a_careless_suite_cannot_be_made_to_fill_the_memory(street: Street, tmp_path: Path) -> None:
    """A column of 60,000 becomes a matrix of 14 GB where a suite subtracts before it looks."""
    exercise = moved(street.exercise, tmp_path)
    exercise.suite.write_text(CARELESS)
    source = "import torch\ndef forward_linear(X, W, b):\n    return torch.zeros(60_000, 1)\n"
    report = street.grader.grade(exercise, Source("forward_linear.py", source), device="cpu")
    assert [check.outcome for check in report.checks] == [Outcome.WRONG]
    street.require_peace()


def test_the_document_shows_this_corpus() -> None:
    """Where it does not, run `python tests/test_attacks.py`."""
    assert len(corpus()) >= 60
    assert table() in SECURITY.read_text(encoding="utf-8")


def write_table() -> None:
    before, mark, _ = SECURITY.read_text(encoding="utf-8").partition("<!-- the corpus -->\n")
    SECURITY.write_text(f"{before}{mark}\n{table()}", encoding="utf-8")


if __name__ == "__main__":
    write_table()
