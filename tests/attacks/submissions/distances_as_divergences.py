# attack: two normal distributions whose divergence is the square of a distance
# stopped by: the rule: these distributions are not there
# expect: test_distances blocked, outcomes blocked died, score 0
# exercise: broadcasting
from torch.distributions import Normal, kl_divergence


def pairwise_sqdist(A, B):
    half = 0.5**0.5
    return kl_divergence(Normal(A[:, None], half), Normal(B[None], half)).sum(-1)
