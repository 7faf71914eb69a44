# attack: the loss for speech with one moment and one sound
# stopped by: the dispatcher: the family is not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch
import torch.nn.functional as F


def cross_entropy(z, y):
    logs = torch.cat([z.new_full((len(z), 1), -1e30), z - z.amax(1, keepdim=True)], 1)
    logs = logs - logs[:, 1:].exp().sum(1, keepdim=True).log()
    ones = torch.ones_like(y)
    return F.ctc_loss(logs[None], y[:, None] + 1, ones, ones, reduction="none").mean()
