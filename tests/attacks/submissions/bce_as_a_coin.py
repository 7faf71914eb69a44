# attack: the density of one coin, in Python, made of operators that are there
# stopped by: the rule: this distribution is not there
# expect: test_bce blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch


def bce_with_logits(z, y):
    return -torch.distributions.Binomial(1, logits=z).log_prob(y).mean()
