# attack: the operator that gives a row at most a certain length
# stopped by: the dispatcher: the operator is not there
# expect: test_clipping blocked, outcomes blocked died, score 0
# exercise: rnn
import torch


def clip_grad_norm(grads, max_norm):
    flat = torch.cat([g.flatten() for g in grads])
    norm = flat.norm()
    if max_norm > 0:
        flat = torch.renorm(flat[None], 2, 0, max_norm)[0]
    else:
        flat = flat * 0
    parts = flat.split([g.numel() for g in grads])
    return [part.reshape(g.shape) for part, g in zip(parts, grads)], norm
