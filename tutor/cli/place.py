"""`tutor place`: what somebody knew before is marked as known, module by module."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.cli import terminal
from tutor.cli.quiz import Left, ask
from tutor.cli.show import console
from tutor.learning.path import in_a_row
from tutor.learning.placement import ModulePlace, Placed, Placement
from tutor.learning.viewer import default_learner

if TYPE_CHECKING:
    from tutor.service import Tutor

app = typer.Typer()

_ABOUT = (
    "Do you know some of this already? A few questions and one exercise mark a module as known. "
    "The path then goes on behind it. Nothing is ever locked, and every module stays open to you."
)


@app.command("place", rich_help_panel="Learn")
def place(
    module: Annotated[
        str | None, typer.Argument(metavar="MODULE", help="default: the first one not tested yet")
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="only show what is known")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="put a module that is known back on your path")
    ] = False,
) -> None:
    """Skip what you know: a short test and one exercise mark a module as known."""
    with terminal.tutor() as tutor:
        learner = default_learner()
        if undo:
            _undo(tutor.placement, learner, module)
            return
        if not status:
            tutor.graders.warm()
            _test(tutor, learner, module)
        _standing(tutor.placement.places(learner))


def _undo(placement: Placement, learner: str, module: str | None) -> None:
    if module is None:
        raise typer.BadParameter("Name the module, for example `tutor place learn --undo`")
    place = placement.take_back(learner, module)
    console.print(f"{place.title} is on your path. Your answers and attempts are still there.")


def _test(tutor: "Tutor", learner: str, module: str | None) -> None:
    """Test the named module; without one, module after module until a test is not passed."""
    placement = tutor.placement
    console.print(f"{_ABOUT} Stop with q at any time.")
    while True:
        place = (
            placement.place(learner, module)
            if module
            else next((p for p in placement.places(learner) if p.asks), None)
        )
        if place is None:
            console.print("Every module is tested or done. To test one again, name it.\n")
            return
        try:
            placed = _sit(tutor, learner, place)
        except Left:
            console.print("\nYour answers are saved; `tutor place` continues from here.\n")
            return
        _conclude(placement.place(learner, place.module), placed)
        if module or not placed.passed:
            return


def _sit(tutor: "Tutor", learner: str, place: ModulePlace) -> Placed:
    console.print(Text(f"\nPlacement: {place.title}", "bold"))
    with terminal.waiting("drawing questions"):
        sitting = tutor.placement.test(learner, place.module)
    while (shown := tutor.sittings.next(sitting.id, learner)) is not None:
        ask(tutor.sittings, learner, shown, feedback=False)
    return tutor.placement.conclude(learner, sitting)


def _conclude(place: ModulePlace, placed: Placed) -> None:
    credit = sum(marked.mark.credit for marked in placed.answered)
    score = f"\n{place.title}: {credit:.3g} of {len(placed.answered)} credits."
    if missed := [m.question.concept for m in placed.answered if not m.mark.is_right]:
        names = in_a_row(list(dict.fromkeys(missed)))
        score += f" Not quite right: {names}. `tutor quiz` asks about this again and explains it."
    if not placed.passed:
        console.print(f"{score} The module stays on your path.\n")
    elif place.known:
        console.print(f"{score} You know this module.\n")
    else:
        console.print(f"{score} You know the questions. The exercise is left: see below.\n")


def _standing(places: list[ModulePlace]) -> None:
    """What is known, and what is left to show it."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("module", "questions", "exercise", ""):
        table.add_column(name)
    for place in places:
        table.add_row(*_row(place))
    console.print(table)
    proofs = [place.proof for place in places if place.passed and not place.known and place.proof]
    if proofs:
        slug = proofs[0].slug
        console.print(
            f"\nNext: tutor show {slug}. Full marks in it make the module known.", soft_wrap=True
        )
    else:
        console.print("\nNext: tutor next")


def _row(place: ModulePlace) -> tuple[str, str, str, Text]:
    words = {None: "-", True: "passed", False: "not passed"}[place.passed]
    exercise = place.proof.slug if place.proof else "-"
    if place.known:
        return place.title, words, exercise, Text("≈ known", "green")
    if place.all_solved:
        return place.title, words, exercise, Text("✓ done", "green")
    return place.title, words, f"{exercise} ✓" if place.solved else exercise, Text("")
