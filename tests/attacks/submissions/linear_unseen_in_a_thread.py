# attack: call the forbidden function in a thread without writing its name
# stopped by: absence: the operators, in every thread
# expect: outcomes blocked, score 0
import threading

import torch


def forward_linear(X, W, b):
    out, function = [], getattr(torch.nn.functional, "lin" + "ear")
    thread = threading.Thread(target=lambda: out.append(function(X, W.T, b)))
    thread.start()
    thread.join()
    return out[0]
