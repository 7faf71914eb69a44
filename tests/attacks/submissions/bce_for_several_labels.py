# attack: the loss for several labels, of which there is one
# stopped by: the dispatcher: the family is not there
# expect: test_bce blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch.nn.functional as F


def bce_with_logits(z, y):
    return F.multilabel_soft_margin_loss(z.reshape(-1, 1), y.reshape(-1, 1).to(z))
