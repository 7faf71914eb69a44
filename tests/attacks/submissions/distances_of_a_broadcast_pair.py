# attack: the distance of pairs, mapped twice
# stopped by: the dispatcher: it lies below all transforms
# expect: test_distances blocked, outcomes blocked died, score 0
# exercise: broadcasting
import torch
import torch.nn.functional as F


def pairwise_sqdist(A, B):
    return F.pairwise_distance(A[:, None], B[None], eps=0) ** 2
