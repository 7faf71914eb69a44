# keeps the contexts with a helper, uses one-hot matrices for both ways
import torch
import torch.nn.functional as F


def window_slice(ids, t, window):
    lo, hi = max(0, t - window), min(len(ids), t + window + 1)
    return torch.cat((ids[lo:t], ids[t + 1 : hi]))


def blanks(ids, window):
    return [(window_slice(ids, t, window), ids[t].item()) for t in range(ids.numel())]


def embedding_bag(idx, W):
    hot = F.one_hot(idx, W.size(0)).to(W)
    return hot.sum(1) @ W / idx.size(1)


def embedding_bag_backward(g, idx, V):
    hot = F.one_hot(idx, V).to(g)
    return (hot.sum(1) / idx.size(1)).t() @ g


def fill_step(W_in, W_out, context, target, negatives, lr):
    h = W_in[context].sum(0) / len(context)
    words = torch.cat([torch.tensor([target], device=negatives.device), negatives])
    labels = torch.zeros(len(words), dtype=h.dtype, device=h.device)
    labels[0] = 1.0
    logits = W_out[words].mv(h)
    loss = F.binary_cross_entropy_with_logits(logits, labels, reduction="sum")
    d = logits.sigmoid() - labels
    dh = W_out[words].T @ d
    hot = F.one_hot(words, len(W_out)).to(h)
    dW_out = hot.T @ torch.outer(d, h)
    dW_in = F.one_hot(context, len(W_in)).to(h).sum(0)[:, None] * dh / len(context)
    print("loss", loss)
    return W_in - lr * dW_in, W_out - lr * dW_out, loss
