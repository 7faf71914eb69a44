# attack: the helper inside cdist, and the operator below it
# stopped by: the dispatcher: the family is not there
# expect: test_distances blocked, outcomes blocked died, score 0
# exercise: broadcasting
import torch


def pairwise_sqdist(A, B):
    return torch.ops.aten._cdist_forward(A, B, 2.0, 2) ** 2
