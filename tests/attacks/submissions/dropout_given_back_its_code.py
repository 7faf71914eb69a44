# attack: make new functions of the code of the ready-made ones
# stopped by: the emptied functions: their code is gone, whoever holds it
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import types

import torch
import torch.nn.functional as F

made = types.FunctionType(F.dropout.__code__, vars(F), argdefs=(0.5, True, False))


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        self.factor = made(torch.ones_like(x), self.p, training)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
