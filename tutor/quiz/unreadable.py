"""An answer that cannot be read is not a wrong one."""

from tutor.errors import Refused


class Unreadable(Refused):
    """The answer has the wrong form. It is not recorded, and the learner answers again."""
