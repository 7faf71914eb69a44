"""Enclose the zygote once, at its start: namespaces, a view of files and a user of its own.

What a machine allows is found out by doing it, in a fork that may fail; then it is done here, or
the next weaker way is tried. All that is forked from the zygote is inside.
"""

import contextlib
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tutor.sandbox.guest import identity, scratch, trees
from tutor.sandbox.guest.view import View
from tutor.sandbox.protocol import kernel, layers

_NAMESPACES = kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWPID
_FAILED = 1
_SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class _Way:
    """One way to be enclosed."""

    namespaces: bool
    view: View | None
    user: int | None
    needed: Sequence[Path]

    @property
    def layers(self) -> list[str]:
        found = [*layers.NAMESPACES] if self.namespaces else []
        found += [layers.MOUNT_NAMESPACE] if self.view else []
        return found + ([layers.OWN_USER] if self.user is not None else [])

    def enter(self, control: socket.socket | None) -> None:
        """Be enclosed for good. Raises OSError, and then this process is lost.

        With namespaces the process that goes on is a child of this one, which waits for its end.
        """
        if self.view is not None:
            self._enter_view(self.view, control)
        else:
            if self.user is not None:
                identity.become(self.user)
            if self.namespaces:
                _unshare(kernel.CLONE_NEWUSER | _NAMESPACES)
                _continue_as_first_process(control)
        _require_readable(self.needed)

    def _enter_view(self, view: View, control: socket.socket | None) -> None:
        """The superuser makes the view while it may still read everything, and then steps down."""
        if self.user is None:
            _enter_user_namespace()
        _unshare(_NAMESPACES)
        _continue_as_first_process(control)
        _unshare(kernel.CLONE_NEWNS)
        view.enter()
        if self.user is not None:
            identity.become(self.user)
            _enter_user_namespace()
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # another user forgets it
        scratch.enter_for_imports()


def enclose(
    control: socket.socket, preload: Sequence[str], hidden: Sequence[Path], sees_devices: bool
) -> list[str]:
    """Enclose this process as far as the machine allows, and name the layers that hold.

    Must run in a process with a single thread. `control` is the way to the grader, whose end ends
    everything in here. What `sees_devices` keeps the machine's file system.
    """
    if sys.platform != "linux":
        return []
    needed = trees.needed(["torch", *preload], hidden)
    view = None if sees_devices else View(needed, hidden)
    for way in _ways(view, [path for path in needed if os.access(path, os.R_OK)]):
        if _can(way):
            way.enter(control)
            return way.layers
    return []


@contextlib.contextmanager
def ends_with_grader(control: socket.socket) -> Iterator[None]:
    """Meanwhile, end this process within a moment of the grader, also where no guard does.

    What runs here, an import of seconds, does not look at the socket by itself.
    """
    poll = select.poll()
    poll.register(control, 0)

    def look(*_: object) -> None:
        if poll.poll(0):
            os._exit(_FAILED)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS_BETWEEN_LOOKS, _SECONDS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _ways(view: View | None, needed: Sequence[Path]) -> Iterator[_Way]:
    """From the strongest to the weakest."""
    user = identity.spare_user()
    users = [None] if user is None else [user, None]
    views = [None] if view is None else [view, None]
    yield from (_Way(True, seen, who, needed) for seen in views for who in users)
    yield from (_Way(False, None, who, needed) for who in users if who is not None)


def _can(way: _Way) -> bool:
    """Try in a fork."""
    pid = os.fork()
    if pid == 0:
        try:
            way.enter(None)
            os._exit(0)
        except BaseException:
            os._exit(_FAILED)
    return os.waitpid(pid, 0)[1] == 0


def _enter_user_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    _unshare(kernel.CLONE_NEWUSER)
    identity.map_own_ids(user, group)


def _unshare(flags: int) -> None:
    if not kernel.unshare(flags):
        raise OSError("the machine forbids these namespaces")


def _continue_as_first_process(control: socket.socket | None) -> None:
    """Fork into the new process namespace; when its first process ends, all in it end.

    This process stays outside, and ends it as soon as the grader has gone.
    """
    pid = os.fork()
    if pid:
        _guard(pid, control)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _guard(pid: int, control: socket.socket | None) -> NoReturn:
    """Wait for the end of the child or of the grader.

    Not by a signal at the parent's death: that comes when the thread ends that started us.
    """
    deaths = wake_on_deaths()
    poll = select.poll()
    poll.register(deaths, select.POLLIN)
    if control is not None:
        poll.register(control, 0)  # tells of the other end's closing, and of nothing else
    done, status = os.waitpid(pid, os.WNOHANG)
    while not done:
        if any(descriptor != deaths for descriptor, _ in poll.poll()):
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            break
        os.read(deaths, 4096)
        done, status = os.waitpid(pid, os.WNOHANG)
    os._exit(_FAILED if status else 0)


def wake_on_deaths() -> int:
    """A descriptor that can be read as soon as a child has ended."""
    ours, theirs = os.pipe()
    for descriptor in (ours, theirs):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(theirs, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return ours


def _require_readable(paths: Iterable[Path]) -> None:
    """Fail where Python or its packages can no longer be read, as those of another user may be."""
    for path in paths:
        if path.is_dir():
            os.listdir(path)
        else:
            path.open("rb").close()
