# attack: the distances of scipy
# stopped by: the gate for imports: an empty stand-in
# expect: test_distances blocked, outcomes blocked died, score 0
# exercise: broadcasting
import torch
from scipy.spatial.distance import cdist


def pairwise_sqdist(A, B):
    return torch.as_tensor(cdist(A.detach(), B.detach(), "sqeuclidean")).to(A)
