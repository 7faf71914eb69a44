# a second generator seeded from the first, and a policy that keeps its own copy of the weights
from functools import reduce

import torch


def choose(w, options):
    values = options.mul(w).sum(-1)
    return int((values == values.max()).float().argmax().item())


class Policy:
    def __init__(self, w):
        self.w = w.detach().clone()

    def __call__(self, options):
        return choose(self.w, options)


def performance(w, play, games):
    p = Policy(w)
    return reduce(lambda total, k: total + {1: 1.0, 0: 0.5, -1: 0.0}[play(p, k)], range(games), 0.0) / games


def samuels_loop(evaluate, w0, rounds, step, rng):
    own = torch.Generator()
    own.manual_seed(int(torch.randint(0, 2**40, (1,), generator=rng)))
    std = torch.full((len(w0),), float(step), dtype=w0.dtype)
    best, top = w0 + 0, evaluate(w0 + 0)
    scores = [top]
    for _ in range(rounds):
        trial = torch.normal(best.cpu(), std, generator=own).to(w0.device)
        value = evaluate(trial)
        best, top = (trial, value) if value > top else (best, top)
        scores.append(top)
    return best, scores
