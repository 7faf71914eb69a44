# attack: the softmax of masked tensors, in Python
# stopped by: the emptied functions
# expect: test_softmax blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def softmax(z, axis):
    return torch.masked.softmax(z, axis, mask=torch.ones_like(z, dtype=torch.bool))
