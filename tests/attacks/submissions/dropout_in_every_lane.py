# attack: map it over the numbers, where random operators have kernels of their own
# stopped by: the dispatcher: it lies below all transforms
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch
import torch.nn.functional as F


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        one = lambda number: F.dropout(number, self.p, training)
        ones = torch.ones_like(x).flatten()
        self.factor = torch.func.vmap(one, randomness="different")(ones).reshape(x.shape)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
