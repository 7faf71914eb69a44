"""What a box tries that no honest program does, told by the kernel and not by the box.

The filter of system calls stops the box at such a call, and Linux (5.0) asks the one who holds the
listening descriptor what to answer. Only the grader holds it, and always says no.
"""

import contextlib
import errno
import os
import socket
import struct

from tutor.sandbox.protocol.attempts import NAMES

_RECEIVE, _SEND = 0xC050_2100, 0xC018_2101  # from linux/seccomp.h
_NOTICE = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
# A box that asks for ever must not keep the grader busy. When nobody listens, Linux says no.
_MAX_NOTICES = 100


class Attempts:
    """Answers the kernel, and keeps the names of the calls."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.descriptor: int | None = None
        self.left = _MAX_NOTICES

    def listen(self, confidant: socket.socket) -> None:
        """Take the descriptor that the box sent while it was still ours, if the kernel made one."""
        with contextlib.suppress(OSError):
            _, descriptors, _, _ = socket.recv_fds(confidant, 1, 1, socket.MSG_DONTWAIT)
            self.descriptor = next(iter(descriptors), None)

    def answer(self) -> bool:
        """Refuse one call and note it; False when there is nothing to listen to any more."""
        import fcntl  # not on Windows

        if self.descriptor is None:
            return False
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self.descriptor, _RECEIVE, notice)
            asked, _, _, number, *_ = _NOTICE.unpack(notice)
            if number in NAMES:
                self.names.add(NAMES[number])
            fcntl.ioctl(self.descriptor, _SEND, _ANSWER.pack(asked, 0, -errno.EPERM, 0))
        except FileNotFoundError:  # the one who asked is gone
            pass
        except OSError:
            self.left = 0
        self.left -= 1
        if self.left <= 0:
            self.close()
        return self.descriptor is not None

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None
