# an abstract base class of heads, class methods, a lru_cache
import abc
from functools import lru_cache

import torch


class Head(abc.ABC):
    @staticmethod
    @abc.abstractmethod
    def activation(z): ...

    @staticmethod
    @abc.abstractmethod
    def loss(z, y): ...


class HowMuch(Head):
    @staticmethod
    def activation(z):
        return z

    @staticmethod
    def loss(z, y):
        return (z - y).pow(2).mean()


class YesOrNo(Head):
    activation = staticmethod(torch.sigmoid)

    @staticmethod
    def loss(z, y):
        return (z.maximum(torch.zeros_like(z)) - z * y + torch.exp(-z.abs()).log1p()).mean()


class WhichOne(Head):
    activation = staticmethod(lambda z: torch.softmax(z, dim=-1))

    @staticmethod
    def loss(z, y):
        z = z - z.max(dim=1, keepdim=True).values
        picked = z.gather(dim=1, index=y.view(-1, 1)).view(-1)
        return torch.mean(torch.log(torch.sum(torch.exp(z), dim=1)) - picked)


bce_with_logits, cross_entropy = YesOrNo.loss, WhichOne.loss


def d_bce_with_logits(z, y):
    return (torch.sigmoid(z) - y).mul(1.0 / z.numel())


def d_cross_entropy(z, y):
    classes = torch.arange(z.size(1), device=z.device)
    return (torch.softmax(z, dim=1) - (y[:, None] == classes).to(z)) / z.size(0)


@lru_cache(maxsize=None)
def head_for(task):
    for name, head in (("how much", HowMuch), ("yes or no", YesOrNo), ("which one", WhichOne)):
        if task == name:
            return head.activation, head.loss
    raise ValueError(f"unknown: {task}")
