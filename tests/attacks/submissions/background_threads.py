# attack: keep computing between checks, and rewrite the result after it was returned
# stopped by: the boundary: a reply is a copy
# expect: full marks
# within: 10
import threading
import time


def spoil(result):
    for _ in range(50):
        time.sleep(0.001)
        result.data.fill_(7.0)


def forward_linear(X, W, b):
    result = X @ W + b
    # On a busy machine they live long, and a box may have so many and no more.
    if threading.active_count() < 20:
        threading.Thread(target=spoil, args=(result.detach().clone(),), daemon=True).start()
    return result
