"""From the files of one archive or folder to what was found in it: names, code, times."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tutor.classroom.arrivals import FoundFile
from tutor.classroom.hand_ins import (
    METADATA,
    TIMESTAMP,
    Named,
    below_submitted,
    common_root,
    folders_of,
    is_canvas,
    is_code,
    is_named_by_lms,
    is_test,
    named,
    plain_filename,
    said_of_submitters,
    slug_of,
    submitters,
    together,
)
from tutor.classroom.matching import Directory, assignment_of
from tutor.classroom.shares import Entry
from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.source import source_from_bytes
from tutor.records.people import Identifier

_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T_ ](\d\d)[:-]?(\d\d)(?:[:-]?(\d\d))?(?:\.\d+)?\s*(.*)")
AHEAD = timedelta(days=1)  # a clock in another zone is not in the future


def is_wanted(path: str) -> bool:
    """Whether a file is read: code, and what other systems say of it."""
    return is_code(path) or _base(path) in (METADATA, TIMESTAMP)


@dataclass(frozen=True)
class Naming:
    """How the paths of one archive say whose a file is."""

    root: int = 0
    submitters: dict[str, str] | None = None
    said: dict[str, tuple[Identifier, ...]] | None = None
    assignment: str = ""
    in_nbgrader: bool = False

    def read(self, path: str) -> Named:
        return named(path, self.root, self.submitters, self.said, self.assignment)


def naming_of(paths: Sequence[str], directory: Directory) -> Naming:
    """Find the folders of the learners, with the help of who is in the class."""
    code = [path for path in paths if is_code(path)]
    root = _root(code, directory)
    level = [folders[root] for path in code if len(folders := folders_of(path)) > root]
    parents = [folders[root - 1] for path in code if 0 < root < len(folders := folders_of(path))]
    assignment = assignment_of(level, parents[0] if len(set(parents)) == 1 else "", directory)
    in_nbgrader = below_submitted(together(code)) == root > 0
    return Naming(root, assignment=assignment, in_nbgrader=in_nbgrader)


def _root(code: Sequence[str], directory: Directory) -> int:
    """How deep the learners' folders are. The outermost folder of a person is that person's: what
    is inside of it, they chose."""
    shared = together(code)
    for depth, folder in enumerate(shared):
        if directory.called(folder):
            return depth
    if depth := below_submitted(shared):
        return depth
    usual = common_root(code)
    below = [folders for path in code if len(folders := folders_of(path)) > usual]
    if _is_flat(code, shared, directory):
        return len(shared)
    outer = {folders[usual] for folders in below}
    if any(directory.called(folder) for folder in outer):
        return usual
    inner = {f[usual] for f in below if len(f) > usual + 1 and directory.called(f[usual + 1])}
    return usual + 1 if inner and 2 * len(inner) > len(outer) else usual


def _is_flat(code: Sequence[str], shared: Sequence[str], directory: Directory) -> bool:
    """Whether all files lie in one folder under the names that an LMS gave them."""
    names = [_base(path) for path in code]
    flat = bool(shared) and all(folders_of(path) == list(shared) for path in code)
    learners = {named(name).learner for name in names}
    return (
        flat and len(learners) > 1 and bool(directory.people) and all(map(is_named_by_lms, names))
    )


def found_in(
    entries: Iterable[Entry], naming: Naming, course: Course, exercise: str, archive: str
) -> list[FoundFile]:
    """What the files of an archive are. Files beside the code of a learner are passed over."""
    code: list[FoundFile] = []
    beside: list[FoundFile] = []
    stamps: dict[tuple[str, ...], datetime] = {}
    for entry in entries:
        if _base(entry.path) == METADATA:
            # Beside the folders of the submissions; one inside of them is a learner's own.
            if entry.path.count("/") == naming.root:
                text = entry.data.decode("utf-8", "replace")
                naming = replace(naming, submitters=submitters(text), said=said_of_submitters(text))
        elif _base(entry.path) == TIMESTAMP:
            if stamp := moment_of(entry.data[:100].decode("utf-8", "replace")):
                stamps[tuple(entry.path.split("/")[:-1])] = stamp
        elif is_code(entry.path) or entry.problem:
            code.append(_found(entry, naming.read(entry.path), archive))
        else:
            beside.append(_not_code(entry, naming.read(entry.path), archive))
    code, beside = ([_renamed(one, naming) for one in some] for some in (code, beside))
    stamps = stamps if naming.in_nbgrader or _most_have(stamps, code, naming.root) else {}
    code = [_timed(_for_exercise(one, course, exercise), naming, stamps) for one in code]
    code = _without_tests(code)
    return [*code, *_alone(beside, {one.group for one in code})]


def _found(entry: Entry, name: Named, archive: str) -> FoundFile:
    found = FoundFile(
        entry.path,
        name,
        note="late in the LMS" if name.late else "",
        received=entry.received,
        archive=archive,
    )
    if entry.problem:
        return replace(found, problem=f"The file {entry.problem}.")
    try:
        return replace(found, source=source_from_bytes(plain_filename(name.filename), entry.data))
    except Refused as refused:
        return replace(found, problem=str(refused))


def _not_code(entry: Entry, name: Named, archive: str) -> FoundFile:
    """A file that is not read; what to say of it when its learner has nothing else."""
    problem = "This is neither a .py file nor an .ipynb notebook."
    if name.filename.endswith(".zip"):
        problem = "This is a zip inside the zip. Unpack it and zip the class again."
    return FoundFile(entry.path, name, problem=problem, received=entry.received, archive=archive)


def _renamed(found: FoundFile, naming: Naming) -> FoundFile:
    """With the learner that metadata names, which may come last in a zip."""
    return replace(found, named=naming.read(found.file)) if naming.submitters else found


def _for_exercise(found: FoundFile, course: Course, exercise: str) -> FoundFile:
    """With the exercise: the one that was asked for, or what the file and its folders are named
    after."""
    known = [*(one.slug for one in course.exercises), *course.renamed]
    own = slug_of(found.named.filename, known)
    inner = (slug_of(folder, known) for folder in reversed(found.named.folders))
    slug = own or next(filter(None, inner), None)
    if exercise:
        other = own and course.exercise(own).slug != exercise
        note = f"named after {own}" if other else ""
        return replace(found, exercise=exercise, note=_joined(found.note, note))
    if slug is None and not found.problem:
        stem = found.named.filename.rpartition(".")[0]
        advice = "Name the file after its exercise, as in `tutor list`"
        return replace(found, problem=f"No exercise is called '{stem}'. {advice}.", source=None)
    return replace(found, exercise=course.exercise(slug).slug if slug else "")


def _timed(found: FoundFile, naming: Naming, stamps: dict[tuple[str, ...], datetime]) -> FoundFile:
    """With the time that the LMS wrote down, or that of the file; no time is in the future."""
    parts = found.file.split("/")
    written = moment_of(found.named.time) if found.named.time else None
    if found.named.folders and not found.named.identifiers:
        written = written or stamps.get(tuple(parts[: naming.root + 2]))
    received, now = written or found.received, datetime.now(UTC)
    if received is not None and received > now:
        received = now if received < now + AHEAD else None
    return replace(found, received=received)


def _most_have(stamps: Collection[tuple[str, ...]], code: Sequence[FoundFile], root: int) -> bool:
    """Whether this is a tree of nbgrader: most learners have a time, and none can do that alone."""
    learners = {tuple(one.file.split("/")[: root + 1]) for one in code}
    stamped = {stamp[: root + 1] for stamp in stamps if len(stamp) == root + 2}
    return len(learners) > 1 and 2 * len(stamped & learners) > len(learners)


def moment_of(text: str) -> datetime | None:
    """The time in a `timestamp.txt`; without a zone it is UTC, as nbgrader has it."""
    if not (match := _STAMP.fullmatch(text.strip())):
        return None
    day, hour, minute, second, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day} {hour}:{minute}:{second or '00'}")
        if re.fullmatch(r"[+-]\d\d:?\d\d", zone):
            return datetime.strptime(f"{moment:%Y-%m-%d %H:%M:%S} {zone}", "%Y-%m-%d %H:%M:%S %z")
        known = zone in ("", "Z", "UTC", "GMT")
        return moment.replace(tzinfo=UTC if known else ZoneInfo(zone))
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None


def _without_tests(every: Sequence[FoundFile]) -> list[FoundFile]:
    """Without the tests of a learner who has code: they came with the repository."""
    coders = {one.group for one in every if not is_test(one.named)}
    return [one for one in every if not (is_test(one.named) and one.group in coders)]


def _alone(beside: Sequence[FoundFile], coders: Collection[object]) -> list[FoundFile]:
    """One line for each learner who has no code at all."""
    counted: dict[object, list[FoundFile]] = {}
    for one in beside:
        if one.named.learner and one.group not in coders:
            counted.setdefault(one.group, []).append(one)
    return [
        replace(each[0], note=f"and {len(each) - 1:,} other files" if len(each) > 1 else "")
        for each in counted.values()
    ]


def in_time_by_canvas(every: Sequence[FoundFile]) -> bool:
    """Whether these come from Canvas, and their times are only those of the download."""
    times = [one.received for one in every if one.received]
    from_canvas = [is_canvas(_base(one.file)) for one in every]
    return bool(times) and all(from_canvas) and max(times) - min(times) < timedelta(minutes=10)


def _joined(*notes: str) -> str:
    return ", ".join(filter(None, notes))


def _base(path: str) -> str:
    return path.rpartition("/")[2]
