# attack: the lookup whose rows are shortened before they are given
# stopped by: the dispatcher: the family is not there
# expect: test_clipping blocked, outcomes blocked died, score 0
# exercise: rnn
import torch
import torch.nn.functional as F


def clip_grad_norm(grads, max_norm):
    flat = torch.cat([g.flatten() for g in grads])
    row = torch.zeros(1, dtype=torch.long)
    short = F.embedding(row, flat[None].clone(), max_norm=max_norm)[0]
    parts = short.split([g.numel() for g in grads])
    return [part.reshape(g.shape) for part, g in zip(parts, grads)], flat.norm()
