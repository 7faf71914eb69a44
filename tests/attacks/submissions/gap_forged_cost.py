# attack: visit every row in a Python loop, and tell the box's counter to stop counting
# stopped by: not stopped: the count is made in the box
# expect: test_cost wrong
# gap: operations are counted inside the box, so whoever takes the box apart can report any number
import torch
from tutor.sandbox.protocol.cost import OperationCount

OperationCount.operations = property(lambda self: 1, lambda self, value: None)


def forward_linear(X, W, b):
    return torch.stack([row @ W + b for row in X]) if X.shape[0] else X @ W + b
