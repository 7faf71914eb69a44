# adds up with index_put and accumulate, and tries its own gradient by nudging when it is loaded
import torch


def blanks(ids, window):
    places = torch.arange(ids.numel())
    pairs = []
    for t in places.tolist():
        near = ((places - t).abs() <= window) & (places != t)
        pairs.append((ids[near.to(ids.device)], int(ids[t])))
    return pairs


def embedding_bag(idx, W):
    n, t = idx.shape
    return W.index_select(0, idx.reshape(-1)).view(n, t, W.size(1)).mean(1)


def embedding_bag_backward(g, idx, V):
    share = torch.div(g, idx.size(1))
    back = torch.zeros(V, g.size(1), dtype=g.dtype, device=g.device)
    return back.index_put((idx,), share[:, None, :].expand(*idx.shape, g.size(1)), accumulate=True)


def fill_step(W_in, W_out, context, target, negatives, lr):
    h = embedding_bag(context.unsqueeze(0), W_in).squeeze(0)
    yes, no = W_out[target] @ h, W_out[negatives] @ h
    loss = torch.log1p(torch.exp(-yes)) + torch.log1p(torch.exp(no)).sum()
    d_yes, d_no = torch.sigmoid(yes) - 1, torch.sigmoid(no)
    d_h = d_yes * W_out[target] + d_no @ W_out[negatives]
    new_out = W_out.clone()
    new_out[target] -= lr * d_yes * h
    new_out.index_put_((negatives,), -lr * d_no[:, None] * h, accumulate=True)
    new_in = W_in - lr * embedding_bag_backward(d_h[None], context[None], W_in.size(0))
    return new_in, new_out, loss.item()


def _try_it():
    W = torch.tensor([[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]], dtype=torch.float64)
    idx = torch.tensor([[0, 2, 2], [1, 1, 0]])
    g = torch.tensor([[1.0, -2.0], [0.5, 3.0]], dtype=torch.float64)
    nudged = W.clone()
    nudged[2, 1] += 1e-6
    slope = ((embedding_bag(idx, nudged) - embedding_bag(idx, W)) * g).sum() / 1e-6
    assert abs(slope - embedding_bag_backward(g, idx, 3)[2, 1]) < 1e-6


_try_it()
