"""How many threads a box may have, and whether the kernel keeps to it.

The kernel counts the processes of a user, and the threads of each. A box has a count of its own in
a user namespace of its own; the real superuser is never counted.
"""

import _thread
import os
import resource

from tutor.sandbox.protocol import kernel

# More than honest code has at a time, also where each call starts one that lives for a moment.
MAX_THREADS = 256


def limit(alone: bool) -> bool:
    """Limit the threads of this process; `alone` says that its user has nobody else's processes."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    own_count = kernel.unshare(kernel.CLONE_NEWUSER)
    if not (own_count or alone):
        return False
    try:
        resource.setrlimit(resource.RLIMIT_NPROC, (MAX_THREADS, MAX_THREADS))
    except (OSError, ValueError):
        return False
    return True


def limit_holds(alone: bool) -> bool:
    """Try it in a fork: start threads until one is refused."""
    pid = os.fork()
    if pid == 0:
        try:
            limited = limit(alone)
            kernel.drop_capabilities()
            os._exit(0 if limited and _is_refused_a_thread() else 1)
        except BaseException:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def _is_refused_a_thread() -> bool:
    stay = _thread.allocate_lock()
    stay.acquire()
    try:
        for _ in range(MAX_THREADS + 1):
            _thread.start_new_thread(stay.acquire, ())
    except RuntimeError:
        return True
    return False
