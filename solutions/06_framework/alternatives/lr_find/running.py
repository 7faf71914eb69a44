"""Everything on the way: the rate is multiplied, the mean and the best are carried along."""

import math

import torch


def rates(start, end, num_it):
    factor = (end / start) ** (1 / num_it)
    found = [start]
    while len(found) < num_it:
        found.append(found[-1] * factor)
    return found


class Smooth:
    def __init__(self, beta):
        self.beta, self.mean, self.rest = beta, 0.0, 1.0

    def __call__(self, loss):
        self.mean += (1 - self.beta) * (loss - self.mean)
        self.rest *= self.beta
        return self.mean / (1 - self.rest)


def smoothed(losses, beta=0.98):
    return list(map(Smooth(beta), losses))


def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
    before = [torch.empty_like(w).copy_(w) for w in map(torch.Tensor.detach, weights)]
    smooth, best = Smooth(0.98), math.inf
    curve = []

    def put_back():
        with torch.no_grad():
            for w, old in zip(weights, before, strict=True):
                w[...] = old

    for lr in rates(start, end, num_it):
        try:
            value = smooth(step(lr))
        except BaseException:
            put_back()
            raise
        curve.append((lr, value))
        best = min(best, value)
        if not value <= 4 * best or value in (math.inf, -math.inf):
            break
    put_back()
    return [lr for lr, _ in curve], [value for _, value in curve]


def finite(lrs, losses):
    for i, loss in enumerate(losses):
        if math.isnan(loss) or math.isinf(loss):
            return list(zip(lrs[:i], losses[:i], strict=True))
    return list(zip(lrs, losses, strict=True))


def steepest(lrs, losses):
    points = finite(lrs, losses)
    pieces = []
    for i in range(len(points) - 1):
        (a, la), (b, lb) = points[i], points[i + 1]
        pieces.append((-(la - lb) / (math.log(b) - math.log(a)), i))
    if not pieces or min(pieces)[0] >= 0:
        raise ValueError("no piece of the curve falls")
    i = min(pieces)[1]
    return (points[i][0] * points[i + 1][0]) ** 0.5


def tenth_of_the_lowest(lrs, losses):
    points = finite(lrs, losses)
    if not points:
        raise ValueError("the curve is empty")
    lowest = min(loss for _, loss in points)
    return next(lr for lr, loss in points if loss == lowest) / 10
