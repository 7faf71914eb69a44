# attack: the logarithm of softmax is what this loss picks from
# stopped by: the dispatcher: the family is not there
# expect: test_softmax blocked, outcomes blocked died, score 0
# exercise: activations
import torch
import torch.nn.functional as F


def softmax(z, axis):
    rows = z.movedim(axis, -1)
    flat = rows.reshape(-1, rows.shape[-1])
    each = torch.arange(flat.shape[1], device=z.device).expand(len(flat), -1)
    wide = flat[:, :, None].expand(-1, -1, flat.shape[1])
    loss = F.cross_entropy(wide, each, reduction="none")
    return torch.exp(-loss).reshape(rows.shape).movedim(-1, axis)
