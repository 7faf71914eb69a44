# attack: call the forbidden function in a thread, where modes do not reach
# stopped by: absence: the operators, in every thread
# expect: outcomes blocked, score 0
import threading

import torch.nn.functional as F


def forward_linear(X, W, b):
    out = []
    thread = threading.Thread(target=lambda: out.append(F.linear(X, W.T, b)))
    thread.start()
    thread.join()
    return out[0]
