"""The untrusted side: a loop in the locked-down fork that loads one submission and answers calls.

By the time this loop reads its first request the process is confined; nothing in it is secret, and
whatever it sends is checked by the grader as if the learner had written it.
"""

import os
import random
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import numpy
import torch

from tutor.sandbox.guest.furnish.refusal import NotHere
from tutor.sandbox.guest.loader import Problem, TextImporter, load_files
from tutor.sandbox.guest.notebook import load_notebook
from tutor.sandbox.protocol import wire
from tutor.sandbox.protocol.requests import Performer

# Held here, because a furnished process may have no other way to it.
_seed_numpy = numpy.random.seed

_MAX_TEXT = 2000
_MAX_FRAMES = 6


class Answers:
    """Serves one grader over two pipes."""

    def __init__(self, read_fd: int, write_fd: int, layers: list[str]) -> None:
        self.read_fd = read_fd
        self.write_fd = write_fd
        self.layers = layers
        self.performer: Performer | None = None
        self.files: set[str] = set()

    def serve(self) -> None:
        """Answer requests until the grader closes the pipe."""
        self._send({"layers": self.layers})
        while True:
            header, body = wire.parse_head(self._read(wire.HEAD.size))
            request = wire.parse(self._read(header), self._read(body)).value
            self._send(self._answer(request))

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = {"turn": request["turn"]}
        NotHere.in_threads.clear()
        try:
            if request["op"] == "load":
                reply["ok"] = self._load(request)
            else:
                reply["ok"] = self._perform(request)
        except BaseException as error:  # a learner may raise SystemExit or worse
            # What a thread could not get is why its result is missing.
            reply["error"] = self._describe(next(iter(NotHere.in_threads), error))
        return reply

    def _load(self, request: Mapping[str, Any]) -> dict[str, Any]:
        seed_everything(request["seed"])
        chunks = request["chunks"]
        modules = request["modules"]
        self.files = {label for label, _ in chunks} | {f"{name}.py" for name in modules}
        sys.meta_path.insert(0, TextImporter(modules))
        about = request["notebook"]
        cut: list[tuple[str, int]] = []
        if about is None:
            module, problems = load_files(chunks)
        else:
            found = load_notebook(chunks, **about)
            module, problems, cut = found.module, found.problems, found.cut
        self.performer = Performer(module)
        return {"problems": [self._described(problem) for problem in problems], "cut": cut}

    def _described(self, problem: Problem) -> tuple[str, dict[str, Any]]:
        label, error = problem
        return label, self._describe(error)

    def _perform(self, request: Mapping[str, Any]) -> Any:
        assert self.performer is not None
        return self.performer.perform(request)

    def _describe(self, error: BaseException) -> dict[str, Any]:
        """The exception as text, with the learner's own lines of its traceback only."""
        told: dict[str, Any] = {
            "type": type(error).__name__[:80],
            "message": _text_of(error),
            "where": self._own_lines(error),
        }
        if isinstance(error, NotHere):
            told["absent"] = (error.absent.name, str(error.absent.reason))
        return told

    def _own_lines(self, error: BaseException) -> list[tuple[str, int, str]]:
        """The file, the line and the function; the grader has the text of the lines."""
        if isinstance(error, SyntaxError) and error.filename in self.files:
            return [(str(error.filename), error.lineno or 0, "")]
        try:
            frames = [(f.f_code, line) for f, line in traceback.walk_tb(error.__traceback__)]
        except BaseException:
            return []
        own = [(c.co_filename, line, c.co_name[:80]) for c, line in frames]
        return [place for place in own if place[0] in self.files][-_MAX_FRAMES:]

    def _send(self, reply: dict[str, Any]) -> None:
        device_of = self.performer.device_of if self.performer else None
        try:
            parts = wire.frame(reply, device_of)
        except Exception as error:
            parts = wire.frame({"turn": reply.get("turn"), "error": self._describe(error)})
        for part in parts:
            view = part.cast("B")
            while len(view):
                view = view[os.write(self.write_fd, view) :]

    def _read(self, count: int) -> bytearray:
        data = bytearray(count)
        view, got = memoryview(data), 0
        while got < count:
            received = os.readv(self.read_fd, [view[got:]])
            if received == 0:
                os._exit(0)
            got += received
        return data


def seed_everything(seed: int) -> None:
    """Make a learner's random draws repeat when a mark is reproduced.

    `torch.manual_seed` would also prepare accelerators, which costs a hundred times as much.
    """
    torch.default_generator.manual_seed(seed)
    random.seed(seed)
    _seed_numpy(seed % 2**32)


def _text_of(error: BaseException) -> str:
    try:
        # The place of a syntax error is told apart from its message.
        return str(error.msg if isinstance(error, SyntaxError) else error)[:_MAX_TEXT]
    except BaseException:
        return "(its message could not be read)"
