"""The home of a box: a small folder in memory, its own, gone with it.

It can be had where the zygote has a view of its own, in whose one writable place it is mounted.
Elsewhere its path leads nowhere, and a box can write nothing. So a file that is written is never on
the machine, and no box finds what another one has left.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator

from tutor.sandbox.protocol import kernel
from tutor.sandbox.protocol.home import HOME

MAX_BYTES = 16 << 20
_SAFE = kernel.MS_NOSUID | kernel.MS_NODEV
FOR_A_BOX = f"mode=700,size={MAX_BYTES},nr_inodes=256"
FOR_IMPORTS = "mode=700,size=64m,nr_inodes=4096"  # fonts, settings: what packages keep in a home


def enter(size: str) -> None:
    """Mount an empty home in a mount namespace of this process. Raises OSError."""
    if not kernel.unshare(kernel.CLONE_NEWNS):
        raise OSError("the machine forbids a mount namespace")
    kernel.mount("home", HOME, "tmpfs", _SAFE, size)


def try_to_enter() -> bool:
    """Give this box a home, if it can be."""
    try:
        enter(FOR_A_BOX)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def home_for_imports(has_view: bool) -> Iterator[None]:
    """Let packages write to a home while they are imported; afterwards it is gone.

    Without a view it is a folder among the machine's temporary ones.
    """
    home = HOME if has_view else tempfile.mkdtemp(prefix="tutor-imports-")
    try:
        _use(home)
        yield
    finally:
        _use(HOME)
        if has_view:
            kernel.unmount(HOME)
        else:
            shutil.rmtree(home, ignore_errors=True)


def _use(home: str) -> None:
    os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = home
