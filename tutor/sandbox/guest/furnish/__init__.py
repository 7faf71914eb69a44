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

import torch

from tutor.sandbox.guest.furnish.doors import Seal, close_c_doors, prepare_seal
from tutor.sandbox.guest.furnish.functions import empty_functions
from tutor.sandbox.guest.furnish.imports import close_imports
from tutor.sandbox.guest.furnish.operators import OperatorRules, forget_graph, refuse_operators
from tutor.sandbox.protocol.absent import Rules


def furnish(rules: Rules, device: str) -> Seal:
    """Take the tools away for good. Must run before this process has a CUDA context.

    Returns what a box has to call when it needs raw memory no longer.
    """
    gc.unfreeze()  # the collector's lists name the functions
    _use_once()
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


def _use_once() -> None:
    """What torch imports and prepares at first use, of the tools that every exercise has."""
    x = torch.rand(3, 3)
    repr(x.numpy())
    torch.from_numpy(x.numpy())
    torch.testing.assert_close(x, x)
    torch.func.vmap(lambda row: row * 2)(x)
    torch.distributions.Normal(0.0, 1.0).sample((2,))
    torch.einsum("ij,jk->ik", x, x), torch.tensordot(x, x, 1)
