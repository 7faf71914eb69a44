"""The sentences that a learner reads when their program gave no answer."""

import re
from collections.abc import Sequence

from tutor.grading.budget import NotRun
from tutor.grading.foreign_words import in_plain_words
from tutor.grading.reading import Reading
from tutor.grading.report import Outcome
from tutor.grading.source import Source
from tutor.sandbox.host.trouble import BoxTrouble, Died, LearnerError, TimeLimit, quoted

UNUSABLE = (
    "This check cannot use what your code returned. Compare its types and shapes with the "
    "docstring."
)

_UNREADABLE = ("SyntaxError", "IndentationError", "TabError")
_ASKED_OF_MODULE = re.compile(r"module 'submission' has no attribute '(\w+)'")

# What the check itself met when it used a value; the words of Python would be about its code.
_OF_A_USE = ("AttributeError", "IndexError", "KeyError", "TypeError")
_OF_A_CALL = re.compile(r"\w\(\) |object is not callable$")

Problems = Sequence[tuple[str, LearnerError]]


def of_wrong(sentence: str, reading: Reading, called: str = "") -> str:
    """What a check says of a value, with the reason that the text of the submission gives.
    `called` is the function that was called last."""
    first, _, rest = sentence.partition("\n")
    return "\n".join(filter(None, [f"{first} {reading.of_value(first, called)}".strip(), rest]))


def of_trouble(trouble: BoxTrouble, reading: Reading, problems: Problems) -> tuple[Outcome, str]:
    """The outcome and the sentence for a call that gave no value.

    `problems` are what raised while the submission was loaded, and did not end it.
    """
    source = reading.source
    loading = "while loading" in getattr(trouble, "__notes__", ())
    when = f"while {source.filename} was being loaded" if loading else "during this check"
    if isinstance(trouble, NotRun):
        return Outcome.SKIPPED, str(trouble)
    if isinstance(trouble, TimeLimit):
        return Outcome.TIMEOUT, _of_time_limit(trouble, when)
    if isinstance(trouble, Died):
        return Outcome.DIED, f"The program ended {when}: {trouble}."
    if isinstance(trouble, LearnerError):
        if trouble.is_memory:
            return Outcome.MEMORY, f"Memory ran out {when}. {_place(trouble)}".strip()
        if trouble.absent is not None:
            return Outcome.BLOCKED, f"{trouble.absent.sentence} {_place(trouble)}".strip()
        if name := _missing_name(trouble):
            return Outcome.DIED, _not_defined(name, source, problems)
        why = _absent_before(problems) if trouble.kind == "NameError" else ""
        return Outcome.DIED, _of_exception(trouble, when, why, reading)
    return Outcome.DIED, f"The program sent an invalid reply {when}: {trouble}."


def _of_time_limit(limit: TimeLimit, when: str) -> str:
    sentence = f"Time ran out {when}: {limit}. Look for a loop that does not end."
    if not limit.where:
        return sentence
    return f"{sentence} This line was running:\n{_trace(limit)}"


def _missing_name(error: LearnerError) -> str | None:
    """The name that a check, or a driver of the suite, looked for and did not find."""
    if error.kind == "NotDefined" and error.message.replace(".", "_").isidentifier():
        return error.message
    asked = _ASKED_OF_MODULE.fullmatch(error.message)
    return asked[1] if asked and error.kind == "AttributeError" and not error.where else None


def _not_defined(name: str, source: Source, problems: Problems) -> str:
    sentence = f"{source.filename} does not define `{name}`. Keep the names of the starter."
    if problems:
        label, error = problems[0]
        if source.is_notebook:
            return f"{sentence} The first cell that failed is {label}: {in_short(error)}."
    return sentence + _absent_before(problems)


def _absent_before(problems: Problems) -> str:
    """A tool that was not there while the submission was loaded: a name may be missing for it."""
    for _, error in problems:
        if error.absent is not None:
            return f" This may be why: {error.absent.sentence} {_place(error)}".rstrip()
    return ""


def in_short(trouble: BoxTrouble) -> str:
    """What ended a call, on one line, with the words of an exception in quotation marks."""
    if not isinstance(trouble, LearnerError):
        return str(trouble)
    return ", ".join(part for part in (_kind(trouble), _message(trouble)) if part)


def _kind(error: LearnerError) -> str:
    return error.kind if error.kind.isidentifier() else quoted(error.kind)


def _message(error: LearnerError) -> str:
    """What an exception says. A learner may write anything there, like a sentence of ours."""
    return quoted(error.message) if error.message.strip() else ""


def _of_exception(error: LearnerError, when: str, why: str, reading: Reading) -> str:
    file, line, _, text = error.where[-1] if error.where else ("", 0, "", "")
    said = _message(error)
    if error.kind == "NotImplementedError" and "raise" in text:
        return f"Not written yet: {said or 'the function raises NotImplementedError'}."
    if error.kind in _UNREADABLE and file:
        reason = f": {said}" if said else ""
        return f"Python cannot read {file}, line {line}{reason}.\n    {text}".rstrip()
    if error.kind == "SystemExit":
        return f"The code called exit() {when}. {_place(error)}".strip()
    if error.kind == "PermissionError":
        return (
            "The code tried something that is not allowed here, like opening a file, starting a "
            f"program or using the network{f' ({said})' if said else ''}. {_place(error)}"
        ).strip()
    if error.kind == "WireError":
        return f"What the code returned cannot be sent to the grader: {said}."
    advice = reading.of_exception(error) or in_plain_words(error)
    if not error.where and error.kind in _OF_A_USE and not _OF_A_CALL.search(error.message):
        return advice or UNUSABLE
    reason = f": {said}" if said else "."
    told = f"{_kind(error)} {when}{reason}{why}"
    return "\n".join(filter(None, [advice, told, _trace(error)]))


def _place(error: LearnerError) -> str:
    if not error.where:
        return ""
    file, line, _, _ = error.where[-1]
    return f"See {file}, line {line}."


def _trace(error: LearnerError | TimeLimit) -> str:
    """The learner's own lines, the innermost last."""
    lines = []
    for file, line, name, text in error.where:
        inside = f", in {name}" if name and name != "<module>" else ""
        lines.append(f"  {file}, line {line}{inside}")
        if text:
            lines.append(f"    {text}")
    return "\n".join(lines)


def grader_error(error: BaseException) -> str:
    what = f"{type(error).__name__}: {error}".strip(":. ")
    return (
        f"The grader could not run this check ({what}). "
        "This is not your fault, and you lose nothing. Please tell your instructor."
    )
