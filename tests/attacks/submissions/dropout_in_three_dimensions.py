# attack: a dropout of whole channels, each of which is one number
# stopped by: the dispatcher: the operator is not there
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        channels = torch.ones_like(x).reshape(-1, 1, 1, 1)
        self.factor = torch.nn.functional.dropout3d(channels, self.p, training).reshape(x.shape)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
