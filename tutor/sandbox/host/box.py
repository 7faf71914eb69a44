"""A box from outside: one confined process that holds one submission.

Everything read from a box is untrusted: it is read without blocking, against a deadline, within
bounds, and decoded by `wire`. A box that breaks a rule is killed whole.
"""

import os
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

from tutor.errors import GraderError
from tutor.sandbox.host.attempts import Attempts
from tutor.sandbox.host.exchange import Exchange
from tutor.sandbox.host.trouble import (
    Died,
    LearnerError,
    MemoryLimit,
    Misbehaved,
    TimeLimit,
    ending_in_words,
    learner_error,
    plain_text,
)
from tutor.sandbox.host.usage import MemoryWatch, cpu_time, time_is_up, waited_for_core
from tutor.sandbox.protocol import kernel, wire
from tutor.sandbox.protocol.limits import BoxLimits
from tutor.sandbox.protocol.requests import Chunk

Place = tuple[str, int]  # a file of the submission, and a line of it

_MAX_NAMES = 5000


@dataclass(frozen=True)
class Reply:
    """What a box answered: the value, and the device of every tensor in it."""

    value: Any
    devices: tuple[str, ...]


class ForkServer(Protocol):
    """What a box needs of the zygote that forks, kills and reaps it."""

    device: str
    boxes: "dict[int, Box]"

    def tell(self, request: dict[str, Any], descriptors: Sequence[int] = ()) -> None: ...

    def listen(self, seconds: float) -> None: ...


