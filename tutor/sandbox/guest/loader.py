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

Problem = tuple[str, BaseException]
"""The label of a piece of the submission, and what a statement in it raised."""

FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


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


def load_files(chunks: Sequence[Chunk]) -> tuple[ModuleType, list[Problem]]:
    """Run the chunks, `(label, source)`, in a fresh module `submission`. Raises what they raise.

    A statement that asks for an absent tool is noted, and the next statement runs: it may be an
    experiment, or a test of the learner's own.
    """
    module = fresh_module()
    module.__file__ = next((label for label, _ in chunks), None)  # a script asks for its folder
    return module, [(chunk[0], error) for chunk in chunks for error in run_chunk(module, chunk)]


def fresh_module() -> ModuleType:
    module = ModuleType("submission")
    sys.modules["submission"] = module
    return module


def run_chunk(module: ModuleType, chunk: Chunk) -> list[NotHere]:
    """Execute source in the module; tracebacks will show its lines under the chunk's label.

    Returns what its statements asked for and did not find.
    """
    refused = []
    for _, statement in statements(chunk):
        try:
            exec(statement, module.__dict__)
        except NotHere as error:
            refused.append(error)
    return refused


def statements(chunk: Chunk, flags: int = 0) -> Iterator[tuple[ast.stmt, CodeType]]:
    """Each statement with its code. Raises SyntaxError for the whole before the first one."""
    label, source = chunk
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    whole = compile(source, label, "exec", flags, dont_inherit=True)
    flags |= whole.co_flags & FUTURE
    for number, node in enumerate(ast.parse(source, label).body):
        if number and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # alone in its code, a text would become the module's docstring
        yield node, compile(ast.Module([node], []), label, "exec", flags, dont_inherit=True)
