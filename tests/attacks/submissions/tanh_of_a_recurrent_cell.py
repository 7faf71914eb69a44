# attack: a recurrent cell whose weight is 1
# stopped by: the dispatcher: the family is not there
# expect: test_tanh blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def tanh(z):
    one, none = z.new_ones(1, 1), z.new_zeros(z.numel(), 1)
    return torch.rnn_tanh_cell(z.reshape(-1, 1), none, one, one).reshape(z.shape)


def relu(z):
    one, none = z.new_ones(1, 1), z.new_zeros(z.numel(), 1)
    return torch.rnn_relu_cell(z.reshape(-1, 1), none, one, one).reshape(z.shape)
