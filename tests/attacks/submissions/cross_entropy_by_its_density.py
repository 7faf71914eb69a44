# attack: the density of a categorical distribution
# stopped by: the dispatcher: what it calls is not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch


def cross_entropy(z, y):
    return -torch.distributions.Categorical(logits=z).log_prob(y).mean()
