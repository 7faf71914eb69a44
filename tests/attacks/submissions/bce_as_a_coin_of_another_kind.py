# attack: distributions of coins, which call the loss
# stopped by: the dispatcher: what they call is not there
# expect: test_bce blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch


def bce_with_logits(z, y):
    return -torch.distributions.Bernoulli(logits=z).log_prob(y).mean()
