# attack: the blame of the scores from the operators that serve the loss
# stopped by: without a graph none of its operators is there
# expect: test_gradients blocked, outcomes blocked died passed, score 0.5
# exercise: two_layer_net
import torch


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1, self.b1 = torch.randn(D, H) / D**0.5, torch.zeros(H)
        self.W2, self.b2 = torch.randn(H, C) / H**0.5, torch.zeros(C)

    def backward(self, X, T):
        A = (X @ self.W1 + self.b1).clamp(min=0)
        logs = torch.log_softmax(A @ self.W2 + self.b2, 1)
        ops = torch.ops.aten
        weight = torch.tensor(float(len(T)), dtype=X.dtype)
        one = torch.ones((), dtype=X.dtype)
        blame = ops.nll_loss_backward(one, logs, T, None, 1, -100, weight)
        blame = ops._log_softmax_backward_data(blame, logs, 1, X.dtype)
        passed_on = ops.threshold_backward(blame @ self.W2.T, A, 0)
        return {"W1": X.T @ passed_on, "b1": passed_on.sum(0), "W2": A.T @ blame, "b2": blame.sum(0)}
