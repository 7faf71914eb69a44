"""Visible examples for feedback_loop. `tutor check feedback_loop` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_like, require


@check(task=1, points=1)
def test_seen(submission):
    """Everything is seen at a share of 1, nothing at 0, about a third at 1/3, by chance."""

    def draw(module, incidents, shares):
        return module.arrests(incidents, shares, torch.Generator().manual_seed(4))

    shares = torch.tensor([1.0, 0.0, *[1 / 3] * 6], dtype=torch.float64)
    found = submission.run(draw, torch.tensor([12, 30, *[30_000] * 6]), shares)
    expect_like(found, torch.zeros(8, dtype=torch.int64), "The arrests")
    expect(found[:2], torch.tensor([12, 0]), "The arrests at shares of 1 and 0")
    third = found[2:].tolist()
    require(all(9_500 < n < 10_500 for n in third), f"Of 30000 incidents each {third} were seen.")
    require(len(set(third)) > 1, f"Six times {third[0]} of 30000 were seen: where is the chance?")


@check(task=2, points=1)
def test_greedy(submission):
    """The two districts with 7 arrests get a half each."""
    records, patrolled = torch.tensor([7, 2, 7, 0]), torch.ones(4, dtype=torch.float64)
    right = torch.tensor([0.5, 0.0, 0.5, 0.0], dtype=torch.float64)
    expect(submission.greedy(records, patrolled), right, "The shares")


@check(task=3, points=1)
def test_proportional(submission):
    """6, 3 and 1 arrests give shares of 0.6, 0.3 and 0.1; no arrests give equal ones."""
    records, patrolled = torch.tensor([6, 3, 1]), torch.tensor([1.0, 1.0, 2.0]).double()
    right = torch.tensor([0.6, 0.3, 0.1], dtype=torch.float64)
    expect(submission.proportional(records, patrolled), right, "The shares")
    right = torch.full((3,), 1 / 3, dtype=torch.float64)
    expect(submission.proportional(0 * records, patrolled), right, "The shares without arrests")


def days(module, rates, shares, steps):
    """What the policy was told each day, and the history. It moves the patrols on by a district."""
    told = []

    def policy(records, patrolled):
        told.append((records, patrolled))
        return shares.roll(len(told))

    generator = torch.Generator().manual_seed(7)
    return told, module.simulate(rates, shares, steps, policy, generator)


@check(task=4, points=1)
def test_three_days(submission):
    """All patrols in one district a day: its incidents are seen, and no others."""
    rates = torch.tensor([400.0, 900.0], dtype=torch.float64)
    told, history = submission.run(days, rates, torch.tensor([1.0, 0.0]).double(), 3)
    right = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], dtype=torch.float64)
    expect(history, right, "The history of the shares")
    patrols = [patrolled for _, patrolled in told]
    right = [torch.tensor(row).double() for row in ([1.0, 0.0], [1.0, 1.0], [2.0, 1.0])]
    expect(patrols, right, "What the policy is told of the patrols, day by day,")
    first, second, third = (records.tolist() for records, _ in told)
    require(first[1] == 0 and second[0] == first[0], "An arrest without a patrol.")
    require(300 < first[0] < 500 and 750 < second[1] < 1050, f"{first} and {second} arrests.")
    require(650 < third[0] < 950, f"{third} arrests in three days.")


@check(task=5, points=1)
def test_many_arrests_after_many_patrols(submission):
    """As many arrests after six times the patrols: less happens there."""
    shares = submission.fair(torch.tensor([300, 300]), torch.tensor([60.0, 10.0]).double())
    expect_like(shares, torch.zeros(2).double(), "The shares")
    require(float(shares[0]) < 0.25, f"The first district gets a share of {float(shares[0]):.2f}.")
    expect(float(shares.sum()), 1.0, "The sum of the shares")


@check(task=5, points=1)
def test_never_patrolled(submission):
    """A district that nobody has patrolled gets something."""
    shares = submission.fair(torch.tensor([40, 0, 25]), torch.tensor([5.0, 0.0, 5.0]).double())
    expect_like(shares, torch.zeros(3).double(), "The shares")
    require(float(shares[1]) >= 0.01, f"It gets a share of {float(shares[1]):.3f}.")
