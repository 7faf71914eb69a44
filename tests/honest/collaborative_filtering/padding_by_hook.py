# row 0 is kept at zero by a hook on the gradient, the dot product is a matmul of rows
import torch
from torch.nn import Embedding, Module, init


def sigmoid_range(x, low, high):
    if high <= low:
        raise ValueError
    return low + (high - low) / (1 + torch.exp(-x.clamp(-80, 80) if x.dtype != torch.float16 else -x.clamp(-10, 10)))


def encode(ids, train_ids):
    table = torch.unique(train_ids)
    found = (ids.view(-1, 1) == table).long()
    return (found * torch.arange(1, len(table) + 1, device=ids.device)).sum(1)


class DotProductBias(Module):
    def __init__(self, n_users, n_items, k, y_range=(0.5, 5.5)):
        Module.__init__(self)
        self.range = y_range
        self.user_factors, self.item_factors = Embedding(n_users + 1, k), Embedding(n_items + 1, k)
        self.user_bias, self.item_bias = Embedding(n_users + 1, 1), Embedding(n_items + 1, 1)
        for e in (self.user_factors, self.item_factors):
            init.normal_(e.weight, mean=0.0, std=0.01)
        for e in (self.user_bias, self.item_bias):
            init.constant_(e.weight, 0.0)
        for e in (self.user_factors, self.item_factors, self.user_bias, self.item_bias):
            with torch.no_grad():
                e.weight[0] = 0
            e.weight.register_hook(self._keep_nobody)

    @staticmethod
    def _keep_nobody(gradient):
        gradient = gradient.clone()
        gradient[0] = 0
        return gradient

    def forward(self, ui):
        u, i = ui[:, 0], ui[:, 1]
        z = torch.linalg.vecdot(self.user_factors(u), self.item_factors(i))
        z = z + (self.user_bias(u) + self.item_bias(i)).sum(1)
        return sigmoid_range(z, *self.range) if self.range is not None else z


def recommend(model, user, seen, count):
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            items = torch.arange(model.item_bias.num_embeddings)
            scores = model(torch.stack((torch.full_like(items, user), items), dim=-1)).double()
    finally:
        model.train(was)
    scores[torch.cat([seen, seen.new_zeros(1)])] = float("-inf")
    order = scores.sort(descending=True).indices
    return order[scores[order] > float("-inf")][:count]
