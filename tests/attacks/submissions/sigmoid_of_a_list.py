# attack: the operator that works on lists of tensors
# stopped by: the dispatcher: kin are told by their names
# expect: test_sigmoid blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def sigmoid(z):
    return torch._foreach_sigmoid([z])[0]


def tanh(z):
    return torch._foreach_tanh([z])[0]
