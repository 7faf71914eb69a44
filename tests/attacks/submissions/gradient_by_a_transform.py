# attack: torch.func, by each of its ways
# stopped by: the emptied functions, and no graph below them
# expect: test_step blocked, outcomes blocked died, score 0
# exercise: gradient_descent
import torch


def gd_step(w, x, goal, alpha):
    def error(weight):
        return ((x * weight - goal) ** 2 / 2).sum()

    for ask in (
        lambda: torch.func.grad(error)(w),
        lambda: torch.func.grad_and_value(error)(w)[0],
        lambda: torch.func.jacrev(error)(w),
        lambda: torch.func.vjp(error, w)[1](torch.ones((), dtype=w.dtype))[0],
        lambda: torch.autograd.functional.vjp(error, w)[1],
        lambda: torch.func.linearize(error, w)[1](torch.ones_like(w)),
    ):
        try:
            return w - alpha * ask()
        except Exception as refused:
            last = refused
    raise last
