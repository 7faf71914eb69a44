"""Reading the files of a class so that nobody's files stop the others'.

Each learner has a share of what is read. Whoever goes over it gets a sentence; only a class that
is too large as a whole is refused.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tutor.classroom.hand_ins import common_root, named
from tutor.errors import Refused
from tutor.grading.source import max_bytes

MOST_FILES = 100  # of one learner that are read
MOST_BYTES = 60_000_000  # of one learner: two notebooks full of pictures


def _nothing(most: int) -> bytes:
    return b""


@dataclass(frozen=True)
class Unread:
    """One file that could be read, when it was changed, or why it must not be opened.

    `read` gives at most so many bytes; it raises ValueError with what is wrong.
    """

    path: str
    problem: str = ""
    received: datetime | None = None
    read: Callable[[int], bytes] = _nothing


@dataclass(frozen=True)
class Entry:
    """One file of a class: its path, and its bytes or what is wrong with it."""

    path: str
    data: bytes = b""
    problem: str = ""
    received: datetime | None = None


@dataclass(frozen=True)
class MostRead:
    """How many files of a class are read, and how many bytes."""

    files: int
    total: int


def shared_out(
    items: Sequence[Unread], wanted: Callable[[str], bool], limits: MostRead
) -> Iterator[Entry]:
    """The files in their own order; those not `wanted` are not read. Raises Refused."""
    read = [item.path for item in items if wanted(item.path)]
    root = common_root(read)
    owners = {path: named(path, root).learner or path for path in read}
    files = Counter(owners[path] for path in read)
    if sum(min(times, MOST_FILES) for times in files.values()) > limits.files:
        raise Refused(
            f"There are more than {limits.files:,} files. Submit the class in several parts."
        )
    told: set[str] = set()
    used: defaultdict[str, int] = defaultdict(int)
    for item in items:
        owner = owners.get(item.path)
        if item.problem or owner is None:
            yield Entry(item.path, problem=item.problem, received=item.received)
        elif files[owner] <= MOST_FILES:
            entry = _read(item, used[owner])
            used[owner] += len(entry.data)
            _require_room(used, limits)
            yield entry
        elif owner not in told:
            told.add(owner)
            yield Entry(
                item.path,
                problem=f"is one of {files[owner]:,} files of one learner; at most {MOST_FILES} "
                "are read",
            )


def _read(item: Unread, used: int) -> Entry:
    """Read at most a byte more than a submission may have."""
    most = max_bytes(item.path)
    if used > MOST_BYTES:
        problem = (
            f"is of a learner with more than {MOST_BYTES // 1_000_000} MB; the rest is not read"
        )
        return Entry(item.path, problem=problem, received=item.received)
    try:
        data = item.read(most + 1)
    except ValueError as error:
        return Entry(item.path, problem=str(error), received=item.received)
    problem = f"has more than {most // 1_000_000} MB" if len(data) > most else ""
    return Entry(item.path, data, problem, item.received)


def _require_room(used: defaultdict[str, int], limits: MostRead) -> None:
    if sum(used.values()) > limits.total:
        raise Refused(
            f"The files have more than {limits.total // 1_000_000} MB. Submit the class in "
            "several parts."
        )
