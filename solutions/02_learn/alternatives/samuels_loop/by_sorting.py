"""Scores by hand, points from a table, and all noise drawn before the first round."""

import torch


def choose(w, options):
    scores = (options * w).sum(dim=1).tolist()
    return scores.index(max(scores))


def performance(w, play, games):
    points = {1: 1.0, 0: 0.5, -1: 0.0}

    def policy(options):
        return choose(w, options)

    total = 0.0
    for k in range(games):
        total += points[play(policy, k)]
    return total / games


def samuels_loop(evaluate, w0, rounds, step, rng):
    noise = step * torch.randn(rounds, len(w0), generator=rng, dtype=torch.float64)
    noise = noise.to(w0.device, w0.dtype)
    weights, values, history = [w0], [evaluate(w0)], []
    history.append(values[0])
    for change in noise:
        weights.append(weights[-1] + change)
        values.append(evaluate(weights[-1]))
        if values[-1] <= values[-2]:
            weights.pop()
            values.pop()
        history.append(values[-1])
    return weights[-1].clone(), history
