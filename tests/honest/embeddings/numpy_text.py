# cuts the text in NumPy, and adds up with index_add_ on copies
import numpy as np
import torch


def blanks(ids, window):
    text = np.asarray(ids.tolist())
    out = []
    for t in range(text.size):
        around = [text[j] for j in range(t - window, t + window + 1) if j != t and 0 <= j < text.size]
        out.append((torch.tensor(np.array(around, dtype=np.int64)), int(text[t])))
    return out


def embedding_bag(idx, W):
    assert idx.dtype == torch.int64
    return torch.stack([W[column] for column in [idx]]).squeeze(0).mean(-2)


def embedding_bag_backward(g, idx, V):
    grad = torch.zeros((V, g.shape[-1])).to(g)
    each = (g / idx.shape[1]).repeat_interleave(idx.shape[1], 0)
    grad.index_add_(0, idx.reshape(-1), each)
    return grad


def fill_step(W_in, W_out, context, target, negatives, lr):
    K = context.shape[0]
    h = W_in.index_select(0, context).mean(0, keepdim=True)
    u, N = W_out[target : target + 1], W_out.index_select(0, negatives)
    st, sn = (h @ u.T).squeeze(), (h @ N.T).squeeze(0)
    loss = torch.log1p(torch.exp(-st)) + torch.log1p(torch.exp(sn)).sum()
    gt, gn = torch.sigmoid(st) - 1, torch.sigmoid(sn)
    gh = gt * u[0] + (gn[:, None] * N).sum(0)
    A, B = W_in.clone(), W_out.clone()
    A.index_add_(0, context, gh.repeat(K, 1), alpha=-lr / K)
    B.index_add_(0, negatives, gn[:, None] * h, alpha=-lr)
    B[target] += -lr * gt * h[0]
    return A, B, loss.item()
