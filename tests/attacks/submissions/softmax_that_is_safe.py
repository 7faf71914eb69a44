# attack: the softmax inside attention, by its own name
# stopped by: the dispatcher: the family is not there
# expect: test_softmax blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def softmax(z, axis):
    return torch._safe_softmax(z, axis)
