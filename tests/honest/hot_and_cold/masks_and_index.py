# boolean masks and writing in place on a copy
import torch


def hot_and_cold(w, x, goal, step, max_iter):
    w = w.clone()
    history = w.new_empty((max_iter + 1,) + tuple(w.shape))
    history[0] = w
    for k in range(max_iter):
        up, down = w + step, w - step
        error_up = torch.pow(x * up - goal, 2)
        error_down = torch.pow(x * down - goal, 2)
        warmer, colder = error_up < error_down, error_up > error_down
        w = torch.masked_fill(w, torch.zeros_like(warmer), 0.0)
        w[warmer] = up[warmer]
        w[colder] = down[colder]
        history[k + 1] = w
    return w, history
