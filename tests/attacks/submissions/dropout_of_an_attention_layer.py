# attack: the function of the attention layers, which keeps its weights
# stopped by: the dispatcher and the emptied functions
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        one = torch.ones_like(x).reshape(-1, 1, 1, 1)
        p = self.p if training else 0.0
        made = torch.ops.aten._scaled_dot_product_attention_math
        self.factor = made(one, one, one, None, p)[0].reshape(x.shape)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
