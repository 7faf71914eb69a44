# attack: call it from code that stands in no file of the learner
# stopped by: the dispatcher: it does not ask who calls
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch

scope = {"torch": torch}
exec("""
def forward(self, x, training=True):
    ones = torch.ones_like(x)
    self.factor = torch.native_dropout(ones, self.p, True)[0] if training else ones
    return x * self.factor
""", scope)


class Dropout:
    def __init__(self, p):
        self.p = p

    forward = scope["forward"]

    def backward(self, g):
        return g * self.factor
