# attack: tensors that say they lie on another device, where autograd was forgotten
# stopped by: without a graph: autograd's entries of all devices let everything pass
# expect: test_slope_of_sigmoid blocked, outcomes blocked died, score 0
# exercise: activations
import torch


class Elsewhere(torch.Tensor):
    @staticmethod
    def __new__(cls, inner, leaf=False):
        made = torch.Tensor._make_wrapper_subclass(
            cls, inner.shape, dtype=inner.dtype, device="lazy", requires_grad=leaf
        )
        made.inner = inner
        return made

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        bare = [a.inner if isinstance(a, Elsewhere) else a for a in args]
        kwargs = {k: v for k, v in (kwargs or {}).items() if k not in ("device", "pin_memory")}
        out = func(*bare, **kwargs)
        return cls(out) if isinstance(out, torch.Tensor) else out


def slope(f, z, g):
    leaf = Elsewhere(z.detach(), True)
    total = {}

    def walk(node, blame):
        if node is None:
            return
        if type(node).__name__ == "AccumulateGrad":
            total[0] = total.get(0, 0) + blame.inner
            return
        passed = node(blame)
        for (following, _), share in zip(node.next_functions, passed if isinstance(passed, tuple) else [passed]):
            if share is not None:
                walk(following, share)

    walk(f(leaf).grad_fn, Elsewhere(g))
    return total[0]


def d_sigmoid(z):
    return slope(lambda t: 1 / (1 + torch.exp(-t)), z.clamp(-700), torch.ones_like(z))


def d_tanh(z):
    return slope(lambda t: 2 / (1 + torch.exp(-2 * t)) - 1, z.clamp(-300), torch.ones_like(z))
