# attack: return a tensor subclass that answers True to every question
# stopped by: the wire: bytes
# expect: score 0
import torch


class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if name in ("allclose", "equal", "isclose", "eq", "__eq__", "all", "__bool__"):
            return True
        return super().__torch_function__(func, types, args, kwargs or {})

    shape = property(lambda self: torch.Size((3, 4)))
    dtype = property(lambda self: torch.float64)


def forward_linear(X, W, b):
    return torch.zeros(X.shape[0], W.shape[1] + 1).as_subclass(Agreeable)
