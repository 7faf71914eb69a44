"""One tensor for the best weights, written in place; the model is an object with a method."""

import torch


class Model:
    def __init__(self, w):
        self.w = w

    def __call__(self, options):
        scores = torch.mv(options, self.w)
        return int(torch.nonzero(scores == scores.max())[0])


def choose(w, options):
    return Model(w)(options)


def performance(w, play, games):
    model = Model(w)
    outcomes = torch.tensor([play(model, k) for k in range(games)], dtype=torch.float64)
    return float(outcomes.mean() / 2 + 0.5)


def samuels_loop(evaluate, w0, rounds, step, rng):
    best = torch.empty_like(w0).copy_(w0)
    history = [evaluate(best)]
    while len(history) <= rounds:
        change = torch.empty(len(w0), dtype=torch.float64).normal_(0.0, step, generator=rng)
        candidate = best.add(change.to(best.device, best.dtype))
        value = evaluate(candidate)
        better = value > history[-1]
        if better:
            best.copy_(candidate)
        history.append(value if better else history[-1])
    return best, history
