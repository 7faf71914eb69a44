# a unittest.TestCase in the file that calls cdist
import unittest

import torch


def one_hot(y, C):
    columns = torch.arange(C, device=y.device).expand(y.numel(), C)
    return (columns == y[..., None]).type(torch.float32)


def pairwise_sqdist(A, B):
    diff = A[:, None] - B[None]
    return diff.mul(diff).sum(-1)


def standardize(X, mu, sd):
    zero = sd.eq(0)
    return (X - mu).div(sd.where(~zero, sd.new_ones(())))


class TestDistances(unittest.TestCase):
    def setUp(self):
        self.A, self.B = torch.randn(4, 3), torch.randn(5, 3)

    def test_against_torch(self):
        theirs = torch.cdist(self.A, self.B).pow(2)
        self.assertTrue(torch.allclose(theirs, pairwise_sqdist(self.A, self.B), atol=1e-5))


if __name__ == "__main__":
    unittest.main()
