# attack: Python's sign for exclusive or, on tensors
# stopped by: the dispatcher: the operator is not there
# expect: test_xor blocked, outcomes blocked died, score 0
# exercise: perceptron
import torch


def xor_net(x):
    a, b = (x > 0.5).long().unbind(1)
    return a ^ b
