# attack: dual numbers, below the functions that make them
# stopped by: the dispatcher: dual numbers cannot be made
# expect: test_step blocked, outcomes blocked died, score 0
# exercise: gradient_descent
import torch


def gd_step(w, x, goal, alpha):
    level = torch._C._enter_dual_level()
    try:
        dual = torch._VF._make_dual(w.clone(), torch.ones_like(w), level=level)
        error = (x * dual - goal) ** 2 / 2
        slope = torch._VF._unpack_dual(error, level=level)[1]
    finally:
        torch._C._exit_dual_level(level=level)
    return w - alpha * slope
