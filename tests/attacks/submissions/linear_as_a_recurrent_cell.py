# attack: the sums of a recurrent cell, whose activation is turned back
# stopped by: the dispatcher: the family is not there
# expect: test_values blocked, outcomes blocked, score 0
# exercise: forward_linear
import torch


def forward_linear(X, W, b):
    none = X.new_zeros(len(X), W.shape[1])
    zero = X.new_zeros(W.shape[1], W.shape[1])
    up = torch.rnn_relu_cell(X, none, W.T, zero, b, torch.zeros_like(b))
    down = torch.rnn_relu_cell(X, none, -W.T, zero, -b, torch.zeros_like(b))
    return up - down
