"""Visible examples for samuels_loop. `tutor check samuels_loop` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, require


def four_games(module, outcomes):
    """The performance in games with these outcomes, which numbers were played, what was chosen."""
    played, chosen = [], []

    def play(policy, k):
        played.append(k)
        chosen.append(int(policy(torch.tensor([[1.0, 3.0], [2.0, 1.0], [0.0, 5.0]]))))
        return outcomes[k]

    found = module.performance(torch.tensor([2.0, 1.0]), play, len(outcomes))
    return float(found), played, chosen


def one_search(module, rounds, step):
    """A search for weights near (3, -2); what `evaluate` saw, and what came of it."""
    target, seen = torch.tensor([3.0, -2.0]), []

    def evaluate(w):
        seen.append((w.clone(), -float(((w - target) ** 2).sum())))
        return seen[-1][1]

    w0 = torch.zeros(2)
    w, history = module.samuels_loop(evaluate, w0, rounds, step, torch.Generator().manual_seed(4))
    return w, list(history), [value for _, value in seen], w0, [seen_w for seen_w, _ in seen]


@check(task=1, points=1)
def test_a_move(submission):
    """The scores of the statement are 2, 1, 2 and 2: the first of the highest is row 0."""
    w = torch.tensor([2.0, -1.0])
    options = torch.tensor([[1.0, 0.0], [3.0, 5.0], [2.0, 2.0], [1.0, 0.0]])
    expect(submission.choose(w, options), 0, "The number of the move")
    expect(submission.choose(-w, options), 1, "The number of the move for the weights (-2, 1)")
    expect(submission.choose(w, options[1:]), 1, "The number of the move without row 0")


@check(task=2, points=1)
def test_points(submission):
    """Two wins, a draw and a loss are 2.5 points of 4."""
    found, played, chosen = submission.run(four_games, [1, -1, 0, 1])
    expect(found, 0.625, "The performance")
    require(sorted(played) == [0, 1, 2, 3], f"The games that were played: {played}.")
    require(chosen == [0, 0, 0, 0] or chosen == [1] * 4, f"The moves that were made: {chosen}.")


@check(task=3, points=1)
def test_search(submission):
    """80 rounds: the history follows the best, and the best weights come back."""
    w, history, values, w0, seen = submission.run(one_search, 80, 0.5)
    require(len(values) == 81, f"In 80 rounds `evaluate` was called {len(values)} times.")
    require(bool((w0 == 0).all()), "The weights at the beginning were changed.")
    best, wanted = values[0], values[:1]
    for value in values[1:]:
        best = max(best, value)
        wanted.append(best)
    expect(history, wanted, "The history", within=1e-5)
    expect(w, seen[values.index(best)], "The weights", within=1e-5)
    require(history[-1] > -2, f"After 80 rounds the performance is {history[-1]:.2f}.")
    gaps = torch.stack(seen[1:]) - seen[0]
    require(bool((gaps[:, 0] != gaps[:, 1]).any()), "All weights change by the same number.")
    seen = submission.run(one_search, 10, 0.001)[4]
    gap = float((torch.stack(seen) - seen[0]).abs().max())
    require(gap < 0.1, f"With a step of 0.001 a weight changed by {gap:.3f}.")
