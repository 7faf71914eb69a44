# attack: the second half of the cell, which is fused on other devices
# stopped by: the dispatcher: kin are told by their names
# expect: test_step[float64] blocked, outcomes blocked died, score 0
# exercise: lstm
import torch
from torch.ao.nn.quantizable import LSTMCell


def lstm_step(x, h, c, params):
    W_ih, W_hh, b_ih, b_hh = params
    cell = LSTMCell(x.shape[1], h.shape[1], dtype=x.dtype)
    cell = cell.from_params(W_ih, W_hh, b_ih, b_hh)
    return cell(x, (h, c))
