# attack: the layer with weights handed in from outside
# stopped by: the dispatcher: the family is not there
# expect: test_step[float64] blocked, outcomes blocked died, score 0
# exercise: lstm
import torch


def lstm_step(x, h, c, params):
    layer = torch.nn.LSTMCell(x.shape[1], h.shape[1], dtype=x.dtype)
    names = "weight_ih", "weight_hh", "bias_ih", "bias_hh"
    return torch.func.functional_call(layer, dict(zip(names, params)), (x, (h, c)))


def lstm_forward(x, h, c, params):
    out, h, c = torch.ops.aten.lstm.input(x, [h[None], c[None]], params, True, 1, 0.0, False, False, False)
    return out, h[0], c[0]
