# torch.heaviside for the decision, labels as a Python list
import torch


def predict(X, w, b):
    score = torch.mv(X, w) + b
    return torch.heaviside(score, torch.zeros_like(score)).to(torch.int64)


def perceptron_fit(X, y, max_epochs):
    w, b = torch.zeros_like(X[0]) if len(X) else X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(max_epochs):
        mistakes = 0
        for row, label in zip(X, y.tolist()):
            guess = 1 if (row @ w + b).item() > 0 else 0
            if guess != label:
                mistakes += 1
                w = w + row if label else w - row
                b = b + 1 if label else b - 1
        if not mistakes:
            return w, b, True
    return w, b, False


def xor_net(x):
    hidden = x @ x.new_tensor([[1.0, 1.0], [1.0, 1.0]]) + x.new_tensor([-0.5, -1.5])
    on = (hidden > 0).to(x.dtype)
    return ((on * x.new_tensor([1.0, -2.0])).sum(1) > 0.5).long()
