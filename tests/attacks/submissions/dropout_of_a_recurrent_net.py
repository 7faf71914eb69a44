# attack: a recurrent net of two layers drops between them
# stopped by: the dispatcher: the family is not there
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        one, zero = torch.ones(1, 1, dtype=x.dtype), torch.zeros(1, dtype=x.dtype)
        weights = [one, zero * one, zero, zero] * 2
        ones = torch.ones_like(x).reshape(1, -1, 1)
        start = ones.new_zeros(2, ones.shape[1], 1)
        out, _ = torch.rnn_relu(ones, start, weights, True, 2, self.p, training, False, False)
        self.factor = out.reshape(x.shape)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
