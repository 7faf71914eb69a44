"""Turn a submission's text into a module, inside the box; nothing of it is ever on disk."""

import __future__

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any

from tutor.sandbox.guest.furnish.refusal import NotHere
from tutor.sandbox.protocol.requests import Chunk

_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class TextImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import modules from text: `{module name: source}`."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.sources:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=f"{fullname}.py")

    def exec_module(self, module: ModuleType) -> None:
        run_chunk(module, (f"{module.__name__}.py", self.sources[module.__name__]))


def load_submission(
    chunks: Sequence[Chunk], tolerant: bool
) -> tuple[ModuleType, list[tuple[str, Exception]]]:
    """Run the chunks, `(label, source)`, one after another in a fresh module `submission`.

    A file is one chunk, and an exception in it is raised. A notebook is a chunk a cell; with
    `tolerant` a cell that raises is noted and the next one runs, as a reader of the notebook would.
    A statement that asks for an absent tool is noted in both, and the next statement runs: it may
    be an experiment, or a test of the learner's own.
    """
    module = ModuleType("submission")
    sys.modules["submission"] = module
    if not tolerant:  # a script asks for the folder it lies in; a notebook has no such name
        module.__file__ = next((label for label, _ in chunks), None)
    problems: list[tuple[str, Exception]] = []
    for chunk in chunks:
        try:
            problems += [(chunk[0], error) for error in run_chunk(module, chunk)]
        except Exception as error:
            if not tolerant:
                raise
            problems.append((chunk[0], error))
    return module, problems


def run_chunk(module: ModuleType, chunk: Chunk) -> list[NotHere]:
    """Execute source in the module; tracebacks will show its lines under the chunk's label.

    Returns what its statements asked for and did not find.
    """
    label, source = chunk
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    refused = []
    for statement in _statements(label, source):
        try:
            exec(statement, module.__dict__)
        except NotHere as error:
            refused.append(error)
    return refused


def _statements(label: str, source: str) -> Iterator[CodeType]:
    """The code of each statement. Raises SyntaxError for the whole before the first one runs."""
    whole = compile(source, label, "exec", dont_inherit=True)
    flags = whole.co_flags & _FUTURE
    for number, node in enumerate(ast.parse(source, label).body):
        if number and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # alone in its code, a text would become the module's docstring
        yield compile(ast.Module([node], []), label, "exec", flags, dont_inherit=True)
