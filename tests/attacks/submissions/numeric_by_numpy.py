# attack: numpy's gradient of three points
# stopped by: the rule: this function of numpy is not there
# expect: test_central_difference blocked, outcomes blocked died, score 0
# exercise: gradient_check
import numpy as np
import torch


def numeric_grad(f, x, h=1e-5):
    flat = x.detach().double().flatten().clone()
    grad = torch.empty_like(flat)
    for i in range(len(flat)):
        heights = []
        for step in (-h, 0, h):
            nudged = flat.clone()
            nudged[i] = flat[i] + step
            heights.append(float(f(nudged.view(x.shape))))
        grad[i] = float(np.gradient(np.array(heights), h)[1])
    return grad.view(x.shape)
