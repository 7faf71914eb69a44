"""The user that a zygote and its boxes run as, apart from the grader's where that can be had.

The superuser may become anybody. An ordinary user may not become another one without help from the
machine's owner (`newuidmap`), and stays.
"""

import os

from tutor.sandbox.protocol import kernel

# Ids that no account has. A zygote takes one by its process number, so that the kernel counts the
# processes of each apart.
_FIRST, _COUNT = 64_100, 800


def spare_user() -> int | None:
    """The user that this process should become, or None where it may not become another."""
    if not hasattr(os, "setresuid") or os.geteuid() != 0:
        return None
    return _FIRST + os.getpid() % _COUNT


def become(user: int) -> None:
    """Become this user for good, in no other group. Raises OSError."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # a process that is not may not map its ids


def map_own_ids(user: int, group: int) -> None:
    """In a new user namespace, let the ids be what they were. Raises OSError.

    Without this no file can be made in a file system that is mounted here.
    """
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
