# attack: the two operators of which the loss is made
# stopped by: the dispatcher: the families are not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import torch


def cross_entropy(z, y):
    logs = torch.ops.aten._log_softmax(z, 1, False)
    return torch.ops.aten.nll_loss_forward(logs, y, None, 1, -100)[0]
