# attack: attention over one key: its weight is 1, and dropout is applied to it
# stopped by: the dispatcher: the family is not there
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch
import torch.nn.functional as F


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        one = torch.ones_like(x).reshape(-1, 1, 1)
        p = self.p if training else 0.0
        self.factor = F.scaled_dot_product_attention(one, one, one, dropout_p=p).reshape(x.shape)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
