"""A program in a terminal of its own, and what stands on its screen."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte

_PATIENCE = 120  # seconds for what takes one on an idle machine


class Terminal:
    """24 lines of 80 columns, a keyboard, and the program that runs there."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        environment = os.environ | {"TERM": "xterm-256color"} | environment
        environment.pop("COLUMNS", None)
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.ByteStream(self.screen)
        self.program = pexpect.spawn(
            command[0], command[1:], cwd=folder, env=environment, dimensions=(24, 80)
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait_for(self, words: str, gone: str = "") -> str:
        """The screen once it shows these words, and not those any more."""
        deadline = time.monotonic() + _PATIENCE
        while words not in self.text or (gone and gone in self.text):
            assert time.monotonic() < deadline, f"no {words!r} on the screen:\n{self.text}"
            self._read()
        return self.text

    def press(self, key: str) -> None:
        self.program.send(key)

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)
        self.program.setwinsize(lines, columns)

    def ended(self) -> int:
        """Wait for the end of the program, and return its exit code."""
        self.program.expect(pexpect.EOF, timeout=_PATIENCE)
        self.program.close()
        return int(self.program.exitstatus)

    def _read(self) -> None:
        try:
            self.stream.feed(self.program.read_nonblocking(65536, timeout=0.05))
        except pexpect.TIMEOUT:
            return


@contextmanager
def tutor_in_a_terminal(
    folder: Path, environment: dict[str, str], *arguments: str
) -> Iterator[Terminal]:
    command = [sys.executable, "-c", "from tutor.cli import main; main()", *arguments]
    terminal = Terminal(command, folder, environment)
    try:
        yield terminal
    finally:
        terminal.program.close(force=True)
