# attack: let the forbidden layer do the work, made and called in a thread
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
import threading

import torch


class Mine(torch.nn.Linear):
    pass


def work(X, W, b, out):
    layer = Mine(*W.shape, dtype=X.dtype)
    out.append(torch.func.functional_call(layer, {"weight": W.T, "bias": b}, (X,)))


def forward_linear(X, W, b):
    out = []
    thread = threading.Thread(target=work, args=(X, W, b, out))
    thread.start()
    thread.join()
    return out[0]
