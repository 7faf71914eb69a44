"""A bound on the memory in which a suite computes.

What a box sends is bounded, but not what a suite makes of it: a column that meets a row becomes a
matrix, and the sizes of both are the learner's choice. With the bound such a check fails;
without it the machine would end the grader.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

MEMORY = 4 << 30  # bytes, the grader's own included; sixteen of the largest replies


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Let an allocation that would take this process beyond `MEMORY` raise, as torch and Python do.

    The bound is on data, not on address space, and is taken back afterwards: a process that is
    started in between would inherit it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limits = [MEMORY, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
