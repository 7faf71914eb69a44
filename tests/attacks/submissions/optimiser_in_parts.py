# attack: the loss and the step of torch, in a search that should do without
# stopped by: the dispatcher and the emptied functions
# expect: test_last_weight blocked, outcomes blocked, score 0
# exercise: hot_and_cold
import torch
import torch.nn.functional as F


def hot_and_cold(w, x, goal, step, max_iter):
    history = [w]
    for _ in range(max_iter):
        up = F.mse_loss(x * (w + step), goal.expand_as(w), reduction="none")
        down = F.mse_loss(x * (w - step), goal.expand_as(w), reduction="none")
        w = torch.where(up < down, w + step, torch.where(down < up, w - step, w))
        history.append(w)
    return w, torch.stack(history)
