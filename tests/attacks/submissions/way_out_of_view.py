# attack: leave the view: mount, move its root, climb out, and make links and devices in the home
# stopped by: seccomp; the view of the file system; capabilities are gone
# expect: full marks
# rules: none
# expect: tried to change what is mounted
# expect: tried to enter other namespaces
# expect: tried to get round the checks on files
# needs: seccomp
import ctypes
import os
import platform

HOME = os.path.expanduser("~")
ARM = platform.machine() in ("aarch64", "arm64")
PIVOT, OPEN_TREE, BY_HANDLE = (41, 428, 265) if ARM else (155, 428, 304)
libc = ctypes.CDLL(None, use_errno=True)


def raw(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


WAYS = [
    lambda: raw("unshare", 0x20000),
    lambda: raw("unshare", 0x10000000),
    lambda: raw("setns", 0, 0),
    lambda: raw("mount", b"none", HOME.encode(), b"tmpfs", 0, None),
    lambda: raw("mount", b"none", HOME.encode(), b"proc", 0, None),
    lambda: raw("mount", b"", b"/", None, 0x1021, None),
    lambda: raw("umount2", HOME.encode(), 2),
    lambda: raw("umount2", b"/proc", 2),
    lambda: raw("chroot", HOME.encode()),
    lambda: raw("syscall", PIVOT, b".", b"."),
    lambda: raw("syscall", OPEN_TREE, -100, b"/", 1),
    lambda: raw("syscall", BY_HANDLE, 3, ctypes.create_string_buffer(64), 0),
    lambda: os.symlink("/", f"{HOME}/link"),
    lambda: os.link("/dev/null", f"{HOME}/link"),
    lambda: os.mknod(f"{HOME}/device", 0o20666, 0x0101),
    lambda: os.mkfifo(f"{HOME}/fifo"),
    lambda: os.rename(HOME, "/box/away"),
    lambda: os.rmdir("/box/home"),
    lambda: os.mkdir("/box/other"),
    lambda: os.chmod(HOME, 0o777),
    lambda: os.open("/proc/self/uid_map", os.O_WRONLY),
    lambda: os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY),
]


def forward_linear(X, W, b):
    for number, way in enumerate(WAYS):
        try:
            way()
        except OSError:
            continue
        raise RuntimeError(f"way {number}")
    return X @ W + b
