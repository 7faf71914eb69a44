"""Turn a submission's text into a module, inside the box; nothing of it is ever on disk."""

import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from tutor.sandbox.protocol.requests import Chunk


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
    """
    module = ModuleType("submission")
    sys.modules["submission"] = module
    if not tolerant:  # a script asks for the folder it lies in; a notebook has no such name
        module.__file__ = chunks[0][0]
    problems: list[tuple[str, Exception]] = []
    for chunk in chunks:
        try:
            run_chunk(module, chunk)
        except Exception as error:
            if not tolerant:
                raise
            problems.append((chunk[0], error))
    return module, problems


def run_chunk(module: ModuleType, chunk: Chunk) -> None:
    """Execute source in the module; tracebacks will show its lines under the chunk's label."""
    label, source = chunk
    linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
    exec(compile(source, label, "exec", dont_inherit=True), module.__dict__)
