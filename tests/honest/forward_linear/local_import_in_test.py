# a function of one's own named linear, and a test that imports torch's for a comparison
import torch


def linear(X, W, b):
    return X @ W + b


def forward_linear(X, W, b):
    return linear(X, W, b)


def compare():
    from torch.nn.functional import linear as theirs

    X, W, b = torch.randn(2, 3), torch.randn(3, 4), torch.randn(4)
    torch.testing.assert_close(theirs(X, W.T, b), forward_linear(X, W, b))
