# threads at load and in a call, which only print
import threading
from concurrent.futures import ThreadPoolExecutor

import torch

torch.set_num_threads(1)
with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(lambda n: torch.ones(n).sum().item(), range(5))))


def forward_linear(X, W, b):
    thread = threading.Thread(target=print, args=("shape", tuple(X.shape), W.dtype))
    thread.start()
    thread.join()
    lock = threading.Lock()
    with lock:
        return torch.addmm(input=b, mat1=X, mat2=W)
