"""Drivers that the laws send to run beside the code that is judged.

Only their text is sent, so they use nothing of ours, and their types are in quotes.
"""

from typing import Any

import torch


def argument_names(module: "Any", entry: str) -> list[str]:
    from inspect import signature

    return list(signature(getattr(module, entry)).parameters)


def what_happens(module: "Any", entry: str, cases: "list[Any]") -> list[str]:
    """For each case what the function raises, or that it answers."""
    function, seen = getattr(module, entry), []
    for case in cases:
        try:
            function(*case)
            seen.append("an answer")
        except NotImplementedError:
            raise
        except ValueError:  # or a class of the learner's own that is one
            seen.append("ValueError")
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


def pull_back(module: "Any", entry: str, args: "Any", cotangents: "Any") -> "Any":
    """The result, and the gradients of sum(output * cotangent) for each floating-point tensor."""
    leaves = []

    def leaf(value: "Any") -> "Any":
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            leaves.append(value.detach().requires_grad_())
            return leaves[-1]
        if isinstance(value, (list, tuple)):
            return type(value)([leaf(item) for item in value])
        return value

    result = getattr(module, entry)(*leaf(tuple(args)))
    outputs = result if isinstance(result, (list, tuple)) else [result]
    pairs = [
        (output, g)
        for output, g in zip(outputs, cotangents, strict=False)
        if isinstance(output, torch.Tensor) and output.requires_grad and output.shape == g.shape
    ]
    if not pairs:
        return result, [None] * len(leaves)
    outputs, cotangents = [o for o, _ in pairs], [g for _, g in pairs]
    found = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True)
    return result, list(found)
