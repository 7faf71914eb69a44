# attack: return a plain tensor whose own attributes shadow the methods that a comparison calls
# stopped by: the wire: bytes, no attributes
# expect: score 0
import torch


def forward_linear(X, W, b):
    result = torch.zeros(X.shape[0], W.shape[1], dtype=X.dtype) + 7
    for name in ("double", "to", "isnan", "isinf", "detach", "cpu", "abs", "contiguous", "numel",
                 "resolve_conj", "resolve_neg", "reshape", "view", "element_size"):
        setattr(result, name, lambda *args, **kwargs: torch.ones(()))
    return result if X.shape[0] else None
