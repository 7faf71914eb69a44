# attack: the halves of torch's clipping, and what they wrap
# stopped by: the emptied functions
# expect: test_clipping blocked, outcomes blocked died, score 0
# exercise: rnn
import torch
from torch.nn.utils.clip_grad import _clip_grads_with_norm_, _get_total_norm


def bare(f):
    while hasattr(f, "__wrapped__"):
        f = f.__wrapped__
    return f


def clip_grad_norm(grads, max_norm):
    new = [torch.nn.Parameter(g.clone()) for g in grads]
    for parameter, g in zip(new, grads):
        parameter.grad = g.clone()
    norm = bare(_get_total_norm)(grads)
    bare(_clip_grads_with_norm_)(new, max_norm, norm)
    return [p.grad for p in new], norm
