"""The home of a box: a small folder in memory, its own, gone with it.

It can be had where the zygote has a view of its own, in whose one writable place it is mounted.
Elsewhere its path leads nowhere, and a box can write nothing. So a file that is written is never on
the machine, and no box finds what another one has left.
"""

import contextlib
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator

from tutor.sandbox.guest import landlock
from tutor.sandbox.protocol import kernel
from tutor.sandbox.protocol.home import HOME

MAX_BYTES = 16 << 20
_SAFE = kernel.MS_NOSUID | kernel.MS_NODEV
_FOR_A_BOX = f"mode=700,size={MAX_BYTES},nr_inodes=256"
# Packages keep fonts and settings in a home, and try at import whether semaphores can be had.
_FOR_IMPORTS = "mode=700,size=64m,nr_inodes=4096"
SEMAPHORES = "/dev/shm"
# A submission imports it out of habit, and its import fails without a folder to write to.
_NEEDS_A_HOME = ("matplotlib.pyplot", "matplotlib.backends.backend_agg")


def enter_for_imports() -> None:
    """Let what is imported write where packages do, in memory. Raises OSError."""
    _enter(_FOR_IMPORTS, HOME, SEMAPHORES)


def try_to_enter() -> bool:
    """Give this box a home, if it can be."""
    try:
        _enter(_FOR_A_BOX, HOME)
    except OSError:
        return False
    return True


def _enter(size: str, *places: str) -> None:
    """Mount empty folders in a mount namespace of this process."""
    if not kernel.unshare(kernel.CLONE_NEWNS):
        raise OSError("the machine forbids a mount namespace")
    for place in places:
        kernel.mount("home", place, "tmpfs", _SAFE, size)


@contextlib.contextmanager
def home_for_imports(has_view: bool) -> Iterator[None]:
    """Let packages write to a home while they are imported; afterwards it is gone.

    Without a view it is a folder of the machine's, in memory if there is such a place.
    """
    memory = SEMAPHORES if os.access(SEMAPHORES, os.W_OK) else None
    home = HOME if has_view else tempfile.mkdtemp(prefix="tutor-imports-", dir=memory)
    try:
        _use(home)
        yield
    finally:
        _use(HOME)
        if has_view:
            kernel.unmount(HOME)
            kernel.unmount(SEMAPHORES)
        else:
            shutil.rmtree(home, ignore_errors=True)


def import_what_needs_a_home(has_view: bool) -> None:
    """Where a box will have no home, import here what could not be imported there."""
    if has_view and landlock.abi():
        return
    for name in _NEEDS_A_HOME:
        with contextlib.suppress(Exception):  # it may not be there, or not work on this machine
            importlib.import_module(name)


def _use(home: str) -> None:
    os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = home
