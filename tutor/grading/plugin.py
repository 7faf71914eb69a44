"""The pytest plugin: run a hidden suite on one submission, as an instructor would.

    pytest graders/01_predict/forward_linear/suite.py --submission FILE

The plugin marks nothing itself. `Grader` grades the submission as it does for everybody, with all
checks of the suite, and each check then stands as a test that tells what the grader found; so `-k`
chooses what is told. `--tutor-device` and `--tutor-seed` are `--device` and `--seed` of
`tutor grade`.

In a run that names no suite the plugin adds no option and no fixture, and imports nothing.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tutor.grading.grader import Grader
    from tutor.grading.report import CheckResult, Report
    from tutor.grading.suite import Check

_MARK = "check(task, points, catches, dtypes, visible): a check of a hidden suite"
_SCORES = pytest.StashKey[list[str]]()

GRADERS: pytest.StashKey[dict[Path, "Grader"]] = pytest.StashKey()
"""The graders of this run by the folder of their course. Whoever has one running may put it in."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add our options where they are meant for us; elsewhere they may be somebody else's."""
    config = pluginmanager.get_plugin("pytestconfig")
    assert isinstance(config, pytest.Config)
    given = config.invocation_params
    if not any(_is_suite(given.dir / argument.partition("::")[0]) for argument in given.args):
        return
    group = parser.getgroup("tutor")
    file = "the .py or .ipynb file to mark"
    group.addoption("--submission", type=Path, dest="tutor_submission", help=file)
    group.addoption("--tutor-device", default="auto", help="auto, cpu or cuda")
    group.addoption("--tutor-seed", type=int, help="repeat the inputs of a grading")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SCORES] = []
    config.stash[GRADERS] = {}
    config.addinivalue_line("markers", _MARK)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    return Suite.from_parent(parent, path=module_path) if _is_suite(module_path) else None


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for line in config.stash[_SCORES]:
        terminalreporter.write_line(line)


def _is_suite(path: Path) -> bool:
    """Is this the suite of an exercise, or its visible examples?"""
    if path.name not in ("suite.py", "examples.py"):
        return False
    return (_course_root(path) / "exercises" / "course.toml").is_file()


def _course_root(suite: Path) -> Path:
    return suite.resolve().parent.parent.parent.parent


class Suite(pytest.File):
    """The checks of a suite, and what the grader found with them in one submission."""

    results: dict[str, "CheckResult"]
    explanations: Mapping[str, str]

    def collect(self) -> Iterator["CheckItem"]:
        from tutor.grading.suite import load_suite

        with _ordinary_warnings():
            checks = load_suite(self.path)
        for check in checks:
            yield CheckItem.from_parent(self, name=check.id, check=check)

    def setup(self) -> None:
        """Grade the submission, once for all checks."""
        from tutor.errors import GraderError, Refused

        file = self.config.getoption("tutor_submission", None)
        if file is None:
            pytest.skip("a suite needs --submission FILE")
        try:
            with _ordinary_warnings():
                report = self._graded(file)
        except (Refused, GraderError) as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        self.results = {result.id: result for result in report.checks}
        self.explanations = report.misconceptions
        mark = f"{report.score:g} of {report.max_score:g} points on {report.device}"
        if report.grader_failed:
            mark = "no mark, because not every check could be carried out"
        self.config.stash[_SCORES].append(
            f"{report.exercise}: {mark}; --tutor-seed {report.seed} repeats the inputs"
        )

    def _graded(self, file: Path) -> "Report":
        from tutor.course import load_course
        from tutor.errors import Refused
        from tutor.grading.source import read_source

        suite, root = self.path.resolve(), _course_root(self.path)
        device, seed = map(self.config.getoption, ("tutor_device", "tutor_seed"))
        source = read_source(file)
        for exercise in load_course(root).exercises:
            if suite == exercise.suite:
                grader = _grader(self.config, root)
                return grader.grade(exercise, source, device=device, seed=seed)
            if suite == exercise.examples:
                return _grader(self.config, root).check(exercise, source, device=device)
        raise Refused(f"{suite} is not the suite of an exercise.")


class CheckItem(pytest.Item):
    """One check: passes if it passed for the grader, or fails with the learner's sentence."""

    parent: Suite

    def __init__(self, check: "Check", **arguments: Any) -> None:
        super().__init__(**arguments)
        self.check = check

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.check.function.__code__.co_firstlineno - 1, self.check.title

    def runtest(self) -> None:
        from tutor.grading.report import Outcome

        result = self.parent.results[self.name]
        if result.outcome is Outcome.GRADER_ERROR and result.raised is not None:
            raise result.raised
        if result.outcome is not Outcome.PASSED:
            explanation = self.parent.explanations.get(result.mistake or "", "")
            sentences = f"{result.message}\n{explanation}".strip()
            traceback = result.raised.__traceback__ if result.raised else None
            raise pytest.fail.Exception(sentences).with_traceback(traceback)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show where the suite was. A fault of its own may lie deeper, in what it calls."""
        if excinfo.errisinstance(pytest.fail.Exception):
            excinfo.traceback = excinfo.traceback.filter(lambda entry: entry.path == self.path)
        else:
            excinfo.traceback = excinfo.traceback.cut(path=self.path)
        return super().repr_failure(excinfo, style) if excinfo.traceback else str(excinfo.value)


def _grader(config: pytest.Config, root: Path) -> "Grader":
    """The grader for the course in `root`, started as for `tutor grade`."""
    from tutor.course import hidden_folders
    from tutor.grading.grader import Grader
    from tutor.grading.graders import required_floor

    graders = config.stash[GRADERS]
    if root not in graders:
        graders[root] = Grader(floor=required_floor(), hidden=hidden_folders(root))
        config.add_cleanup(graders[root].close)
    return graders[root]


@contextmanager
def _ordinary_warnings() -> Iterator[None]:
    """Let no warning fail a check, as tests may: where grading is not a test, none does."""
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        yield
