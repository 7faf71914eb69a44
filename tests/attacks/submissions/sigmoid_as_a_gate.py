# attack: a gated unit whose other half is 1
# stopped by: the dispatcher: the family is not there
# expect: test_sigmoid blocked, outcomes blocked died, score 0
# exercise: activations
import torch
import torch.nn.functional as F


def sigmoid(z):
    return F.glu(torch.cat([torch.ones_like(z), z], dim=-1), dim=-1) if z.dim() else sigmoid(z[None])[0]
