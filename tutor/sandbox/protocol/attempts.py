"""System calls that no honest program makes, and how an instructor reads of them.

torch, Python and their packages never make these calls in ordinary use, and a mistake does not make
one by accident. Programs, sockets and files are not among them: honest code asks for those too.
"""

from collections.abc import Collection

from tutor.sandbox.protocol.syscalls import CONDITIONAL, DANGEROUS

ATTEMPTS = {
    "tried to become another program": ["execve", "execveat"],
    "tried to trace or read another process": [
        *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise"),
        *("kcmp", "pidfd_getfd"),
    ],
    "tried to signal another process": [
        *("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal"),
    ],
    "tried to enter other namespaces": ["unshare", "setns"],
    "tried to change what is mounted": [
        *("mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount"),
        *("fsopen", "fsmount", "fsconfig", "mount_setattr"),
    ],
    "tried to get round the checks on files": ["open_by_handle_at", "name_to_handle_at"],
    "tried to become another user": [
        *("setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups"),
        *("setfsuid", "setfsgid", "capset"),
    ],
    "tried to change its own box": ["seccomp"],
    "tried to load code into the kernel": [
        *("bpf", "init_module", "finit_module", "delete_module", "kexec_load"),
    ],
    "tried to use parts of the kernel that programs do not need": [
        *("perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key"),
        *("request_key", "fanotify_init"),
    ],
    "tried to change the machine": [
        *("reboot", "swapon", "swapoff", "settimeofday", "clock_settime", "sethostname"),
        *("setdomainname", "acct", "quotactl"),
    ],
}

_NUMBERS = DANGEROUS | CONDITIONAL
# Calls by number. Some may be made for some arguments; only those that are refused are attempts.
NAMES = {_NUMBERS[name]: name for names in ATTEMPTS.values() for name in names if name in _NUMBERS}


def in_words(names: Collection[str]) -> tuple[str, ...]:
    """What was tried, each sentence once."""
    return tuple(words for words, calls in ATTEMPTS.items() if not set(calls).isdisjoint(names))
