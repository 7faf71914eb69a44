# attack: probabilities without the inputs, so that there is nothing to blame
# stopped by: follow-through: no gradient may be the same number everywhere
# expect: test_gradients wrong, test_units_that_were_off wrong
# exercise: two_layer_net
import torch


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1, self.b1 = torch.randn(D, H) / D**0.5, torch.zeros(H)
        self.W2, self.b2 = torch.randn(H, C) / H**0.5, torch.zeros(C)

    def forward(self, X):
        return torch.softmax(self.b2, 0).expand(len(X), len(self.b2)).clone()

    def backward(self, X, T):
        wanted = torch.nn.functional.one_hot(T, len(self.b2)).to(X.dtype)
        self.grads = {
            "W1": 0 * self.W1,
            "b1": 0 * self.b1,
            "W2": 0 * self.W2,
            "b2": (self.forward(X) - wanted).mean(0),
        }
        return self.grads

    def step(self, lr):
        for name, grad in self.grads.items():
            setattr(self, name, getattr(self, name) - lr * grad)
