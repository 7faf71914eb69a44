# attack: the cell, where torch's functions cannot be overridden
# stopped by: the dispatcher: it lies below all modes
# expect: test_step[float64] blocked, outcomes blocked died, score 0
# exercise: lstm
import torch


def lstm_step(x, h, c, params):
    with torch._C.DisableTorchFunction():
        return getattr(torch._C._VariableFunctions, "lstm_" + "cell")(x, [h, c], *params)
