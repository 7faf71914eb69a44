# attack: the levels of functorch, by the functions of C below torch.func
# stopped by: without a graph there is nothing to run through
# expect: test_step died, outcomes died, score 0
# exercise: gradient_descent
import torch
from torch._C import _functorch as inner


def gd_step(w, x, goal, alpha):
    level = inner._grad_increment_nesting()
    try:
        inner.set_inplace_requires_grad_allowed(True)
        leaf = inner._wrap_for_grad(w, level).requires_grad_()
        error = ((x * leaf - goal) ** 2 / 2).sum()
        engine = torch.autograd.variable.Variable._execution_engine
        one = (torch.ones_like(error),)
        (grad,) = engine.run_backward((error,), one, False, False, (leaf,), True, False)
        grad = inner._unwrap_for_grad(grad, level)
    finally:
        inner.set_inplace_requires_grad_allowed(False)
        inner._grad_decrement_nesting()
    return w - alpha * grad
