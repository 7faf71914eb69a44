"""The pytest plugin: run a hidden suite on one submission, as an instructor would.

    pytest graders/01_predict/forward_linear/suite.py --submission FILE [--device cuda] [--seed 7]

The same checks meet the same boxes as in `Grader`; only the reporting is pytest's. Without
`--submission` the plugin does nothing, and imports nothing heavy.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tutor.grading.suite import Check

_MARK = "check(task, points, catches, dtypes, visible): a check of a hidden suite"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tutor")
    group.addoption("--submission", type=Path, help="the .py or .ipynb file to mark")
    group.addoption("--device", default="auto", help="auto, cpu or cuda")
    group.addoption("--seed", type=int, default=None, help="repeat the inputs of a grading")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "dtype" in metafunc.fixturenames and metafunc.config.getoption("--submission"):
        mark = metafunc.definition.get_closest_marker("check")
        dtypes = mark.kwargs["dtypes"] if mark else ()
        metafunc.parametrize("dtype", dtypes or ("float64",), indirect=True)


class _Desk:
    """One submission under one suite: the bench, and the boxes behind it."""

    def __init__(self, suite: Path, config: pytest.Config) -> None:
        import secrets

        from tutor.course import load_course
        from tutor.errors import Refused
        from tutor.grading.grader import choose_device
        from tutor.grading.session import Session
        from tutor.grading.source import read_source
        from tutor.grading.submission import Submission, local
        from tutor.grading.suite import Bench, load_module
        from tutor.sandbox.host import Zygote
        from tutor.sandbox.launch import launch

        course = load_course(suite.resolve().parents[3])
        known = [e for e in course.exercises if suite.resolve() in (e.suite, e.examples)]
        if not known:
            raise Refused(f"{suite} is not the suite of an exercise.")
        device = choose_device(config.getoption("--device"))
        given = config.getoption("--seed")
        seed = secrets.randbits(48) if given is None else given
        self.zygote = Zygote(launch(device))
        source = read_source(config.getoption("--submission"))
        self.session: Session = Session(self.zygote, known[0], source, seed)
        reference = load_module(known[0].solution, f"reference_{known[0].slug}")
        self.bench: Bench = Bench(Submission(self.session.request), local(reference), seed, device)

    def close(self) -> None:
        self.session.close()
        self.zygote.close()


@pytest.fixture(scope="module")
def _desk(request: pytest.FixtureRequest) -> Iterator[_Desk]:
    if request.config.getoption("--submission") is None:
        pytest.skip("a suite needs --submission FILE")
    desk = _Desk(request.path, request.config)
    yield desk
    desk.close()


@pytest.fixture
def _check(request: pytest.FixtureRequest, _desk: _Desk) -> "Check":
    """The check that pytest is about to run; its session is made ready for it."""
    from tutor.grading.suite import read_checks, seed_reference

    checks = read_checks(request.function.__name__, request.function)
    check = next(check for check in checks if check.id == request.node.name)
    seed_reference(_desk.bench.seed, check)
    _desk.session.begin(check.task)
    return check


def _fixture(name: str) -> Any:
    @pytest.fixture(name=name)
    def provide(_desk: _Desk, _check: "Check") -> Any:
        return _desk.bench.fixture(name, _check)

    return provide


subject = _fixture("subject")
submission = _fixture("submission")
reference = _fixture("reference")
gpu = _fixture("gpu")
rng = _fixture("rng")
device = _fixture("device")
dtype = _fixture("dtype")
