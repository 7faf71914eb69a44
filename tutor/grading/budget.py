"""How long one submission may take in all: when its next check is not worth running any more.

A check has limits of its own. Without a budget for all of them, a submission that sleeps in every
check, or that makes each check start with a slow load, would hold a grader for minutes.
"""

from collections import Counter

from tutor.course import Limits
from tutor.sandbox.host.trouble import BoxTrouble, TimeLimit
from tutor.sandbox.host.usage import Account

# The slowest correct solution of the course takes a hundredth of this. It is room for slow code in
# many checks, and for endless loops in three tasks.
_CHECKS_IN_FULL = 5
# No honest program waits for long. It is more than the one check that hangs may take. Where the
# machine does not say how long a process waited for a core, that is counted here too.
_IDLING = 0.7
_TIMEOUTS_OF_A_TASK = 2
_NUMBERS = {1: "a check of this task has", 2: "two checks of this task had"}


class NotRun(BoxTrouble):
    """The check was not run; the text says why."""


class Budget:
    """Asked before each check of one submission, and told of each that took too long."""

    def __init__(self, seconds: float, timeouts: int = _TIMEOUTS_OF_A_TASK) -> None:
        """Allow so many CPU seconds, and so many checks of each task that take too long."""
        self.allowed = timeouts
        self.seconds = seconds
        self.account = Account(seconds, seconds * _IDLING)
        self.timeouts: Counter[int] = Counter()

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is left of the time for the whole submission."""
        return self.account.is_used_up

    def require(self, task: int) -> None:
        """Raise NotRun when no further check of this task is to be run."""
        if self.timeouts[task] >= self.allowed:
            raise NotRun(f"Not run: {_NUMBERS[self.allowed]} already taken too long.")
        if self.is_used_up:
            raise NotRun("Not run: your code had already used the time for the whole submission.")

    def in_words(self, not_run: int, checks: int) -> str:
        """What to say of a submission of which so many checks were not run."""
        were = "check was" if not_run == 1 else "checks were"
        return (
            f"{not_run} of {checks} {were} not run, because your code took too long. All checks of "
            f"one submission together may compute for {self.seconds:g} s, or wait for "
            f"{self.seconds * _IDLING:g} s."
        )

    def note(self, task: int, trouble: BoxTrouble) -> None:
        """Take in how a check of this task ended."""
        self.timeouts[task] += isinstance(trouble, TimeLimit)


def for_checks(limits: Limits) -> Budget:
    """The budget for the checks of a suite."""
    derived = limits.seconds_to_load + _CHECKS_IN_FULL * limits.seconds_per_check
    return Budget(limits.seconds_for_submission or derived)


def for_examples(limits: Limits) -> Budget:
    """The budget for the visible examples: whoever tries them waits, and one timeout says it."""
    derived = limits.seconds_to_load + 2 * limits.seconds_per_check
    return Budget(limits.seconds_for_submission or derived, timeouts=1)


def for_picture(limits: Limits) -> Budget:
    """The budget for making one picture."""
    return Budget(limits.seconds_to_load + limits.seconds_for_picture)
