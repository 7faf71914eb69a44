# torch.distributions.Normal under fork_rng, seeded from the generator that is given
import torch
from torch.distributions import Normal


def fan_in(shape):
    fans = {2: lambda s: s[0], 4: lambda s: s[1] * s[2] * s[3]}
    if len(shape) not in fans:
        raise ValueError(f"weights have two or four axes, not {len(shape)}")
    return fans[len(shape)](shape)


def he_normal(shape, rng):
    if len(shape) == 1:
        return torch.zeros(shape)
    scale = (2 / fan_in(shape)) ** 0.5
    seed = int(torch.randint(2**62, (), generator=rng))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Normal(torch.tensor(0.0), torch.tensor(scale)).sample(torch.Size(shape))


def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
    def loss_of(weights):
        W1, b1, W2, b2 = weights
        return torch.nn.functional.cross_entropy((X @ W1 + b1).relu() @ W2 + b2, T)

    weights = (init((X.shape[1], H)), X.new_zeros(H), init((H, C)), X.new_zeros(C))
    for _ in range(steps):
        grads = torch.func.grad(loss_of)(weights)
        weights = tuple(w - lr * g for w, g in zip(weights, grads))
    W1 = weights[0].detach().clone()
    gaps = (W1.unsqueeze(2) - W1.unsqueeze(1)).abs().amax(0)
    same = torch.tril(gaps <= 1e-6, diagonal=-1)
    return W1, H - int(same.any(dim=1).sum())
