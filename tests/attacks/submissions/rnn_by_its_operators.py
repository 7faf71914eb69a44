# attack: the recurrent net, and its cell
# stopped by: the dispatcher: the family is not there
# expect: test_states[float64] blocked, outcomes blocked died, score 0
# exercise: rnn
import torch


def rnn_forward(x, h0, Wx, Wh, b):
    weights = [Wx.T.contiguous(), Wh.T.contiguous(), b, torch.zeros_like(b)]
    out, _ = torch.ops.aten.rnn_tanh.input(x, h0[None], weights, True, 1, 0.0, False, False, False)
    return out
