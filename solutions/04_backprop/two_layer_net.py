"""Reference: backpropagation of Rumelhart, Hinton and Williams (1986), for relu and softmax.

For softmax with cross-entropy the derivative with respect to the scores is P - one_hot(T).
"""

import torch


class TwoLayer:
    def __init__(self, D: int, H: int, C: int) -> None:
        self.W1 = torch.randn(D, H) / D**0.5
        self.b1 = torch.zeros(H)
        self.W2 = torch.randn(H, C) / H**0.5
        self.b2 = torch.zeros(C)
        self.grads: dict[str, torch.Tensor] = {}

    def hidden(self, X: torch.Tensor) -> torch.Tensor:
        return (X @ self.W1 + self.b1).clamp(min=0)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        scores = self.hidden(X) @ self.W2 + self.b2
        powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
        return powers / powers.sum(dim=1, keepdim=True)

    def backward(self, X: torch.Tensor, T: torch.Tensor) -> dict[str, torch.Tensor]:
        A = self.hidden(X)
        blame = self.forward(X)  # (N, C): the derivative of L with respect to the scores
        blame[torch.arange(len(T), device=X.device), T] -= 1
        blame /= len(T)
        passed_on = blame @ self.W2.T * (A > 0)  # (N, H): with respect to Z
        self.grads = {
            "W1": X.T @ passed_on,
            "b1": passed_on.sum(dim=0),
            "W2": A.T @ blame,
            "b2": blame.sum(dim=0),
        }
        return self.grads

    def step(self, lr: float) -> None:
        for name, grad in self.grads.items():
            setattr(self, name, getattr(self, name) - lr * grad)
