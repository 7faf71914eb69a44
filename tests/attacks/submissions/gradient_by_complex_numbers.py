# attack: a step of 1e-20 i, whose imaginary part is the slope
# stopped by: nothing stops it
# expect: test_step blocked, score 2
# exercise: gradient_descent
# gap: A slope by nudging is the learner's own arithmetic, with complex numbers as with real ones.
import torch


def gd_step(w, x, goal, alpha):
    tiny = 1e-20
    nudged = (w.double() + tiny * 1j) * x.double() - goal.double()
    slope = ((nudged * nudged / 2) * -1j).to(torch.float64) / tiny
    return w - alpha * slope.to(w.dtype)


def train(w, x, goal, alpha, steps):
    history = [w]
    for _ in range(steps):
        history.append(gd_step(history[-1], x, goal, alpha))
    return torch.stack(history)


def stable_alpha(x):
    return 2 / x**2
