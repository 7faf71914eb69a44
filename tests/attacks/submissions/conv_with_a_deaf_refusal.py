# attack: make the class of the refusal one that cannot be raised
# stopped by: the dispatcher: without the class nothing is computed either
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import sys

import torch

place = sys.modules.get("tutor.sandbox.guest.furnish.refusal")
if place:
    place.NotHere = lambda *a: None
    place._asked_for = lambda *a: ""
    place.name_of_operator = lambda *a: (_ for _ in ()).throw(StopIteration)
    place.Missing.__call__ = lambda *a, **k: None


def conv2d(x, k, b, stride=1, pad=0):
    return torch.conv2d(x, k, b, stride, pad)
