# attack: the direction from the gradient instead of two tries
# stopped by: without a graph there is nothing to run through
# expect: test_last_weight blocked, outcomes blocked, score 0
# exercise: hot_and_cold
import torch


def hot_and_cold(w, x, goal, step, max_iter):
    history = [w]
    for _ in range(max_iter):
        leaves = [(w + sign * step).detach().requires_grad_() for sign in (1, -1)]
        losses = [((x * leaf - goal) ** 2) for leaf in leaves]
        torch.autograd.grad(sum(loss.sum() for loss in losses), leaves)
        up, down = (loss.detach() for loss in losses)
        w = torch.where(up < down, w + step, torch.where(down < up, w - step, w))
        history.append(w)
    return w, torch.stack(history)
