"""A question's key in words, for every face."""

from tutor.quiz.marking import right_answer
from tutor.quiz.model import Choice, Matching, Numeric, Ordering, Output, Question, Shape, TrueFalse


def key_in_words(question: Question) -> str:
    """The right answer as one would say it, in Markdown."""
    match question:
        case Choice(option=options):
            return "; ".join(option.text for option in options if option.right)
        case TrueFalse(answer=answer):
            return "true" if answer else "false"
        case Numeric(answer=answer, unit=unit):
            return f"{answer:.6g} {unit}".strip()
        case Ordering(items=items):
            return "; then ".join(items)
        case Matching(pairs=pairs):
            return "; ".join(f"{left}: {right}" for left, right in pairs)
        case Output(answer=answer):
            return "`" + " ⏎ ".join(answer.splitlines()) + "`"
        case Shape(answer=answer):
            return f"`{answer}`"
    return str(right_answer(question))
