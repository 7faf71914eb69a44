# attack: torch's loss and autograd, with weights that are made leaves
# stopped by: the emptied functions, and no graph below them
# expect: test_gradients died, outcomes died passed, score 0.5
# exercise: two_layer_net
import torch
import torch.nn.functional as F


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1, self.b1 = torch.randn(D, H) / D**0.5, torch.zeros(H)
        self.W2, self.b2 = torch.randn(H, C) / H**0.5, torch.zeros(C)

    def backward(self, X, T):
        names = "W1", "b1", "W2", "b2"
        leaves = [getattr(self, name).detach().clone().requires_grad_() for name in names]
        W1, b1, W2, b2 = leaves
        scores = (X @ W1 + b1).clamp(min=0) @ W2 + b2
        logs = scores - scores.amax(1, keepdim=True)
        logs = logs - logs.exp().sum(1, keepdim=True).log()
        loss = -logs[torch.arange(len(T)), T].mean()
        engine = torch.autograd.variable.Variable._execution_engine
        one = torch.ones_like(loss)
        found = engine.run_backward((loss,), (one,), False, False, tuple(leaves), True, False)
        self.grads = dict(zip(names, found))
        return self.grads
