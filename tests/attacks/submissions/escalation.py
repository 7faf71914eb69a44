# attack: raise limits, load another filter, enter namespaces, mount, change identity
# stopped by: seccomp; rlimits
# expect: full marks
# rules: none
import ctypes
import os
import resource

from tutor.sandbox.protocol.syscalls import CONDITIONAL, DANGEROUS

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_MM = 1, 4, 22, 38, 35
PR_SET_CHILD_SUBREAPER, PR_SET_PTRACER, PR_CAP_AMBIENT, PR_SET_TIMERSLACK = 36, 0x59616D61, 47, 29


def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")


def raise_limit(kind):
    soft, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY:
        raise OSError("nothing to raise")
    resource.setrlimit(kind, (hard + 1, hard + 1))


WAYS = [
    *(lambda kind=kind: raise_limit(kind) for kind in range(16)),
    *(lambda option=option: check(libc.prctl(option, 1, 0, 0, 0)) for option in (
        PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_MM,
        PR_SET_CHILD_SUBREAPER, PR_SET_PTRACER, PR_CAP_AMBIENT, PR_SET_TIMERSLACK)),
    *(lambda flag=flag: check(libc.unshare(flag)) for flag in (
        0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)),
    lambda: check(libc.syscall(CONDITIONAL["seccomp"], 1, 0, ctypes.create_string_buffer(16))),
    lambda: check(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)),
    lambda: check(libc.setns(0, 0)),
    lambda: os.chroot("/tmp"),
    lambda: os.setuid(0),
    lambda: os.setresuid(0, 0, 0),
    lambda: os.setgroups([0]),
    lambda: os.setsid(),
    lambda: os.nice(-5),
    lambda: check(libc.personality(0x0040000)),
    lambda: check(libc.sethostname(b"x", 1)),
    lambda: check(libc.syscall(DANGEROUS["capset"], 0, 0)),
]


def forward_linear(X, W, b):
    for number, way in enumerate(WAYS):
        try:
            way()
        except (OSError, ValueError):
            continue
        raise RuntimeError(f"way {number} went through")
    return X @ W + b
