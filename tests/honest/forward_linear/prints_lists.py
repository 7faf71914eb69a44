# debug prints of values as Python lists and as numpy arrays
# gap: a print of `tolist()` is taken for a loop over what left torch
import torch


def forward_linear(X, W, b):
    print(X.tolist()[:2], W.detach().cpu().numpy())
    print("\t".join(f"{v:8.3f}" for v in b.tolist()))
    return torch.add(b, X.mm(W))
