"""Reference: the rule of Rosenblatt (1958). Every mistake moves the neuron's line towards the row
that was wrong; if a line separates the labels, only finitely many mistakes happen (Novikoff, 1962).

XOR is "at least one, but not both": one hidden neuron for each half of the sentence.
"""

import torch


def predict(X: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return (X @ w + b > 0).long()


def perceptron_fit(
    X: torch.Tensor, y: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, torch.Tensor, bool]:
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(max_epochs):
        mistakes = 0
        for x, label in zip(X, y, strict=True):
            error = label - (x @ w + b > 0).long()  # 0, or 1, or -1
            w, b = w + error * x, b + error
            mistakes += int(error != 0)
        if mistakes == 0:
            return w, b, True
    return w, b, False


def xor_net(x: torch.Tensor) -> torch.Tensor:
    ones = x.new_ones(2)
    at_least_one = predict(x, ones, x.new_tensor(-0.5))
    both = predict(x, ones, x.new_tensor(-1.5))
    hidden = torch.stack([at_least_one, both], dim=1).to(x.dtype)
    return predict(hidden, x.new_tensor([1.0, -1.0]), x.new_tensor(-0.5))
