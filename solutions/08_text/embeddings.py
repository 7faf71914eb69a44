"""Reference: slices, an index, `index_add` for the way back, and sigmoid minus label."""

import torch
from torch.nn.functional import logsigmoid


def blanks(ids: torch.Tensor, window: int) -> list[tuple[torch.Tensor, int]]:
    found = []
    for t in range(len(ids)):
        before, after = ids[max(0, t - window) : t], ids[t + 1 : t + 1 + window]
        found.append((torch.cat([before, after]), int(ids[t])))
    return found


def embedding_bag(idx: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    return W[idx].mean(dim=1)


def embedding_bag_backward(g: torch.Tensor, idx: torch.Tensor, V: int) -> torch.Tensor:
    N, T = idx.shape
    shares = (g / T).unsqueeze(1).expand(N, T, g.shape[1])
    return g.new_zeros(V, g.shape[1]).index_add(0, idx.flatten(), shares.flatten(0, 1))


def fill_step(
    W_in: torch.Tensor,
    W_out: torch.Tensor,
    context: torch.Tensor,
    target: int,
    negatives: torch.Tensor,
    lr: float,
) -> tuple[torch.Tensor, torch.Tensor, float]:
    h = embedding_bag(context[None], W_in)[0]
    asked = torch.cat([negatives.new_tensor([target]), negatives])
    sign = torch.ones_like(asked, dtype=W_in.dtype)
    sign[1:] = -1
    scores = W_out[asked] @ h
    loss = -logsigmoid(sign * scores).sum()
    wrong = torch.sigmoid(scores) - (sign + 1) / 2
    new_out = W_out.index_add(0, asked, -lr * torch.outer(wrong, h))
    back = embedding_bag_backward((wrong @ W_out[asked])[None], context[None], len(W_in))
    return W_in - lr * back, new_out, float(loss)
