# attack: call the forbidden function without writing its name: getattr
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
import torch


def forward_linear(X, W, b):
    return getattr(torch.nn.functional, "lin" + "ear")(X, W.T, b)
