# attack: the loss that is fused with the layer before it
# stopped by: the dispatcher: the family is not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch
import torch.nn.functional as F


def cross_entropy(z, y):
    return F.linear_cross_entropy(z, torch.eye(z.shape[1], dtype=z.dtype, device=z.device), y)
