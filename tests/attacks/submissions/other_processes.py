# attack: signal, trace, read and steer the zygote, the grader and every other process
# stopped by: seccomp; process namespace; not dumpable
# expect: full marks
# rules: none
import ctypes
import fcntl
import os
import resource
import signal

from tutor.sandbox.protocol.syscalls import CONDITIONAL, DANGEROUS

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_SEIZE, F_SETOWN, F_SETSIG, F_SETOWN_EX = 16, 0x4206, 8, 10, 15


def raw(name, *arguments):
    number = (DANGEROUS | CONDITIONAL)[name]
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def ways(pid):
    yield lambda: os.kill(pid, signal.SIGKILL)
    yield lambda: os.kill(pid, 0)
    yield lambda: os.killpg(abs(pid), signal.SIGSTOP)
    yield lambda: raw("tgkill", pid, pid, 9)
    yield lambda: raw("tkill", pid, 9)
    yield lambda: raw("rt_sigqueueinfo", pid, 9, ctypes.create_string_buffer(128))
    yield lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)
    yield lambda: raw("ptrace", PTRACE_ATTACH, pid, 0, 0)
    yield lambda: raw("ptrace", PTRACE_SEIZE, pid, 0, 0)
    yield lambda: raw("process_vm_readv", pid, 0, 0, 0, 0, 0)
    yield lambda: raw("process_vm_writev", pid, 0, 0, 0, 0, 0)
    yield lambda: raw("pidfd_getfd", 3, 0, 0)
    yield lambda: raw("kcmp", pid, os.getpid(), 0, 0, 0)
    yield lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))
    yield lambda: os.setpriority(os.PRIO_PROCESS, abs(pid), 19)
    yield lambda: os.sched_setaffinity(abs(pid), {0})
    yield lambda: os.sched_setscheduler(abs(pid), os.SCHED_IDLE, os.sched_param(0))


ON_DESCRIPTORS = [
    lambda: fcntl.fcntl(4, F_SETOWN, 1),
    lambda: fcntl.fcntl(4, F_SETSIG, 9),
    lambda: fcntl.fcntl(4, F_SETOWN_EX, bytes(8)),
    lambda: fcntl.ioctl(4, 0x8901, bytes(8)),
    lambda: fcntl.fcntl(4, 1031, 1 << 20),
]


def forward_linear(X, W, b):
    pids = [1, 0, -1, os.getppid(), *range(2, 40)]
    attempts = [way for pid in pids if pid != os.getpid() for way in ways(pid)] + ON_DESCRIPTORS
    for number, attempt in enumerate(attempts):
        try:
            attempt()
        except (OSError, OverflowError):
            continue
        raise RuntimeError(f"attempt {number} went through")
    return X @ W + b
