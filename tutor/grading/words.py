"""The sentences that a learner reads when their program gave no answer."""

from collections.abc import Sequence

from tutor.grading.report import Outcome
from tutor.grading.source import Source
from tutor.sandbox.trouble import BoxTrouble, Died, LearnerError, TimeLimit

UNUSABLE = (
    "What your code returned is not of the kind that this check can use. "
    "Compare the types and shapes with the docstring."
)

Problems = Sequence[tuple[str, LearnerError]]


def of_trouble(trouble: BoxTrouble, source: Source, problems: Problems) -> tuple[Outcome, str]:
    """The outcome and the sentence for a call that gave no value.

    `problems` are the notebook cells that raised while the notebook was loaded.
    """
    loading = "while loading" in getattr(trouble, "__notes__", ())
    when = f"while {source.filename} was being loaded" if loading else "during this check"
    if isinstance(trouble, TimeLimit):
        return Outcome.TIMEOUT, (
            f"Time ran out {when}: {trouble}. Look for a loop that does not end."
        )
    if isinstance(trouble, Died):
        return Outcome.DIED, f"The program ended {when}: {trouble}."
    if isinstance(trouble, LearnerError):
        if trouble.is_memory:
            return Outcome.MEMORY, f"Memory ran out {when}. {_place(trouble)}".strip()
        if trouble.kind == "NotDefined":
            return Outcome.DIED, _not_defined(trouble.message, source, problems)
        return Outcome.DIED, _of_exception(trouble, loading, source)
    return Outcome.DIED, f"The program sent something that is no answer {when}: {trouble}."


def _not_defined(name: str, source: Source, problems: Problems) -> str:
    sentence = f"{source.filename} defines no `{name}`; keep the names that the starter gives."
    if problems:
        cell, error = problems[0]
        sentence += f" The first cell that failed is {cell}: {error}."
    return sentence


def _of_exception(error: LearnerError, loading: bool, source: Source) -> str:
    if error.kind == "NotImplementedError":
        return f"Not written yet: {error.message or 'the function raises NotImplementedError'}"
    if error.kind == "SyntaxError" and error.where:
        file, line, _, text = error.where[-1]
        return f"Python cannot read {file}, line {line}: {error.message}.\n    {text}".rstrip()
    if error.kind == "SystemExit":
        return f"The code called exit() instead of returning a value. {_place(error)}".strip()
    if error.kind == "PermissionError":
        return (
            f"The code tried something that is not allowed here: {error}. {_place(error)}".strip()
        )
    when = f"while {source.filename} was being loaded" if loading else "during this check"
    return f"{error.kind} {when}: {error.message or '(no message)'}\n{_trace(error)}".rstrip()


def _place(error: LearnerError) -> str:
    if not error.where:
        return ""
    file, line, _, _ = error.where[-1]
    return f"See {file}, line {line}."


def _trace(error: LearnerError) -> str:
    """The learner's own lines, the innermost last."""
    lines = []
    for file, line, name, text in error.where:
        inside = f", in {name}" if name and name != "<module>" else ""
        lines.append(f"  {file}, line {line}{inside}")
        if text:
            lines.append(f"    {text}")
    return "\n".join(lines)


def grader_error(error: Exception) -> str:
    return (
        f"The grader could not carry out this check ({type(error).__name__}: {error}). "
        "This is not your fault and costs you nothing; tell your instructor."
    )
