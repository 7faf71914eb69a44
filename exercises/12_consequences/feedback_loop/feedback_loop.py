"""A feedback loop: police are sent where arrests were made, and make arrests where they are.

Replace each `raise` by your own code. A town has K districts. `shares` says which part of the
patrols is in each of them, as a tensor of shape (K,). Patrols are neither lost nor made: shares are
0 or more and add up to 1.

A *policy* is a function that gets what the police know and returns the shares of the next day:

    policy(records, patrolled) -> shares

    records     int64, shape (K,): all arrests so far in each district
    patrolled   float64, shape (K,): the sum, over all days so far, of the shares of each district
    shares      float64, shape (K,)

No policy is told what really happens in the districts.
"""

from collections.abc import Callable

import torch

Policy = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def arrests(
    incidents: torch.Tensor, shares: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Draw how many incidents of one day are seen and lead to an arrest.

    Args:
        incidents: how many there were in each district, int64, shape (K,).
        shares: the share of the patrols in each district, float64, shape (K,), each from 0 to 1,
            both included. Here they need not add up to 1.
        generator: where all random numbers come from.

    Returns:
        int64, shape (K,). Each incident is seen with a probability that is the share of its
        district, each on its own. The arguments stay as they are, and so does torch's own
        generator.
    """
    raise NotImplementedError("task 1: what is seen")


def greedy(records: torch.Tensor, patrolled: torch.Tensor) -> torch.Tensor:
    """A policy: send everybody to the district with the most arrests so far.

    Where several have the most, these get equal shares. The arguments stay as they are.
    """
    raise NotImplementedError("task 2: all in one place")


def proportional(records: torch.Tensor, patrolled: torch.Tensor) -> torch.Tensor:
    """A policy: shares in proportion to the arrests so far.

    While there are no arrests at all, all districts get equal shares. The arguments stay as they
    are.
    """
    raise NotImplementedError("task 3: in proportion")


def simulate(
    rates: torch.Tensor,
    shares: torch.Tensor,
    steps: int,
    policy: Policy,
    generator: torch.Generator,
) -> torch.Tensor:
    """Let the loop run.

    On each day the numbers of incidents are drawn from Poisson distributions with the means
    `rates`: they happen whether somebody sees them or not. With the shares of this day some are
    seen, as by `arrests`. Then the policy is called, once, with all records and all patrols of the
    days so far, this day included, and says the shares of the next day.

    Args:
        rates: how many incidents there really are a day in each district, on average: float64,
            shape (K,), each 0 or more.
        shares: the shares of the first day, float64, shape (K,).
        steps: how many days; may be 0.
        policy: as described at the top. Each call gets tensors of its own, which later days do
            not change.
        generator: where all random numbers come from.

    Returns:
        float64, shape (steps + 1, K): in row 0 the shares of the first day, and in row t what the
        policy said after t days. The arguments stay as they are, and so does torch's own
        generator. The same state of the generator gives the same result.
    """
    raise NotImplementedError("task 4: the loop")


def fair(records: torch.Tensor, patrolled: torch.Tensor) -> torch.Tensor:
    """A policy of your own that the loop does not mislead.

    In a town of 2 to 5 districts with 5 to 40 incidents a day in each, after 200 days, the mean
    shares of the last 50 days should be as the real rates are to each other: each within 0.05 of
    its rate divided by the sum of all rates. This has to hold for every seed, for equal and for
    different rates, and whatever the shares of the first day were, even if some district got none.
    And on every day each district gets at least a share of 0.01.

    How you do this is up to you. The same arguments give the same answer: no random numbers. The
    arguments stay as they are.
    """
    raise NotImplementedError("task 5: a fix")
