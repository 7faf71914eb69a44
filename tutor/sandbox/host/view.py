"""bubblewrap: a view of the file system that holds Python, its packages and nothing else.

An added layer around the zygote where `bwrap` is installed and allowed. Landlock decides what a box
may read; here what it may not read is not there at all, not even to be asked after with `stat`. It
costs milliseconds, once: boxes are forked inside. Containers often forbid it, so it is tried, not
guessed.
"""

import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tutor

# glibc asks the last two whether and how to use large pages.
_SYSTEM = ("/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime")
_KERNEL = ("/sys/kernel/mm/transparent_hugepage", "/sys/devices/system/cpu")


@cache
def bubblewrap(hidden: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The beginning of a command line that runs the rest in the view; empty where that fails.

    The folders of `hidden` are empty in it, should they lie among the packages.
    """
    program = shutil.which("bwrap")
    if program is None or sys.platform != "linux":
        return ()
    prefix = (program, *_options(hidden))
    try:
        probe = [*prefix, sys.executable, "-S", "-c", "import ctypes, json"]
        subprocess.run(probe, check=True, capture_output=True, timeout=20, env={}, cwd="/")
    except (OSError, subprocess.SubprocessError):
        return ()
    return prefix


def _options(hidden: tuple[Path, ...]) -> list[str]:
    options = [
        *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "box"),
    ]
    visible = _outermost(_visible())
    for path in visible:
        options += ["--ro-bind", str(path), str(path)]
    for kernel_path in _KERNEL:
        options += ["--ro-bind-try", kernel_path, kernel_path]
    for link in ("/lib", "/lib64", "/bin"):
        if Path(link).is_symlink():
            options += ["--symlink", str(Path(link).readlink()), link]
        elif Path(link).is_dir():
            options += ["--ro-bind", link, link]
    content = Path(tutor.__file__).resolve().parent / "content"
    for path in {content, *(path.resolve() for path in hidden)}:
        if path.is_dir() and any(tree in path.parents for tree in visible):
            options += ["--tmpfs", str(path)]
    return [*options, "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/"]


def _visible() -> Iterable[Path]:
    """Python, its packages and our own package, but nothing beside it."""
    yield Path(tutor.__file__).resolve().parent
    yield Path(sys.base_prefix)
    yield Path(sys.prefix)
    yield Path(sys.executable).resolve()
    yield Path(sysconfig.get_path("stdlib"))
    yield from map(Path, site.getsitepackages())
    yield from map(Path, _SYSTEM)


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Those that exist and do not lie in another; sorted, so that parents are mounted first."""
    existing = sorted({path for path in paths if path.exists()})
    return [p for p in existing if not any(other in p.parents for other in existing)]