class Box:
    """One confined process that holds one submission."""

    def __init__(self, zygote: ForkServer, number: int, limits: BoxLimits) -> None:
        """Ask for the fork, and do not wait for it."""
        self.zygote = zygote
        self.number = number
        self.limits = limits
        self.layers: tuple[str, ...] = ()
        self.pid = 0
        self.memory: MemoryWatch | None = None
        self.exit_status: int | None = None
        self.turn = 0
        self.used: dict[str, Place] = {}
        self.ran: dict[str, Place] = {}
        their_requests, self.requests = os.pipe()
        self.replies, their_replies = os.pipe()
        self.output, their_output = os.pipe()
        self.errors, their_errors = os.pipe()
        self.printed = {self.output: bytearray(), self.errors: bytearray()}
        self.attempts = Attempts()
        self.confidant, their_confidant = socket.socketpair()
        self.theirs = [their_requests, their_replies, their_output, their_errors]
        self.theirs.append(their_confidant.detach())
        zygote.boxes[number] = self
        zygote.tell({"op": "fork", "box": number, "limits": asdict(limits)}, self.theirs)
        for descriptor in self._descriptors():
            os.set_blocking(descriptor, False)

    def await_greeting(self) -> None:
        """Wait until the box is there and has named its layers."""
        if self.layers:
            return
        while self.theirs:
            self.zygote.listen(30)
        self.allow(30)
        self.layers = self._greeting()
        self.attempts.listen(self.confidant)
        if "memory" not in self.layers and self.zygote.device == "cpu":
            self._watch_memory()

    def forked(self, pid: int, handles: Sequence[int]) -> None:
        """Take in that the process is there.

        Its ends of the pipes are closed only now: macOS can lose a descriptor that its sender
        closes on the way.
        """
        self.pid = kernel.pid_of(handles[0]) if handles else pid
        for descriptor in [*self.theirs, *handles]:
            os.close(descriptor)
        self.theirs = []

    def _watch_memory(self) -> None:
        watch = MemoryWatch(self.pid, self.limits.memory_mb << 20)
        if watch.works:
            self.memory = watch
            self.layers += ("memory_watch",)

    def allow(self, cpu_seconds: float) -> None:
        """Start a new budget: from now on this much computing, and longer for waiting."""
        self.cpu_seconds = cpu_seconds
        self.cpu_start = cpu_time(self.pid)
        self.core_start = waited_for_core(self.pid)
        self.waited = 0.0
        self.asked = time.monotonic()

    def load(
        self,
        chunks: Sequence[Chunk],
        *,
        modules: Mapping[str, str] | None = None,
        forbid: Sequence[str] = (),
        tolerant: bool = False,
        seed: int = 0,
    ) -> list[tuple[str, LearnerError]]:
        """Load a submission; return the notebook cells that raised, with their errors."""
        request = {
            "op": "load",
            "chunks": [tuple(chunk) for chunk in chunks],
            "modules": dict(modules or {}),
            "forbid": list(forbid),
            "tolerant": tolerant,
            "seed": seed,
        }
        match self.request(request).value:
            case {"problems": list(problems)} if all(
                type(problem) is tuple and len(problem) == 2 for problem in problems
            ):
                return [(plain_text(label, 80), learner_error(e)) for label, e in problems]
        raise self._misbehaved("the reply to `load` has the wrong form")

    def request(self, request: Mapping[str, Any]) -> Reply:
        """Send a request and return the reply.

        Raises LearnerError when the code raised (the box lives on), and TimeLimit, MemoryLimit,
        Died or Misbehaved when the box had to be ended.
        """
        if self.exit_status is not None:
            raise Died("the program had already ended")
        self.turn += 1
        self.used, self.ran = {}, {}
        parts = wire.frame({**request, "turn": self.turn})
        self.asked = time.monotonic()  # what the grader did since then is not the box's waiting
        try:
            header, body = Exchange(self, parts).run()
            answer = wire.parse(header, body)
        except wire.WireError as error:
            raise self._misbehaved(str(error)) from None
        except (TimeLimit, MemoryLimit, Died):
            self.kill()
            raise
        finally:
            self.waited += time.monotonic() - self.asked
        return self._read_answer(answer)

    def _read_answer(self, answer: wire.Frame) -> Reply:
        reply = answer.value
        turn = reply.get("turn") if type(reply) is dict else None
        if type(turn) is not int or turn != self.turn:
            raise self._misbehaved("a reply came out of turn")
        self.used = _places(reply.get("used"))
        self.ran = _places(reply.get("ran"))
        if "error" in reply:
            raise learner_error(reply["error"])
        return Reply(reply.get("ok"), tuple(answer.devices))

    def _greeting(self) -> tuple[str, ...]:
        """The first frame names the layers; it is sent before any learner code is in the box."""
        try:
            header, body = Exchange(self, []).run()
            return tuple(map(str, wire.parse(header, body).value["layers"]))
        except (wire.WireError, TimeLimit, Died) as error:
            words = plain_text(self.printed[self.errors].decode("utf-8", "replace"), 500)
            raise GraderError(
                f"The sandbox could not be started: {error} {words}".strip()
            ) from None

    def _misbehaved(self, why: str) -> Misbehaved:
        self.kill()
        return Misbehaved(why)

    @property
    def tried(self) -> frozenset[str]:
        """The system calls that the box has tried, of those that no honest program makes."""
        return frozenset(self.attempts.names)

    def check_budget(self) -> None:
        if self.memory is not None and self.memory.exceeded():
            raise MemoryLimit
        waited = self.waited + time.monotonic() - self.asked
        if waited <= self.cpu_seconds:
            return
        used = cpu_time(self.pid) - self.cpu_start
        for_core = waited_for_core(self.pid) - self.core_start
        if time_is_up(self.cpu_seconds, used, waited, for_core):
            raise TimeLimit(f"it did not finish within {self.cpu_seconds:g} seconds")

    def ending(self) -> str:
        """How the process ended, in words."""
        assert self.exit_status is not None
        return ending_in_words(self.exit_status)

    def wait_for_end(self) -> None:
        """The pipe is closed: give the process a moment to be reaped, then end it."""
        deadline = time.monotonic() + 1.0
        while self.exit_status is None and time.monotonic() < deadline:
            try:
                self.zygote.listen(0.1)
            except GraderError:
                continue
        self.kill()

    def kill(self) -> None:
        """End the process, whatever state it is in, and wait until it is gone."""
        if self.exit_status is None:
            self.zygote.tell({"op": "kill", "box": self.number})
        while self.exit_status is None:
            self.zygote.listen(30)

    def close(self) -> None:
        """End the box and give back what it held."""
        self.kill()
        self.let_go()

    def let_go(self) -> None:
        """Give back our ends of the pipes; the process finds its own closed and ends."""
        for descriptor in [*self._descriptors(), *self.theirs]:
            os.close(descriptor)
        self.theirs = []
        self.confidant.close()
        self.attempts.close()

    def _descriptors(self) -> list[int]:
        return [self.requests, self.replies, self.output, self.errors]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _places(told: Any) -> dict[str, Place]:
    """What the box saw during a request, by name, with the line where it saw it first."""
    found: dict[str, Place] = {}
    if type(told) is dict and len(told) <= _MAX_NAMES:
        for name, place in told.items():
            match place:
                case (str(file), int(line)):
                    found[plain_text(name, 100)] = (plain_text(file, 80), line)
    return found
