# attack: labels by the operator, whose function is forbidden
# stopped by: the dispatcher: kin are told by their names
# expect: test_labels blocked, outcomes blocked died, score 0
# exercise: broadcasting
import torch


def one_hot(y, C):
    return torch._C._nn.one_hot(y, C).float()
