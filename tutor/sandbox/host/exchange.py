"""One round trip with a box: nothing is read without a bound, and nothing without a deadline."""

import os
import select
from collections.abc import Sequence
from typing import Protocol

from tutor.sandbox.host.attempts import Attempts
from tutor.sandbox.host.trouble import Died
from tutor.sandbox.protocol import wire

_MAX_OUTPUT = 1 << 16


class Partner(Protocol):
    """The box at the other end: its pipes, what it has printed, and how its end is noticed."""

    requests: int
    replies: int
    output: int
    errors: int
    printed: dict[int, bytearray]
    attempts: Attempts

    def check_budget(self) -> None: ...

    def wait_for_end(self) -> None: ...

    def ending(self) -> str: ...


class Exchange:
    """One round trip: write the request, read one frame, keep what is printed within bounds."""

    def __init__(self, box: Partner, parts: Sequence[memoryview]) -> None:
        self.box = box
        self.outgoing = [part.cast("B") for part in parts if part.nbytes]
        self.target = bytearray(wire.HEAD.size)
        self.got = 0
        self.header: bytearray | None = None
        self.lengths: tuple[int, int] | None = None

    def run(self) -> tuple[bytearray, bytearray]:
        box = self.box
        poll = select.poll()
        for descriptor in (box.replies, box.output, box.errors):
            poll.register(descriptor, select.POLLIN)
        if (listener := box.attempts.descriptor) is not None:
            poll.register(listener, select.POLLIN)
        if not self._write():
            poll.register(box.requests, select.POLLOUT)
        while True:
            box.check_budget()
            for descriptor, _ in poll.poll(50):
                if descriptor == box.requests:
                    if self._write():
                        poll.unregister(descriptor)
                elif descriptor == box.replies:
                    if (done := self._read()) is not None:
                        return done
                elif descriptor == listener:
                    if not box.attempts.answer():
                        poll.unregister(descriptor)
                elif not self._drain(descriptor):
                    poll.unregister(descriptor)

    def _write(self) -> bool:
        """Write what the pipe takes; True when there is nothing left to write."""
        try:
            while self.outgoing:
                written = os.write(self.box.requests, self.outgoing[0][: 1 << 20])
                self.outgoing[0] = self.outgoing[0][written:]
                if not len(self.outgoing[0]):
                    self.outgoing.pop(0)
        except BlockingIOError:
            return False
        except BrokenPipeError:
            self.outgoing.clear()
        return True

    def _read(self) -> tuple[bytearray, bytearray] | None:
        """Read what has come; the header and the body once both are complete."""
        while True:
            self.box.check_budget()  # a box that never pauses keeps us in this loop
            if self.got == len(self.target):
                if (done := self._next_part()) is not None:
                    return done
                continue
            try:
                count = os.readv(self.box.replies, [memoryview(self.target)[self.got :]])
            except BlockingIOError:
                return None
            if count == 0:
                self.box.wait_for_end()
                raise Died(self.box.ending())
            self.got += count

    def _next_part(self) -> tuple[bytearray, bytearray] | None:
        done = None
        if self.lengths is None:
            self.lengths = wire.parse_head(self.target)
            self.target = bytearray(self.lengths[0])
        elif self.header is None:
            self.header = self.target
            self.target = bytearray(self.lengths[1])
        else:
            done = self.header, self.target
        self.got = 0
        return done

    def _drain(self, descriptor: int) -> bool:
        """Keep the beginning of what is printed and drop the rest; False when it was closed."""
        try:
            data = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return True
        kept = self.box.printed[descriptor]
        kept += data[: _MAX_OUTPUT - len(kept)]
        return bool(data)
