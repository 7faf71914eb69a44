# attack: the running logarithm of sums, whose last one is the sum
# stopped by: the dispatcher: kin are told by their names
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch


def cross_entropy(z, y):
    total = torch._logcumsumexp(z, 1)[:, -1]
    return (total - z.gather(1, y[:, None])[:, 0]).mean()
