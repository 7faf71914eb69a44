# attack: a step of gradient descent that stays where it is, and a history of standing still
# stopped by: follow-through: the earlier task has to earn a part of its points
# expect: test_history wrong
# exercise: gradient_descent


def gd_step(w, x, goal, alpha):
    return w + 0 * x * goal


def train(w, x, goal, alpha, steps):
    return w.expand(steps + 1, *w.shape).clone()
