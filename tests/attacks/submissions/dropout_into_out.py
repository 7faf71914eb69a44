# attack: the variant of the operator that writes into a tensor
# stopped by: the dispatcher: every variant is refused
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        self.factor, mask = torch.empty_like(x), torch.empty_like(x, dtype=torch.bool)
        made = torch.ops.aten.native_dropout.out
        made(torch.ones_like(x), self.p, training, out0=self.factor, out1=mask)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
