"""Take out of a process what an exercise does without: absent, not forbidden and watched.

`furnish(rules)` runs once in a process of its own, before any learner code exists; boxes are forked
from there. A tool that the rules leave out raises `NotHere`, with one sentence that names it,
wherever it is called from and by whatever name. Four layers, each for what the one before cannot
reach:

    operators   the dispatcher's entries of absent operators raise, on every key that computes;
                without a graph, autograd's entries let everything through unrecorded
    functions   what torch has made in Python out of operators that are there gets other code
    imports     modules that the exercise does not list are empty stand-ins
    doors       C functions that lead around the dispatcher are gone, and Python's ways to take
                this furnishing apart are closed

`trial.py` of the host tries the doors of a furnished box before anything is graded in it.
"""

import gc
import linecache

from tutor.sandbox.guest.furnish.doors import Seal, close_c_doors, prepare_seal
from tutor.sandbox.guest.furnish.functions import empty_functions
from tutor.sandbox.guest.furnish.imports import PRINTING, close_imports
from tutor.sandbox.guest.furnish.operators import OperatorRules, forget_graph, refuse_operators
from tutor.sandbox.protocol.absent import Rules


def furnish(rules: Rules, device: str) -> Seal:
    """Take the tools away for good. Must run before this process has a CUDA context.

    Returns what a box has to call when it needs raw memory no longer.
    """
    gc.unfreeze()  # the collector's lists name the functions
    cuda = device == "cuda"
    operators = OperatorRules(rules)
    refuse_operators(operators, cuda)
    if not rules.graph:
        forget_graph(operators)
    empty_functions(operators)
    close_c_doors()
    seal = prepare_seal()
    close_imports(rules.modules)
    linecache.clearcache()
    gc.freeze()
    return seal


def importable(rules: Rules) -> list[str]:
    """The packages besides torch that may still be read from their files, as names of files."""
    names = {*rules.modules, *PRINTING}
    return [f"{name}{ending}" for name in sorted(names) for ending in ("", ".py", ".libs")]
