"""Reference: a policy made from weights, a count of points, and a climb by random changes.

This is the simplest of the evolution strategies, with one parent and one child (Rechenberg 1973).
"""

from collections.abc import Callable

import torch

Policy = Callable[[torch.Tensor], int]


def choose(w: torch.Tensor, options: torch.Tensor) -> int:
    return int((options @ w).argmax())


def performance(w: torch.Tensor, play: Callable[[Policy, int], int], games: int) -> float:
    outcomes = [play(lambda options: choose(w, options), k) for k in range(games)]
    return sum((outcome + 1) / 2 for outcome in outcomes) / games


def samuels_loop(
    evaluate: Callable[[torch.Tensor], float],
    w0: torch.Tensor,
    rounds: int,
    step: float,
    rng: torch.Generator,
) -> tuple[torch.Tensor, list[float]]:
    best, height = w0.clone(), evaluate(w0.clone())
    history = [height]
    for _ in range(rounds):
        noise = torch.randn(w0.shape, generator=rng, dtype=w0.dtype).to(w0.device)
        candidate = best + step * noise
        found = evaluate(candidate.clone())
        if found > height:
            best, height = candidate, found
        history.append(height)
    return best, history
