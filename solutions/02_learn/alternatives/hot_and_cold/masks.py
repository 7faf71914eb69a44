"""Both probes in one tensor, and a mask for each direction: only the chosen weights are touched."""

import torch


def hot_and_cold(w, x, goal, step, max_iter):
    w = w.clone()  # ours to change
    moments = [w.clone()]
    for _ in range(max_iter):
        probes = torch.stack([w + step, w - step])
        up, down = (x * probes - goal).square()
        w[up < down] += step
        w[down < up] -= step
        moments.append(w.clone())
    return w, torch.stack(moments)
