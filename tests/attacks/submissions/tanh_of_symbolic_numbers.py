# attack: the tanh that torch keeps for symbolic numbers
# stopped by: the rule: math.tanh is not there
# expect: test_tanh blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def tanh(z):
    return z.cpu().double().clone().apply_(torch._sym_tanh).to(z)
