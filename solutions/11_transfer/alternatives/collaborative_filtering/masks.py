"""Row 0 is masked in the forward pass, ids go through a sort, the choice through Python sets."""

import torch
from torch import nn


def sigmoid_range(x, low, high):
    if not (high - low > 0):
        raise ValueError("nothing between low and high")
    # sigmoid(x) = (1 + tanh(x / 2)) / 2
    return (low + high) / 2 + (high - low) / 2 * torch.tanh(x / 2)


def encode(ids, train_ids):
    both, places = torch.unique(torch.cat([train_ids, ids]), return_inverse=True)
    in_training = torch.zeros(len(both), dtype=torch.int64, device=ids.device)
    in_training[places[: len(train_ids)]] = 1
    number = in_training.cumsum(0) * in_training
    return number[places[len(train_ids) :]]


class DotProductBias(nn.Module):
    def __init__(self, n_users, n_items, k, y_range=(0.5, 5.5)):
        super().__init__()
        self.low_high = y_range
        self.user_factors, self.user_bias = (
            nn.Embedding(n_users + 1, k),
            nn.Embedding(n_users + 1, 1),
        )
        self.item_factors, self.item_bias = (
            nn.Embedding(n_items + 1, k),
            nn.Embedding(n_items + 1, 1),
        )
        with torch.no_grad():
            for table in (self.user_factors, self.item_factors):
                table.weight.normal_(0, 0.01)[0] = 0
            self.user_bias.weight.zero_()
            self.item_bias.weight.zero_()

    def forward(self, ui):
        known = (ui > 0).to(self.user_bias.weight.dtype)
        u, i = known[:, :1], known[:, 1:]
        left = torch.cat([self.user_factors(ui[:, 0]) * u, self.user_bias(ui[:, 0]) * u], dim=1)
        right = torch.cat([self.item_factors(ui[:, 1]) * i, torch.ones_like(u)], dim=1)
        sums = torch.linalg.vecdot(left, right) + (self.item_bias(ui[:, 1]) * i).flatten()
        if self.low_high is None:
            return sums
        return sigmoid_range(sums, *self.low_high)


def recommend(model, user, seen, count):
    unseen = sorted(set(range(1, model.item_factors.weight.size(0))) - set(seen.tolist()))
    if not unseen:
        return torch.zeros(0, dtype=torch.int64)
    with torch.no_grad():
        scores = model(torch.tensor([[user, item] for item in unseen], device=seen.device)).tolist()
    best = sorted(zip(scores, unseen, strict=True), reverse=True)[:count]
    return torch.tensor([item for _, item in best], device=seen.device)
