# numpy for the noise, seeded from the generator; prints of the progress
import numpy as np
import torch


def choose(w, options):
    scores = [float(sum(a * b for a, b in zip(row, w))) for row in options.tolist()]
    return int(np.argmax(scores))


def performance(w, play, games):
    policy = lambda options: choose(w.tolist(), options)
    results = np.array([play(policy, k) for k in range(games)])
    wins, draws = (results == 1).sum(), (results == 0).sum()
    print("won", wins, "drawn", draws, "of", games)
    return float((wins + 0.5 * draws) / games)


def samuels_loop(evaluate, w0, rounds, step, rng):
    seed = torch.randint(2**31, (), generator=rng).item()
    numbers = np.random.default_rng(seed)
    best = w0.clone()
    best_score = evaluate(best)
    history = [best_score]
    for round in range(rounds):
        noise = torch.from_numpy(numbers.normal(0, step, size=tuple(w0.shape)))
        new = best + noise.to(best)
        score = evaluate(new)
        if score > best_score:
            print(f"round {round}: {best_score:.3f} -> {score:.3f}")
            best, best_score = new, score
        history += [best_score]
    return best, history
