# attack: the derivatives inside scipy's optimisers
# stopped by: the gate for imports: an empty stand-in
# expect: test_central_difference blocked, outcomes blocked died, score 0
# exercise: gradient_check
import numpy as np
import torch
from scipy.optimize._numdiff import approx_derivative


def numeric_grad(f, x, h=1e-5):
    wide = x.detach().double()
    if not wide.numel():
        return torch.zeros(x.shape, dtype=torch.float64)
    g = lambda v: float(f(torch.from_numpy(v.copy()).reshape(x.shape)))
    found = approx_derivative(g, wide.flatten().numpy().copy(), method="3-point", abs_step=h)
    return torch.from_numpy(np.array(found)).reshape(x.shape)
