# a mask kept in a closure, a generator of one's own that takes its seed from torch's
import torch


class Dropout:
    def __init__(self, p):
        if not (p >= 0 and p <= 1):
            raise ValueError("0 <= p <= 1")
        self.p = p
        self.generator = torch.Generator()
        self.generator.manual_seed(torch.randint(2**62, ()).item())
        self._pull = None

    def forward(self, x, training=True):
        if not training:
            self._pull = lambda g: g
            return x
        noise = torch.rand(x.shape, generator=self.generator, dtype=torch.float64)
        keep = noise.to(x.device) >= self.p
        scale = 1 / (1 - self.p) if self.p < 1 else 0.0

        def through(t):
            return torch.where(keep, t * scale, torch.zeros((), dtype=t.dtype, device=t.device))

        self._pull = through
        return through(x)

    def backward(self, g):
        return self._pull(g)
