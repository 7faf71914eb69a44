# attack: start processes and programs in every way that Python and the kernel offer
# stopped by: seccomp
# expect: full marks
# rules: none
import ctypes
import multiprocessing
import os
import pty
import subprocess
import sys

from tutor.sandbox.protocol.syscalls import CONDITIONAL, DANGEROUS

libc = ctypes.CDLL(None, use_errno=True)
CLONE_VM, CLONE_PARENT, SIGCHLD = 0x100, 0x8000, 17


def raw(number, *arguments):
    pid = libc.syscall(number, *arguments)
    if pid == 0:
        os._exit(0)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "refused")


def shell():
    if os.system("true") != 0:
        raise OSError("refused")


WAYS = [
    os.fork,
    os.forkpty,
    pty.fork,
    shell,
    lambda: subprocess.run(["true"]),
    lambda: subprocess.run([sys.executable, "-c", "0"], close_fds=False),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.execv(sys.executable, ["python", "-c", "0"]),
    lambda: os.popen("true").read(),
    lambda: multiprocessing.get_context("fork").Process(target=int).start(),
    lambda: multiprocessing.get_context("spawn").Process(target=int).start(),
    lambda: raw(CONDITIONAL["clone"], SIGCHLD, 0, 0, 0, 0),
    lambda: raw(CONDITIONAL["clone"], CLONE_PARENT | SIGCHLD, 0, 0, 0, 0),
    lambda: raw(CONDITIONAL["clone3"], (ctypes.c_uint64 * 11)(0, 0, 0, 0, SIGCHLD), 88),
    *(lambda n=DANGEROUS[name]: raw(n) for name in ("fork", "vfork") if name in DANGEROUS),
]


def forward_linear(X, W, b):
    for number, way in enumerate(WAYS):
        try:
            way()
        except OSError:
            continue
        raise RuntimeError(f"way {number} started a process")
    return X @ W + b
