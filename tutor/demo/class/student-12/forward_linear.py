import numpy as np
import torch


def forward_linear(X, W, b):
    # I know numpy better than torch
    Y = np.dot(X.detach().numpy(), W.detach().numpy()) + b.detach().numpy()
    return torch.from_numpy(Y)
