# attack: ask in a region of mixed precision, which has entries of its own
# stopped by: the dispatcher: each key that computes refuses
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            self.factor = torch.feature_dropout(torch.ones_like(x).reshape(-1, 1), self.p, training)
        self.factor = self.factor.reshape(x.shape)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
