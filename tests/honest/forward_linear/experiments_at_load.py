# experiments in the module: random tensors, prints, timing, the version of torch
import os
import platform
import time

import torch

print("torch", torch.__version__, "python", platform.python_version(), os.environ.get("USER"))
print("cuda:", torch.cuda.is_available(), "threads:", torch.get_num_threads())
print("cudnn:", torch.backends.cudnn.enabled, "compile:", hasattr(torch, "compile"))
torch.manual_seed(0)
A, B = torch.randn(4, 3), torch.randn(3, 2)
start = time.perf_counter()
print((A @ B).shape, A * A, f"{time.perf_counter() - start:.6f} s")


def forward_linear(X, W, b):
    return (X.unsqueeze(-1) * W).sum(dim=1) + b


print(forward_linear(A, B, torch.zeros(2)))
