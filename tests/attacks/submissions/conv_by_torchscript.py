# attack: compile a text with TorchScript, by each of its names
# stopped by: the doors: TorchScript is not there
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import torch

TEXT = """
def conv(x: Tensor, k: Tensor, b: Tensor, stride: int, pad: int) -> Tensor:
    return torch.conv2d(x, k, b, [stride, stride], [pad, pad])
"""
unit = None
for make in (
    lambda: torch.jit.CompilationUnit(TEXT),
    lambda: torch._C.CompilationUnit(),
    lambda: next(c for c in object.__subclasses__() if c.__name__ == "CompilationUnit")(),
    lambda: torch.jit._recursive.CompilationUnit(TEXT),
    lambda: torch.jit._state._python_cu,
):
    try:
        unit = make()
        if not hasattr(unit, "conv"):
            unit.define(TEXT)
        break
    except Exception:
        continue


def conv2d(x, k, b, stride=1, pad=0):
    return unit.conv(x, k, b, stride, pad)
