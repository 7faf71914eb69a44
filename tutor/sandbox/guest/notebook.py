"""Run the cells of a notebook, inside the box, as a reader would who goes on after each error.

A statement that raises is noted, and the next one runs: an import of what only another machine has
does not take the rest of its cell with it. One that runs too long, as a training run, is cut short.
"""

import __future__

import ast
import asyncio
import inspect
import selectors
import signal
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import Any

from tutor.sandbox.guest.loader import FUTURE, Problem, fresh_module, statements
from tutor.sandbox.protocol.requests import Chunk

_TICK = 0.1
# In so many seconds of computing between two ticks nobody does anything but wait.
_NOTHING = 0.0005
_MOST_PROBLEMS = 50
_DEFINES = (
    *(ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.Assign, ast.AnnAssign, ast.Pass),
)

Place = tuple[str, int]
"""A cell's label and the line on which a statement begins."""


class CutShort(BaseException):
    """A statement ran too long, and does not run to its end."""


@dataclass
class CellsRun:
    """The module of a notebook, what raised in it, and the statements that were cut short."""

    module: ModuleType
    problems: list[Problem] = field(default_factory=list)
    cut: list[Place] = field(default_factory=list)


def load_notebook(
    cells: Sequence[Chunk],
    seconds: float,
    left_out: Collection[Place] = (),
    only_definitions: bool = False,
) -> CellsRun:
    """Run the cells in a fresh module `submission`.

    `seconds` are for all of them. The statements that begin at the places in `left_out` are not
    run, and with `only_definitions` none that neither imports, defines nor assigns.
    """
    found = CellsRun(fresh_module())
    namespace = found.module.__dict__
    namespace.update(display=print, get_ipython=lambda: None)  # every notebook has these names
    allowance, loop = _Allowance(seconds), _Loop(selectors.SelectSelector())
    for label, node, code in _statements(cells, found.problems):
        place = (label, node.lineno)
        if place in left_out or (only_definitions and not _defines(node)):
            continue
        try:
            with allowance.share():
                _run(node, code, namespace, loop)
        except CutShort:
            found.cut.append(place)
        except (Exception, SystemExit) as error:
            found.problems.append((label, error))
    del found.problems[_MOST_PROBLEMS:]
    return found


def _statements(
    cells: Sequence[Chunk], problems: list[Problem]
) -> Iterator[tuple[str, ast.stmt, CodeType]]:
    """Each statement with the label of its cell; a cell that cannot be compiled has none."""
    for cell in cells:
        try:
            compiled = list(statements(cell, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        except Exception as error:
            problems.append((cell[0], error))
            continue
        yield from ((cell[0], node, code) for node, code in compiled)


def _defines(node: ast.stmt) -> bool:
    """Whether a statement does no more than to import, define or assign."""
    if isinstance(node, ast.If):
        return all(map(_defines, [*node.body, *node.orelse]))
    if isinstance(node, ast.Try):
        handled = [line for handler in node.handlers for line in handler.body]
        return all(map(_defines, [*node.body, *handled, *node.orelse, *node.finalbody]))
    return isinstance(node, _DEFINES)


def _run(
    node: ast.stmt, code: CodeType, namespace: dict[str, Any], loop: asyncio.AbstractEventLoop
) -> None:
    if code.co_flags & inspect.CO_COROUTINE:
        loop.run_until_complete(eval(code, namespace))
        return
    try:
        exec(code, namespace)
    except Exception:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            raise
        # Its annotations may name types of a package that is not here. Nobody needs their values.
        flags = code.co_flags & FUTURE | __future__.annotations.compiler_flag
        module = ast.Module([node], [])
        exec(compile(module, code.co_filename, "exec", flags, dont_inherit=True), namespace)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop without the pair of sockets by which other threads wake it: a box has none."""

    def _make_self_pipe(self) -> None:
        pass

    def _close_self_pipe(self) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class _Allowance:
    """The seconds that all cells have together. A statement gets half of what is left, so that
    there is always something for the next one."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextmanager
    def share(self) -> Iterator[None]:
        """Raise CutShort inside, again and again, once the statement has had its share.

        Computing counts, in all threads, and waiting; waiting for a core does not.
        """
        clock, most = _Clock(), self.left / 2

        def look(*_: object) -> None:
            if clock.used() > most:
                raise CutShort

        previous = signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
            self.left -= min(most, clock.used())


class _Clock:
    """Seconds of computing since it was made, and of ticks in which nothing was computed."""

    def __init__(self) -> None:
        self.begin = self.computed = time.process_time()
        self.seen = time.monotonic()
        self.idle = 0.0

    def used(self) -> float:
        computed, now = time.process_time(), time.monotonic()
        if computed - self.computed < _NOTHING:
            self.idle += min(now - self.seen, 2 * _TICK)
        self.computed, self.seen = computed, now
        return computed - self.begin + self.idle
