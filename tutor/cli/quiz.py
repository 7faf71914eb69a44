"""`tutor quiz` for learners, and `tutor bank`, the questions as a whole, for instructors."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.cli import questions, terminal
from tutor.cli.show import console
from tutor.course import module_title
from tutor.errors import Refused, missing_extra
from tutor.learning.concepts import Concept
from tutor.learning.sittings import Marked, Mode, Shown, Sittings, Waiting
from tutor.learning.viewer import default_learner
from tutor.quiz.unreadable import Unreadable

if TYPE_CHECKING:
    from tutor.bridges.losses import Losses
    from tutor.quiz.model import Question

app = typer.Typer()
bank = typer.Typer(help="The quiz questions: statistics, export, import.", no_args_is_help=True)
app.add_typer(bank, name="bank", rich_help_panel="Teach")

ModuleArgument = Annotated[
    str | None, typer.Argument(metavar="MODULE", help="a module; default: what is due")
]
_LEAVE = ("q", "quit", "exit")


class Left(Exception):
    """The learner wants to stop."""


@app.command("quiz", rich_help_panel="Learn")
def quiz(
    module: ModuleArgument = None,
    test: Annotated[bool, typer.Option("--test", help="give feedback only at the end")] = False,
    status: Annotated[bool, typer.Option("--status", help="only show what is waiting")] = False,
) -> None:
    """Answer concept questions: due ones and new ones. `q` stops, `?` shows a hint."""
    with terminal.tutor() as tutor:
        learner = default_learner()
        quizzes = tutor.sittings
        if status:
            console.print(waiting_in_words(quizzes.waiting(learner, module)))
            return
        tutor.graders.warm()
        mode = Mode.TEST if test else Mode.PRACTICE
        with terminal.waiting("drawing questions"):
            sitting = quizzes.sit(learner, mode, module)
        try:
            while (shown := quizzes.next(sitting.id, learner)) is not None:
                ask(quizzes, learner, shown, feedback=mode is Mode.PRACTICE)
        except Left:
            again = f"tutor quiz {module} --test" if test else "tutor quiz"
            console.print(f"\nYour answers are saved; `{again}` continues from here.")
            return
        _conclude(quizzes.finish(sitting.id, learner), mode)
        console.print(waiting_in_words(quizzes.waiting(learner)))


@app.command("concepts", rich_help_panel="Learn")
def concepts() -> None:
    """How well you know each concept, from your exercises and answers."""
    with terminal.tutor() as tutor:
        known = tutor.concepts.all(default_learner())
    met = [c for c in known if c.mastery > 0 or c.answered]
    if not met:
        console.print("Nothing yet: solve an exercise, or answer questions with `tutor quiz`.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("concept", "mastery", "", "answers", "exercises"):
        table.add_column(name)
    for concept in sorted(met, key=lambda c: -c.mastery):
        table.add_row(*_row(concept))
    console.print(table)
    console.print(Text(f"{len(known) - len(met)} more concepts are still to come.", "dim"))


@bank.command("statistics")
def statistics() -> None:
    """How all learners did with each question: the hardest first."""
    with terminal.tutor() as tutor:
        found = sorted(tutor.questions.statistics(), key=lambda s: s.difficulty)
    if not found:
        console.print("Nobody has answered a question yet.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("question", overflow="fold")
    for name in ("answers", "credit", "discrimination", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in found:
        apart = "" if one.discrimination is None else f"{one.discrimination:+.2f}"
        seconds = "" if one.seconds is None else f"{one.seconds:.0f}"
        table.add_row(one.question, str(one.answers), f"{one.difficulty:.0%}", apart, seconds)
    console.print(table)
    console.print(
        Text(
            "credit: the mean; 100% when everybody is right. discrimination: the correlation with "
            "the learner's other answers; if it is below 0.1, review the question.",
            "dim",
        )
    )


@bank.command("refit")
def refit() -> None:
    """Fit the review schedule to how well your learners remember."""
    with terminal.tutor() as tutor, terminal.waiting("fitting"):
        cards = tutor.questions.refit()
    console.print(f"The schedule is fitted to your learners' reviews; {cards} cards were updated.")


@bank.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="X.gift (Moodle) or X.zip (QTI)")],
    module: Annotated[str | None, typer.Option(help="one module only")] = None,
    variants: Annotated[int, typer.Option(min=1, help="variants of each question")] = 3,
) -> None:
    """Export the questions to another system, and list what it does not support."""
    write = _writer(file)
    with terminal.tutor() as tutor, terminal.waiting("drawing variants"):
        frozen = tutor.questions.frozen(module, variants)
    try:
        losses = write(frozen, file)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    console.print(
        f"{file} contains {len(frozen) - len(losses.left_out)} questions.", soft_wrap=True
    )
    for sentence in [*losses.left_out, *losses.changed]:
        console.print(f"  {sentence}", soft_wrap=True)


@bank.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.gift", help="questions from Moodle")],
    output: Annotated[Path, typer.Option("--output", "-o", help="the quiz.toml to write")],
) -> None:
    """Turn Moodle's GIFT into a quiz.toml, and list what is missing. Overwrites nothing."""
    from tutor.bridges import gift
    from tutor.bridges.tables import as_toml

    if output.exists():
        raise Refused(f"{output} already exists. Name another file.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{file} is not a GIFT file. In Moodle, choose Export and GIFT.") from None
    found = gift.read(text)
    try:
        output.write_text(as_toml(found.questions), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{output} cannot be written: {error.strerror}.") from None
    console.print(f"{output} contains {len(found.questions)} questions.", soft_wrap=True)
    for sentence in found.problems:
        console.print(f"  {sentence}", soft_wrap=True)


def _writer(file: Path) -> "Callable[[Sequence[tuple[str, Question]], Path], Losses]":
    """How to write a file with this ending."""
    if file.suffix == ".gift":
        from tutor.bridges import gift

        return gift.write
    if file.suffix == ".zip":
        try:
            from tutor.bridges import qti
        except ImportError:
            raise missing_extra("Writing QTI", "formats") from None
        return qti.write
    raise Refused(f"{file} should end in .gift (Moodle) or .zip (QTI 1.2, as Canvas reads it).")


def ask(quizzes: Sittings, learner: str, shown: Shown, feedback: bool) -> None:
    """Show a question until it has an answer that can be marked."""
    questions.show(shown)
    help_ = ", ? shows a hint" if shown.question.hint else ""
    instruction = questions.instruction(shown.question)
    console.print(Text(f"\nType {instruction}{help_}, q stops.", "dim"))
    start = time.monotonic()
    hinted = False
    while True:
        text = _line("> ")
        if text.strip() == "?" and not hinted:
            hinted = bool(shown.question.hint)
            console.print(shown.question.hint or "There is no hint for this question.")
            continue
        try:
            answer = questions.read(shown, text, _line)
            seconds = time.monotonic() - start
            marked = quizzes.answer(learner, shown, answer, hinted=hinted, seconds=seconds)
        except Unreadable as error:
            console.print(Text(str(error), "yellow"))
            continue
        except Refused as error:
            console.print(Text(str(error), "yellow"))
            return
        if feedback:
            questions.feedback(marked)
            if marked.mark.credit < 1 and not shown.item.again:
                console.print(Text("This question comes again at the end.", "dim"))
        return


def _line(prompt: str) -> str:
    """One line of the learner's; raises Left when they stop."""
    try:
        text = console.input(prompt)
    except (EOFError, KeyboardInterrupt):
        raise Left from None
    if text.strip().casefold() in _LEAVE:
        raise Left
    return text


def _conclude(answered: list[Marked], mode: Mode) -> None:
    console.print()
    if mode is Mode.TEST:
        for marked in answered:
            console.rule(Text(marked.question.concept, "bold"), align="left")
            questions.show_text(marked.question)
            questions.feedback(marked)
    right = sum(marked.mark.is_right for marked in answered)
    credit = sum(marked.mark.credit for marked in answered)
    total = len(answered)
    console.print(Text(f"\n{right} of {total} right, {credit:.3g} of {total} credits.", "bold"))


def waiting_in_words(waiting: Waiting) -> str:
    """What a learner could do now, and how."""
    parts = []
    if waiting.due:
        parts.append(f"{waiting.due} due")
    if waiting.new and waiting.module:
        parts.append(f"{waiting.new} new in {module_title(waiting.module)}")
    if parts:
        return f"Waiting: {', '.join(parts)}. Next: tutor quiz"
    if waiting.next_due:
        return f"Nothing is due; the next question comes back on {waiting.next_due:%Y-%m-%d}."
    return "There are no questions left."


def _row(concept: Concept) -> tuple[str, str, str, str, str]:
    bar = "█" * round(10 * concept.mastery)
    return (
        concept.name,
        f"{concept.mastery:.0%}",
        f"{bar:<10}",
        f"{concept.answered} of {concept.questions}",
        f"{concept.solved} of {concept.exercises}" if concept.exercises else "",
    )
