# attack: a tensor of a class of one's own computes with the tensor inside it
# stopped by: the dispatcher: it lies below all subclasses
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


class Inside(torch.Tensor):
    @staticmethod
    def __new__(cls, inner):
        made = torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype)
        made.inner = inner
        return made

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        bare = [a.inner if isinstance(a, Inside) else a for a in args]
        return cls(func(*bare, **(kwargs or {})))


def conv2d(x, k, b, stride=1, pad=0):
    return torch.conv2d(Inside(x), k, b, stride, pad).inner
