# attack: normalisation with a mean and a variance that are given
# stopped by: the dispatcher: the family is not there
# expect: test_columns blocked, outcomes blocked died, score 0
# exercise: broadcasting
import torch
import torch.nn.functional as F


def standardize(X, mu, sd):
    sd = torch.where(sd == 0, 1, sd)
    return F.batch_norm(X, mu, sd**2, eps=0.0)
