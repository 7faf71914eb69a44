# attack: import the forbidden function under another name, through a helper
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
from torch.nn.functional import linear as honest_work


def helper(*args):
    return honest_work(*args)


def forward_linear(X, W, b):
    return helper(X, W.T, b)
