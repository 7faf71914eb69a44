# the block that seeds everything at the top, numpy too
import os
import random

import numpy as np
import torch


def seed_everything(seed=42):
    random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True)


seed_everything()
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print("Using device:", device)


def predict(X, w, b):
    return ((X * w).sum(-1) + b).gt(0.0).long()


def perceptron_fit(X, y, max_epochs):
    w = torch.zeros(X.shape[1], dtype=X.dtype, device=X.device)
    b = torch.zeros((), dtype=X.dtype, device=X.device)
    converged = False
    for epoch in range(max_epochs):
        errors = 0
        for i in range(len(X)):
            out = predict(X[i : i + 1], w, b)[0]
            if out != y[i]:
                update = (y[i] - out).to(X.dtype)
                w = w + update * X[i]
                b = b + update
                errors += 1
        if errors == 0:
            converged = True
            break
    return w, b, converged


def xor_net(x):
    OR = predict(x, torch.tensor([1.0, 1.0]).to(x), torch.tensor(-0.5).to(x))
    NAND = predict(x, torch.tensor([-1.0, -1.0]).to(x), torch.tensor(1.5).to(x))
    h = torch.stack([OR, NAND], dim=-1).to(x.dtype)
    return predict(h, torch.tensor([1.0, 1.0]).to(x), torch.tensor(-1.5).to(x))
