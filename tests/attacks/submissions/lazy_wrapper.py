# attack: return a wrapper without memory that computes, and lies, only when it is looked at
# stopped by: the wire: bytes
# expect: score 0
import torch


class Lazy(torch.Tensor):
    @staticmethod
    def __new__(cls, size, dtype):
        return torch.Tensor._make_wrapper_subclass(cls, size, dtype=dtype)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        raise SystemExit("looked at")


def forward_linear(X, W, b):
    return Lazy((X.shape[0], W.shape[1]), X.dtype)
