# sklearn's Perceptron is imported for a comparison that only runs by hand
import warnings

import torch

try:
    from sklearn.linear_model import Perceptron
except ImportError:
    Perceptron = None
warnings.simplefilter("default")


def predict(X, w, b):
    return (X.mul(w).sum(dim=1) > -b).to(torch.int64)


def perceptron_fit(X, y, max_epochs):
    w, b = torch.zeros(X.shape[1]).to(X), torch.tensor(0.0, dtype=X.dtype, device=X.device)
    for _ in range(max_epochs):
        clean = True
        for i, row in enumerate(X):
            yes = (w * row).sum() + b > 0
            if yes and y[i] == 0:
                w, b, clean = w - row, b - 1, False
            elif not yes and y[i] == 1:
                w, b, clean = w + row, b + 1, False
        if clean:
            return w, b, True
    return w, b, False


def xor_net(x):
    W = torch.tensor([[1.0, 1.0], [1.0, 1.0]], dtype=x.dtype, device=x.device)
    hidden = x.mm(W).add(torch.tensor([-0.5, -1.5], device=x.device, dtype=x.dtype)).gt(0).to(x)
    return predict(hidden, x.new_tensor([2.0, -3.0]), x.new_tensor(-1.0))


if __name__ == "__main__":
    X, y = torch.randn(20, 2), torch.randint(0, 2, (20,))
    print(Perceptron().fit(X.numpy(), y.numpy()).coef_, perceptron_fit(X, y, 10))
