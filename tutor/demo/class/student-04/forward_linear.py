import torch


def forward_linear(X, W, b):
    N = X.size(0)
    C = W.size(1)
    Y = X.new_zeros(N, C)
    for n in range(N):
        # one example after another
        Y[n] = X[n] @ W + b
    return Y
