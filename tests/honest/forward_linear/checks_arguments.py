# argument checks of every kind before one line of work
import torch


def _check(name, value, axes):
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"{name} is a {type(value).__name__}, not a tensor")
    assert torch.is_tensor(value) and torch.is_floating_point(value), name
    assert not value.dtype.is_complex and not value.is_complex()
    if value.dim() != axes:
        raise ValueError(f"{name} has {value.dim()} axes, not {axes}")
    torch._assert(bool(torch.isfinite(value).all()), f"{name} is not finite")
    assert value.abs().max() < torch.finfo(value.dtype).max if value.numel() else True


def forward_linear(X, W, b):
    for name, value, axes in (("X", X, 2), ("W", W, 2), ("b", b, 1)):
        _check(name, value, axes)
    assert X.size(1) == W.size(0) and W.shape[-1] == b.numel()
    Y = torch.addmm(b, X, W)
    assert torch.equal(Y, Y) and torch.allclose(Y, Y.clone())
    torch.testing.assert_close(Y, Y)
    return Y
