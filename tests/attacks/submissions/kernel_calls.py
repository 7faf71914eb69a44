# attack: call, by number, everything in the kernel that ordinary code never needs
# stopped by: seccomp: an allow-list
# expect: full marks
# rules: none
import ctypes
import errno
import os

from tutor.sandbox.protocol.syscalls import DANGEROUS

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
# Files may be made where Landlock allows it, which is in the home alone.
IN_THE_HOME = {"mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2"}


def refused(number):
    ctypes.set_errno(0)
    result = libc.syscall(number, *[ctypes.c_long(-1)] * 6)
    return result == -1 and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS)


def forward_linear(X, W, b):
    dangerous = {name: number for name, number in DANGEROUS.items() if name not in IN_THE_HOME}
    if passed := [name for name, number in dangerous.items() if not refused(number)]:
        raise RuntimeError(f"the kernel saw {passed}")
    if passed := [number for number in range(450, 600) if number not in (449, 454, 455, 456)
                  and not refused(number)]:
        raise RuntimeError(f"the kernel saw the new calls {passed}")
    try:
        os.memfd_create("program")
    except OSError:
        return X @ W + b
    raise RuntimeError("a file in memory, ready for execveat")
