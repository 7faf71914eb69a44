# attack: torch's recurrent nets in Python, made of operators that are there
# stopped by: the emptied functions
# expect: test_step[float64] blocked, outcomes blocked died, score 0
# exercise: lstm
import torch
import torch._decomp.decompositions as place


def lstm_step(x, h, c, params):
    W_ih, W_hh, b_ih, b_hh = params
    sums = torch.addmm(b_ih, x, W_ih.T)
    return place.lstm_cell(sums, h, c, W_hh, b_hh, None, 1)
