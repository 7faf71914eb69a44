# a class for each layer with forward and backward, composed in the net
import torch


class Affine:
    def forward(self, x, W, b):
        self.x, self.W = x, W
        return x @ W + b

    def backward(self, g):
        return g @ self.W.mT, self.x.mT @ g, g.sum(0)


class Relu:
    def forward(self, z):
        self.on = z > 0
        return torch.where(self.on, z, 0.0)

    def backward(self, g):
        return torch.where(self.on, g, 0.0)


class SoftmaxLoss:
    def forward(self, z):
        z = z - z.amax(1, keepdim=True)
        self.P = z.exp() / z.exp().sum(1, keepdim=True)
        return self.P

    def backward(self, T):
        one_hot = T.unsqueeze(1) == torch.arange(self.P.shape[1], device=T.device)
        return (self.P - one_hot.to(self.P.dtype)) / T.shape[0]


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1, self.b1 = torch.randn(D, H).div(D**0.5), torch.zeros(H)
        self.W2, self.b2 = torch.randn(H, C).div(H**0.5), torch.zeros(C)
        self.layers = Affine(), Relu(), Affine(), SoftmaxLoss()

    def forward(self, X):
        first, relu, second, softmax = self.layers
        hidden = relu.forward(first.forward(X, self.W1, self.b1))
        return softmax.forward(second.forward(hidden, self.W2, self.b2))

    def backward(self, X, T):
        first, relu, second, softmax = self.layers
        self.forward(X)
        g, dW2, db2 = second.backward(softmax.backward(T))
        _, dW1, db1 = first.backward(relu.backward(g))
        self.grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
        return self.grads

    def step(self, lr):
        self.__dict__.update({n: getattr(self, n) - lr * g for n, g in self.grads.items()})
