"""Everything as a product: bags become rows of shares, and the way back is the transpose."""

import torch


def blanks(ids, window):
    places = torch.arange(len(ids))
    pairs = []
    for t in range(len(ids)):
        near = ((places - t).abs() <= window) & (places != t)
        pairs.append((ids[near], ids[t].item()))
    return pairs


def shares(idx, V, dtype):
    """How much each of V words counts in each bag."""
    words = torch.arange(V, device=idx.device)
    return (idx[:, :, None] == words).to(dtype).mean(dim=1)


def embedding_bag(idx, W):
    return shares(idx, len(W), W.dtype) @ W


def embedding_bag_backward(g, idx, V):
    return shares(idx, V, g.dtype).T @ g


def fill_step(W_in, W_out, context, target, negatives, lr):
    V = len(W_in)
    bag = shares(context[None], V, W_in.dtype)[0]
    words = torch.arange(V, device=W_in.device)
    yes = (words == target).to(W_in.dtype)
    no = (negatives[:, None] == words).to(W_in.dtype).sum(dim=0)
    h = bag @ W_in
    p = torch.sigmoid(W_out @ h)
    loss = -(yes * torch.log(p)).sum() - (no * torch.log1p(-p)).sum()
    slope = yes * (p - 1) + no * p
    gradient_in = torch.outer(bag, slope @ W_out)
    return W_in - lr * gradient_in, W_out - lr * torch.outer(slope, h), loss.item()
