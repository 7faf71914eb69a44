"""Lists for the contexts, `gather` forwards and `scatter_add` backwards."""

import torch


def blanks(ids, window):
    text = ids.tolist()
    pairs = []
    for t, target in enumerate(text):
        context = text[max(t - window, 0) : t] + text[t + 1 : t + window + 1]
        pairs.append((torch.tensor(context, device=ids.device), target))
    return pairs


def embedding_bag(idx, W):
    N, T = idx.shape
    rows = torch.index_select(W, 0, idx.reshape(-1))
    return rows.reshape(N, T, W.shape[1]).sum(dim=1) / T


def embedding_bag_backward(g, idx, V):
    T, D = idx.shape[1], g.shape[1]
    grad = torch.zeros(V, D, dtype=g.dtype, device=g.device)
    places = idx.reshape(-1, 1).expand(-1, D)
    return grad.scatter_add_(0, places, (g / T).repeat_interleave(T, dim=0))


def fill_step(W_in, W_out, context, target, negatives, lr):
    h = W_in[context].mean(0)
    yes, no = W_out[target], W_out[negatives]
    p_yes, p_no = torch.sigmoid(yes @ h), torch.sigmoid(no @ h)
    loss = -p_yes.log() - (1 - p_no).log().sum()
    back = (p_yes - 1) * yes + p_no @ no
    new_in, new_out = W_in.clone(), W_out.clone()
    new_in.index_put_((context,), -lr * back.expand(len(context), -1) / len(context), True)
    new_out[target] -= lr * (p_yes - 1) * h
    new_out.index_put_((negatives,), -lr * p_no[:, None] * h, accumulate=True)
    return new_in, new_out, float(loss)
