# attack: a class of one's own with the name and the words of a refusal
# stopped by: a refusal is told by its class, and blocks its own check only
# expect: outcomes died, score 0
# exercise: forward_linear
import sys


class NotHere(RuntimeError):
    absent = ("torch.Tensor.sum", "not needed")


def forward_linear(X, W, b):
    raise NotHere("`W` is not here in this exercise: writing what it does is your task.")
