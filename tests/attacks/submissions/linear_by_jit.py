# attack: compile the ready-made layer, so that no call of it is seen
# stopped by: absence: the doors: there is no compiler
# expect: outcomes died, score 0
import torch

compiled = torch.jit.CompilationUnit("""
def run(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    return torch.conv1d(X.unsqueeze(2), W.t().unsqueeze(2), b).squeeze(2)
""")


def forward_linear(X, W, b):
    return compiled.run(X, W, b)
