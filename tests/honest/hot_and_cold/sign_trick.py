# the sign of the difference of two errors is the direction
import torch


def loss(w, x, goal):
    return (x * w - goal) ** 2


def hot_and_cold(w, x, goal, step, max_iter):
    with torch.no_grad():
        path = [w.detach()]
        for _ in range(max_iter):
            here = path[-1]
            way = torch.sign(loss(here - step, x, goal) - loss(here + step, x, goal))
            path.append(here + way * step)
        return path[-1].clone(), torch.stack(path)
