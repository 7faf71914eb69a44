# attack: call the forbidden function in a thread without writing its name
# stopped by: not stopped: modes of torch see one thread
# expect: score 0
# gap: a mode of torch watches one thread, and reading sees no name; the forbidden-call rule is for
# gap: honest learners, and the result is right
import threading

import torch


def forward_linear(X, W, b):
    out, function = [], getattr(torch.nn.functional, "lin" + "ear")
    thread = threading.Thread(target=lambda: out.append(function(X, W.T, b)))
    thread.start()
    thread.join()
    return out[0]
