# attack: let Python's own tanh fill the tensor, without a loop that is seen
# stopped by: the rule: math.tanh is not there
# expect: test_tanh blocked, outcomes blocked died, score 0
# exercise: activations
import math


def tanh(z):
    return z.cpu().double().clone().apply_(math.tanh).to(z)
