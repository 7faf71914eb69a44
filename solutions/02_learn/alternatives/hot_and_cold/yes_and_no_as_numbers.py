"""A comparison is a number too: yes is 1, no is 0, and their difference is a direction of +1, -1
or, where both probes are equal, 0."""

import torch


def miss(w, x, goal):
    return (x * w - goal).abs()  # the smaller distance has the smaller square


def hot_and_cold(w, x, goal, step, max_iter):
    history = [w.clone()]
    for _ in range(max_iter):
        warmer_above = miss(w + step, x, goal) < miss(w - step, x, goal)
        warmer_below = miss(w - step, x, goal) < miss(w + step, x, goal)
        w = w + step * (warmer_above.to(w.dtype) - warmer_below.to(w.dtype))
        history.append(w)
    return history[-1].clone(), torch.stack(history, dim=0)
