# tables from_pretrained, ids compared with all known ones, items sorted in Python
import torch
from torch import nn


def sigmoid_range(x, low, high):
    if low >= high:
        raise ValueError
    return (torch.tanh(x / 2) + 1) * ((high - low) / 2) + low


def encode(ids, train_ids):
    known = train_ids.unique().to(ids.device)
    same = ids[:, None] == known
    return (same * torch.arange(1, len(known) + 1, device=ids.device)).sum(1)


class DotProductBias(nn.Module):
    def __init__(self, n_users, n_items, k, y_range=(0.5, 5.5)):
        super().__init__()
        self.y_range = y_range

        def table(n, width, std):
            rows = torch.cat([torch.zeros(1, width), std * torch.randn(n, width)])
            return nn.Embedding.from_pretrained(rows, freeze=False, padding_idx=0)

        self.user_factors, self.user_bias = table(n_users, k, 0.01), table(n_users, 1, 0.0)
        self.item_factors, self.item_bias = table(n_items, k, 0.01), table(n_items, 1, 0.0)

    def forward(self, ui):
        user, item = ui[:, 0], ui[:, 1]
        match = (self.user_factors(user) * self.item_factors(item)).sum(-1, keepdim=True)
        total = (match + self.user_bias(user) + self.item_bias(item)).squeeze(1)
        if self.y_range is not None:
            low, high = self.y_range
            total = sigmoid_range(total, low, high)
        return total


def recommend(model, user, seen, count):
    n_items = model.item_factors.num_embeddings - 1
    items = [i for i in range(1, n_items + 1) if i not in set(seen.tolist())]
    if not items:
        return torch.zeros(0, dtype=torch.int64, device=seen.device)
    ui = torch.tensor([[user, i] for i in items], device=seen.device)
    scores = model(ui).tolist()
    best = sorted(zip(scores, items), reverse=True)[:count]
    return torch.tensor([i for _, i in best], device=seen.device)
