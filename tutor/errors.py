"""What can go wrong, apart from a wrong answer.

    TutorError
    ├── Refused          the request is not possible like this; says what to do instead
    ├── CourseError      a file of the course breaks a rule of the format; names the file
    └── GraderError      the grader itself failed; a learner never loses an attempt or a mark

A learner's wrong or crashing code is never an exception here: it is a `Report`.
Every message is one sentence for the person in front of the screen.
"""

from tutor import DISTRIBUTION


class TutorError(Exception):
    """Anything that this package raises on purpose."""


class Refused(TutorError):
    """The request is not possible like this."""


class CourseError(TutorError):
    """A file of the course breaks a rule of the course format."""


class GraderError(TutorError):
    """The grader itself failed; the submission is kept and can be graded again."""


def missing_extra(what: str, extra: str) -> Refused:
    """The refusal of what needs packages that not everybody has installed."""
    return Refused(f"{what} needs more packages: pip install '{DISTRIBUTION}[{extra}]'.")
