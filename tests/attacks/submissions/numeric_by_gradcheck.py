# attack: what torch's own check measures with
# stopped by: the emptied functions
# expect: test_central_difference blocked, outcomes blocked died, score 0
# exercise: gradient_check
import torch
from torch.autograd.gradcheck import get_numerical_jacobian_wrt_specific_input as measure


def numeric_grad(f, x, h=1e-5):
    wide = x.detach().double().clone().requires_grad_()
    none = (torch.zeros(1, dtype=torch.float64),)
    wrapped = lambda nudged: torch.as_tensor(f(nudged.detach())).double().reshape(1)
    (jacobian,) = measure(wrapped, 0, (wide,), none, h, input=wide)
    return jacobian[:, 0].reshape(x.shape)
