# attack: a graph of tensors on a device without numbers, which hold their numbers themselves
# stopped by: without a graph: autograd's entries of all devices let everything pass
# expect: test_step blocked, outcomes blocked died, score 0
# exercise: gradient_descent
import torch


class Elsewhere(torch.Tensor):
    @staticmethod
    def __new__(cls, inner, leaf=False):
        made = torch.Tensor._make_wrapper_subclass(
            cls, inner.shape, dtype=inner.dtype, device="meta", requires_grad=leaf
        )
        made.inner = inner
        return made

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        bare = [a.inner if isinstance(a, Elsewhere) else a for a in args]
        kwargs = {k: v for k, v in (kwargs or {}).items() if k not in ("device", "pin_memory")}
        out = func(*bare, **kwargs)
        return cls(out) if isinstance(out, torch.Tensor) else out


def gd_step(w, x, goal, alpha):
    leaf = Elsewhere(w.detach(), True)
    error = ((Elsewhere(x) * leaf - Elsewhere(goal)) ** 2 / 2).sum()
    one = Elsewhere(torch.ones((), dtype=w.dtype))
    engine = torch.autograd.variable.Variable._execution_engine
    engine.run_backward((error,), (one,), False, False, (), True, True)
    return w - alpha * leaf.grad.inner
