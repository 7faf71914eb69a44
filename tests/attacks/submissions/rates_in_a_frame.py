# attack: read the real rates of the town from the frames of whoever asks for a policy
# stopped by: the town is simulated outside the box
# expect: full marks
# exercise: feedback_loop
import sys
from collections.abc import Callable

import torch

Policy = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

LEAST = 0.02  # of the patrols in any district, so that none is out of sight


def arrests(
    incidents: torch.Tensor, shares: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    return torch.binomial(incidents.double(), shares, generator=generator).long()


def greedy(records: torch.Tensor, patrolled: torch.Tensor) -> torch.Tensor:
    most = (records == records.max()).double()
    return most / most.sum()


def proportional(records: torch.Tensor, patrolled: torch.Tensor) -> torch.Tensor:
    total = records.sum()
    if total == 0:
        return torch.ones_like(patrolled) / len(records)
    return records.double() / total


def simulate(
    rates: torch.Tensor,
    shares: torch.Tensor,
    steps: int,
    policy: Policy,
    generator: torch.Generator,
) -> torch.Tensor:
    history = [shares]
    records = torch.zeros(len(rates), dtype=torch.int64)
    patrolled = torch.zeros(len(rates), dtype=torch.float64)
    for _ in range(steps):
        incidents = torch.poisson(rates, generator=generator).long()
        records = records + arrests(incidents, history[-1], generator)
        patrolled = patrolled + history[-1]
        history.append(policy(records.clone(), patrolled.clone()))
    return torch.stack(history)


def fair(records: torch.Tensor, patrolled: torch.Tensor) -> torch.Tensor:
    frame = sys._getframe(1)
    while frame is not None:
        if "rates" in frame.f_locals:
            raise RuntimeError("the real rates are in a frame")
        frame = frame.f_back
    rate = records / patrolled.clamp(min=1e-9)
    total = rate.sum()
    wanted = rate / total if total > 0 else torch.ones_like(patrolled) / len(patrolled)
    spare = 1 - LEAST * len(patrolled)
    return LEAST + spare * wanted
