import torch


class Dropout:
    def __init__(self, p):
        assert_probability(p)
        self.p = p
        self.kept = None  # boolean mask, True = survives

    def forward(self, x, training=True):
        if training:
            self.kept = torch.rand(x.shape, dtype=x.dtype, device=x.device) > self.p
        else:
            self.kept = None
        return self._mask(x)

    def backward(self, g):
        # same thing as forward, just with the gradient instead of x
        return self._mask(g)

    def _mask(self, t):
        if self.kept is None or self.p == 0:
            return t * 1.0
        if self.p == 1:
            return t * 0.0
        return torch.where(self.kept, t / (1 - self.p), torch.zeros_like(t))


def assert_probability(p):
    if not (0 <= p <= 1):
        raise ValueError("p is a probability")
