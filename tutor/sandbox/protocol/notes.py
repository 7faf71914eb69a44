"""Notes between the grader and a zygote: JSON, its length ahead of it, over a stream socket.

Descriptors travel with the length, so that they come with the note that they belong to. A stream,
because a pair of sockets that keeps messages apart is not to be had on macOS.
"""

import json
import socket
import struct
from array import array
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct("!I")


def pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)


def send(control: socket.socket, note: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send a note and descriptors with it. Raises ConnectionError when the other end is gone."""
    text = json.dumps(note).encode()
    data = _LENGTH.pack(len(text)) + text
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors))]
    sent = control.sendmsg([data], rights if descriptors else [])
    control.sendall(data[sent:])


def receive(control: socket.socket, descriptors: int) -> tuple[dict[str, Any], list[int]]:
    """Wait for a note, and at most so many descriptors.

    Raises ConnectionError when the other end is gone.
    """
    head, received, _, _ = socket.recv_fds(control, _LENGTH.size, descriptors)
    if not head:
        raise ConnectionResetError
    head += _exactly(control, _LENGTH.size - len(head))
    note: dict[str, Any] = json.loads(_exactly(control, *_LENGTH.unpack(head)))
    return note, received


def _exactly(control: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = control.recv(count - len(data))
        if not part:
            raise ConnectionResetError
        data += part
    return data
