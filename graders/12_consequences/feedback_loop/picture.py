"""Two districts where as much happens, under three policies: four towns each, one line a town."""

import torch

from tutor.grading.pictures import Lines

DAYS, TOWNS, RATE = 300, 4, 20.0


def draw(submission):
    series, ends = {}, {}
    for name in ("greedy", "proportional", "fair"):
        towns = submission.run(histories, name, RATE, DAYS, list(range(TOWNS)))
        for number, town in enumerate(towns):
            points = [(float(day), float(share)) for day, share in enumerate(town.tolist())]
            series[f"{name}, town {number + 1}"] = points[:: 1 + DAYS // 150]
        ends[name] = sorted(float(town[-1]) for town in towns)
    spread = {name: f"{low[0]:.2f} to {low[-1]:.2f}" for name, low in ends.items()}
    return Lines(
        title="As much happens in both districts: where do the patrols go?",
        x="days",
        y="share of the first district",
        series=series,
        caption=(
            f"{TOWNS} towns under each policy, all alike: two districts with {RATE:g} incidents a "
            "day each, and equal shares on the first day. Only chance differs. After "
            f"{DAYS} days the first district has a share of {spread['greedy']} under `greedy`, "
            f"{spread['proportional']} under `proportional`, and {spread['fair']} under your own "
            "`fair`. Every record was true in all of them."
        ),
    )


def histories(module, name, rate, days, seeds):
    """The share of the first district, day by day, in a town for each seed."""
    rates = torch.full((2,), rate, dtype=torch.float64)
    shares, policy = torch.full((2,), 0.5, dtype=torch.float64), getattr(module, name)
    found = []
    for seed in seeds:
        generator = torch.Generator().manual_seed(1000 + seed)
        found.append(module.simulate(rates, shares, days, policy, generator)[:, 0])
    return found
