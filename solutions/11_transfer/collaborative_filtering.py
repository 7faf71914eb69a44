"""Reference: tables with a padding row, one look-up by binary search, a mask for what was seen."""

import torch
from torch import nn


def sigmoid_range(x: torch.Tensor, low: float, high: float) -> torch.Tensor:
    if not low < high:
        raise ValueError("low should be below high")
    return torch.sigmoid(x) * (high - low) + low


def encode(ids: torch.Tensor, train_ids: torch.Tensor) -> torch.Tensor:
    known = train_ids.unique()
    place = torch.searchsorted(known, ids).clamp(max=len(known) - 1)
    return torch.where(known[place] == ids, place + 1, 0)


class DotProductBias(nn.Module):
    def __init__(
        self,
        n_users: int,
        n_items: int,
        k: int,
        y_range: tuple[float, float] | None = (0.5, 5.5),
    ) -> None:
        super().__init__()
        self.y_range = y_range
        # An embedding's padding row is zero and gets no gradient.
        self.user_factors = nn.Embedding(n_users + 1, k, padding_idx=0)
        self.item_factors = nn.Embedding(n_items + 1, k, padding_idx=0)
        self.user_bias = nn.Embedding(n_users + 1, 1, padding_idx=0)
        self.item_bias = nn.Embedding(n_items + 1, 1, padding_idx=0)
        for factors in (self.user_factors, self.item_factors):
            nn.init.normal_(factors.weight[1:], std=0.01)
        for bias in (self.user_bias, self.item_bias):
            nn.init.zeros_(bias.weight)

    def forward(self, ui: torch.Tensor) -> torch.Tensor:
        user, item = ui[:, 0], ui[:, 1]
        match = (self.user_factors(user) * self.item_factors(item)).sum(dim=1)
        total = match + self.user_bias(user)[:, 0] + self.item_bias(item)[:, 0]
        return total if self.y_range is None else sigmoid_range(total, *self.y_range)


@torch.no_grad()
def recommend(model: nn.Module, user: int, seen: torch.Tensor, count: int) -> torch.Tensor:
    items = torch.arange(1, model.item_bias.num_embeddings, device=seen.device)
    items = items[~torch.isin(items, seen)]
    ratings = model(torch.stack([torch.full_like(items, user), items], dim=1))
    return items[ratings.argsort(descending=True)[:count]]
