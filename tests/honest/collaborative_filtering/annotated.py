# type annotations, a helper that makes tables, F.embedding, sorting with stable argsort
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def sigmoid_range(x: Tensor, low: float, high: float) -> Tensor:
    if low >= high:
        raise ValueError(f"{low} is not below {high}")
    return F.sigmoid(x) * (high - low) + low


def encode(ids: Tensor, train_ids: Tensor) -> Tensor:
    known = torch.unique(train_ids)
    smaller = (known[None, :] < ids[:, None]).sum(dim=1)
    is_known = torch.isin(ids, known)
    return torch.where(is_known, smaller + 1, torch.zeros_like(smaller))


def table(rows: int, columns: int, std: float | None) -> nn.Embedding:
    made = nn.Embedding(rows + 1, columns, padding_idx=0)
    with torch.no_grad():
        if std is None:
            made.weight.fill_(0)
        else:
            made.weight[1:].normal_(std=std)
    return made


class DotProductBias(nn.Module):
    def __init__(self, n_users: int, n_items: int, k: int, y_range: tuple | None = (0.5, 5.5)):
        super().__init__()
        self.user_factors, self.item_factors = table(n_users, k, 0.01), table(n_items, k, 0.01)
        self.user_bias, self.item_bias = table(n_users, 1, None), table(n_items, 1, None)
        self.y_range = y_range

    def look_up(self, table: nn.Embedding, index: Tensor) -> Tensor:
        return F.embedding(index, table.weight, padding_idx=0)

    def forward(self, ui: Tensor) -> Tensor:
        users, items = ui[..., 0], ui[..., 1]
        match = self.look_up(self.user_factors, users).mul(self.look_up(self.item_factors, items))
        bias = self.look_up(self.user_bias, users) + self.look_up(self.item_bias, items)
        total = (match.sum(-1, keepdim=True) + bias).squeeze(-1)
        match self.y_range:
            case None:
                return total
            case (low, high):
                return sigmoid_range(total, low, high)


def recommend(model: nn.Module, user: int, seen: Tensor, count: int) -> Tensor:
    n_items = len(model.item_bias.weight) - 1
    every = torch.arange(1, n_items + 1)
    allowed = torch.ones(n_items + 1, dtype=torch.bool)
    allowed[seen] = False
    every = every[allowed[1:]]
    ratings = model(torch.cartesian_prod(torch.tensor([user]), every)).detach() if len(every) else torch.zeros(0)
    order = torch.argsort(-ratings, stable=True)
    return every[order][:count]
