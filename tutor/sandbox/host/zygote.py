"""A fork server from outside: it makes the boxes of one kind of device, or of one set of rules."""

import select
import socket
import subprocess
from collections.abc import Sequence
from typing import Any, Self

from tutor.errors import GraderError
from tutor.sandbox.host.box import Box
from tutor.sandbox.host.launch import Launched, furnish
from tutor.sandbox.protocol import notes
from tutor.sandbox.protocol.absent import Rules
from tutor.sandbox.protocol.limits import BoxLimits


class Zygote:
    """Owns a fork server, which makes the boxes of one kind of device.

    A furnished one was forked from another zygote, and makes the boxes of one set of rules.
    """

    def __init__(self, launched: Launched, rules: Rules | None = None) -> None:
        self.process = launched.process
        self.rules = rules
        self.control = launched.control
        self.device = launched.device
        self.ready = False
        self.boxes: dict[int, Box] = {}
        self.started = 0
        self.spare: Box | None = None

    def box(self, limits: BoxLimits | None = None) -> Box:
        """A fresh box: the one that was forked ahead, if it fits. The next is forked meanwhile."""
        while not self.ready:
            self.listen(120)
        limits = limits or BoxLimits()
        box, self.spare = self.spare, None
        if box is not None and (box.limits != limits or box.exit_status is not None):
            box.close()
            box = None
        box = box or self._fork(limits)
        box.await_greeting()
        self.spare = self._fork(limits)
        return box

    def furnish(self, rules: Rules) -> "Zygote":
        """Ask for a furnished zygote, and do not wait for it."""
        try:
            launched = furnish(Launched(self.process, self.control, self.device), rules)
        except ConnectionError:
            raise _gone() from None
        return Zygote(launched, rules)

    @property
    def alive(self) -> bool:
        """Whether the process at the other end still holds its socket."""
        if self.process.poll() is not None:
            return False
        try:
            return self.control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _fork(self, limits: BoxLimits) -> Box:
        self.started += 1
        return Box(self, self.started, limits)

    def listen(self, seconds: float) -> None:
        """Receive one note from the zygote; raises GraderError when none comes in time."""
        if not select.select([self.control], [], [], seconds)[0]:
            raise GraderError("The sandbox does not answer. Please try again.")
        try:
            note, descriptors = notes.receive(self.control, 1)
        except ConnectionError:
            raise _gone() from None
        if note["event"] == "ready":
            self.ready = True
            return
        box = self.boxes[note["box"]]
        if note["event"] == "forked":
            box.forked(note["pid"], descriptors)
        else:
            box.exit_status = note["status"]
            del self.boxes[note["box"]]

    def tell(self, request: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            notes.send(self.control, request, descriptors)
        except ConnectionError:
            raise _gone() from None

    def close(self) -> None:
        """End the zygote and every box."""
        if self.spare is not None:
            self.spare.let_go()
            self.spare = None
        self.control.close()
        if self.rules is not None:
            return  # its process ends with the socket, and the zygote that forked it reaps it
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _gone() -> GraderError:
    return GraderError("The sandbox could not start or has ended. Run `tutor doctor` to see why.")
