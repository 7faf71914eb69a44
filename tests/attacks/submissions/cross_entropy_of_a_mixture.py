# attack: the density of a mixture is a logarithm of a sum
# stopped by: the dispatcher: what it calls is not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch
from torch.distributions import Categorical, MixtureSameFamily, Normal


def cross_entropy(z, y):
    mixed = MixtureSameFamily(Categorical(logits=z), Normal(torch.zeros_like(z), 1.0))
    first = Categorical(logits=z).log_prob(y)
    return -(first + 0 * mixed.log_prob(z.new_zeros(len(z)))).mean()
