"""A generator of candidates, and a fold over what it yields."""

import functools

import torch


def choose(w, options):
    best, at = None, 0
    for row, option in enumerate(options):
        score = float(option.dot(w))
        if best is None or score > best:
            best, at = score, row
    return at


def performance(w, play, games):
    policy = functools.partial(choose, w)
    won = lost = 0
    for k in range(games):
        outcome = play(policy, k)
        won += outcome > 0
        lost += outcome < 0
    return (won + (games - won - lost) / 2) / games


def samuels_loop(evaluate, w0, rounds, step, rng):
    def one_round(state, _):
        w, history = state
        change = torch.normal(0.0, step, (len(w),), generator=rng, dtype=w.dtype)
        other = w + change.to(w.device)
        value = evaluate(other)
        if value > history[-1]:
            return other, [*history, value]
        return w, [*history, history[-1]]

    return functools.reduce(one_round, range(rounds), (w0.clone(), [evaluate(w0)]))
