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

`host/absence.py` tries the doors of a furnished box before anything is graded in it.
"""

import gc
import linecache

from tutor.sandbox.guest.furnish.doors import close_c_doors, find_doors, find_raw, seal
from tutor.sandbox.guest.furnish.functions import empty_functions, find_functions
from tutor.sandbox.guest.furnish.imports import PRINTING, close_imports
from tutor.sandbox.guest.furnish.operators import OperatorRules, forget_graph, refuse_operators
from tutor.sandbox.protocol.absent import Rules

__all__ = ["find_tools", "furnish", "importable", "seal"]


def find_tools() -> None:
    """Look at every object once, for all processes that will be forked and furnished.

    Whoever looks at all objects of a process writes into all of its memory, and a fork that does
    so shares none of it any more.
    """
    find_functions()
    find_doors()
    find_raw()


def furnish(rules: Rules, device: str) -> None:
    """Take the tools away for good.

    Must run before this process has a CUDA context, and after `find_tools` in the process that it
    was forked from. A box calls `seal` when it needs raw memory no longer.
    """
    operators = OperatorRules(rules)
    refuse_operators(operators, device == "cuda")
    if not rules.graph:
        forget_graph(operators)
    empty_functions(operators)
    close_c_doors()
    close_imports(rules.modules)
    linecache.clearcache()
    gc.freeze()


def importable(rules: Rules) -> list[str]:
    """The packages besides torch that may still be read from their files, as names of files."""
    names = {*rules.modules, *PRINTING}
    return [f"{name}{ending}" for name in sorted(names) for ending in ("", ".py", ".libs")]
