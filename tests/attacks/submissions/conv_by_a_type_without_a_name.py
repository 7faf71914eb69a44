# attack: find TorchScript's types among the subclasses of object
# stopped by: the doors: these types cannot be made, and have no methods
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import torch

TEXT = """
def conv(x, k, b, stride: int, pad: int):
    return torch.conv2d(x, k, b, [stride, stride], [pad, pad])
"""


def relatives(kind):
    for child in type.__subclasses__(kind):
        yield child
        yield from relatives(child)


unit = next(kind for kind in relatives(object) if kind.__name__ == "CompilationUnit")()
unit.define(TEXT, {"torch": torch}.get)


def conv2d(x, k, b, stride=1, pad=0):
    return unit.find_function("conv")(x, k, b, stride, pad)
