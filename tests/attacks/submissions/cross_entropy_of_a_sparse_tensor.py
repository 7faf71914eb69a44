# attack: the logarithm of the softmax of a sparse tensor
# stopped by: the dispatcher: the family is not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch


def cross_entropy(z, y):
    logs = torch.sparse.log_softmax((z - z.amax(1, keepdim=True) - 1).to_sparse(), 1).to_dense()
    return -logs.gather(1, y[:, None]).mean()
