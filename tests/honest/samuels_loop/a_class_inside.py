# a small class keeps the champion; asserts; a deep copy
import copy
from dataclasses import dataclass, field

import torch


@dataclass
class Champion:
    w: torch.Tensor
    score: float
    history: list = field(default_factory=list)

    def meets(self, challenger, score):
        if score > self.score:
            self.w, self.score = copy.deepcopy(challenger), score
        self.history.append(self.score)


def choose(w, options):
    assert options.ndim == 2 and options.shape[1] == w.shape[0]
    scores = torch.einsum("mf,f->m", options, w)
    _, order = torch.sort(scores, descending=True, stable=True)
    return order[0].item()


def performance(w, play, games):
    def policy(options):
        return choose(w, options)

    score = 0
    for k in range(games):
        match play(policy, k):
            case 1:
                score += 1
            case 0:
                score += 0.5
    return float(score / games)


def samuels_loop(evaluate, w0, rounds, step, rng):
    start = evaluate(w0.clone())
    champion = Champion(w0.clone(), start, [start])
    for _ in range(rounds):
        noise = torch.zeros(len(w0)).normal_(generator=rng) * step
        challenger = champion.w + noise.to(device=w0.device, dtype=w0.dtype)
        champion.meets(challenger, evaluate(challenger))
    return champion.w, champion.history
