"""A box from outside: one confined process that holds one submission.

Everything read from a box is untrusted: it is read without blocking, against a deadline, within
bounds, and decoded by `wire`. A box that breaks a rule is killed whole.
"""

import os
import select
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, Self

from tutor.errors import GraderError
from tutor.sandbox.host.attempts import Attempts
from tutor.sandbox.host.evidence import Evidence
from tutor.sandbox.host.exchange import Exchange
from tutor.sandbox.host.trouble import (
    Died,
    LearnerError,
    MemoryLimit,
    Misbehaved,
    Place,
    TimeLimit,
    ending_in_words,
    plain_text,
)
from tutor.sandbox.host.usage import Account, MemoryWatch, Meter, time_is_up
from tutor.sandbox.protocol import kernel, wire
from tutor.sandbox.protocol.limits import BoxLimits
from tutor.sandbox.protocol.requests import Chunk

_SECONDS_TO_POINT = 0.5
_MOST_CUT = 100  # statements of a notebook; a box may say what it likes


@dataclass(frozen=True)
class Reply:
    """What a box answered: the value, and the device of every tensor in it."""

    value: Any
    devices: tuple[str, ...]


@dataclass(frozen=True)
class Notebook:
    """How to run the cells of a notebook: the seconds for all of them together, the places of
    statements that are left out, and whether only imports, definitions and assignments are run."""

    seconds: float
    left_out: list[tuple[str, int]] = field(default_factory=list)
    only_definitions: bool = False


@dataclass(frozen=True)
class Loaded:
    """What went wrong while a submission was loaded: the exceptions that did not end it, each with
    its file or cell, and the statements of a notebook that ran too long and were cut short."""

    problems: list[tuple[str, LearnerError]] = field(default_factory=list)
    cut: list[Place] = field(default_factory=list)


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
        self.account: Account | None = None
        self.evidence = Evidence({})
        self.exit_status: int | None = None
        self.turn = 0
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
        self.meter = Meter(self.pid)
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

    def allow(self, cpu_seconds: float, account: Account | None = None) -> None:
        """Start a new budget: from now on this much computing, and longer for waiting.

        What is used is charged to the account, and no more can be used than that has.
        """
        self.settle()
        self.account = account
        self.cpu_seconds = cpu_seconds
        self.patience = min(cpu_seconds, account.least) if account else cpu_seconds

    def settle(self) -> None:
        """Charge what was used since the last settlement. Of a process that ended by itself only
        the waiting is known since then, and that counts as idling.
        """
        if not self.meter.waiting():
            return  # nothing was asked since, and a look at the process takes its time
        if self.exit_status is None:
            self.meter.read()
        if self.account is not None:
            self.account.charge(self.meter.use())
        self.meter.restart()

    def load(
        self,
        chunks: Sequence[Chunk],
        *,
        modules: Mapping[str, str] | None = None,
        notebook: Notebook | None = None,
        seed: int = 0,
    ) -> Loaded:
        """Load a submission, and say what went wrong and did not end it."""
        labels = dict(chunks)
        files = {f"{name}.py": text for name, text in (modules or {}).items()}
        self.evidence = Evidence(files | labels)
        request = {
            "op": "load",
            "chunks": [tuple(chunk) for chunk in chunks],
            "modules": dict(modules or {}),
            "notebook": asdict(notebook) if notebook else None,
            "seed": seed,
        }
        match self.request(request).value:
            case {"problems": list(problems), "cut": list(cut)} if all(
                type(pair) is tuple and len(pair) == 2 for pair in [*problems, *cut]
            ):
                return Loaded(
                    [
                        (label, self.evidence.exception(error))
                        for label, error in problems
                        if type(label) is str and label in labels
                    ],
                    [place for pair in cut[:_MOST_CUT] if (place := self.evidence.place(*pair))],
                )
        raise self._misbehaved("the reply to `load` has the wrong form")

    def request(self, request: Mapping[str, Any]) -> Reply:
        """Send a request and return the reply.

        Raises LearnerError when the code raised (the box lives on), and TimeLimit, MemoryLimit,
        Died or Misbehaved when the box had to be ended.
        """
        if self.exit_status is not None:
            raise Died("the program had already ended")
        self.turn += 1
        parts = wire.frame({**request, "turn": self.turn})
        self.meter.asked()
        try:
            header, body = Exchange(self, parts).run()
            answer = wire.parse(header, body)
        except wire.WireError as error:
            raise self._misbehaved(str(error)) from None
        except TimeLimit as limit:
            limit.where = self._whereabouts()
            self.kill()
            raise
        except (MemoryLimit, Died):
            self.kill()
            raise
        finally:
            self.meter.answered()
        return self._read_answer(answer)

    def _whereabouts(self) -> tuple[Place, ...]:
        """Ask the process which line it is at. It may not answer, or not the truth: then a learner
        reads another line of their own file, and nothing else hangs on it.
        """
        self.zygote.tell({"op": "point", "box": self.number})
        poll = select.poll()
        poll.register(self.errors, select.POLLIN)
        deadline = time.monotonic() + _SECONDS_TO_POINT
        said = b""
        places: tuple[Place, ...] = ()
        while not places and (left := deadline - time.monotonic()) > 0:
            if not poll.poll(1000 * left) or not (part := os.read(self.errors, 1 << 16)):
                break
            said = (said + part)[-(1 << 16) :]
            places = self.evidence.innermost(said.decode("utf-8", "replace"))
        return places

    def _read_answer(self, answer: wire.Frame) -> Reply:
        reply = answer.value
        turn = reply.get("turn") if type(reply) is dict else None
        if type(turn) is not int or turn != self.turn:
            raise self._misbehaved("a reply came out of turn")
        if "error" in reply:
            raise self.evidence.exception(reply["error"])
        return Reply(reply.get("ok"), tuple(answer.devices))

    def _greeting(self) -> tuple[str, ...]:
        """The first frame names the layers; it is sent before any learner code is in the box."""
        self.meter.asked()
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
        if self.meter.waiting() <= self.patience:
            return
        self.meter.read()
        use = self.meter.use()
        if time_is_up(self.cpu_seconds, use.computing, use.waiting, use.for_core):
            raise TimeLimit(f"it did not finish within {self.cpu_seconds:g} seconds")
        if self.account is not None:
            self.account.require(use)

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
        self._ask_for_end()
        while self.exit_status is None:
            self.zygote.listen(30)

    def _ask_for_end(self) -> None:
        if self.account is not None:
            self.settle()
        if self.exit_status is None:
            self.zygote.tell({"op": "kill", "box": self.number})

    def close(self) -> None:
        """Ask for the end of the box and give back what it held.

        To wait for a dead process to be buried would cost a third of a short grading.
        """
        self._ask_for_end()
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
