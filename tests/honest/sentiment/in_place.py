# tables filled in place, cumulative sums, a generator of columns, scatter_add
import torch
import torch.nn.functional as F

PAD = 1


def truncate_and_pad(docs, length, pad=PAD):
    if length < 1:
        raise ValueError("At least one token must be kept.")
    docs = [d[len(d) - length :] if len(d) > length else d for d in docs]
    longest = 0
    for d in docs:
        longest = max(longest, d.shape[0])
    device = docs[0].device if docs else None
    out = torch.empty((len(docs), longest), dtype=torch.int64, device=device).fill_(pad)
    for i, d in enumerate(docs):
        out[i].narrow(0, 0, d.shape[0]).copy_(d)
    return out


def masked_mean(vectors, ids, pad=PAD):
    pooled = vectors.clone()
    pooled[ids == pad] = 0
    n = torch.count_nonzero(ids - pad, dim=1)
    n = n + (n == 0)
    return pooled.sum(1) / n.unsqueeze(1).to(vectors.dtype)


def predict_proba(logits, vocab, classes):
    for c in classes:
        if c not in vocab:
            raise ValueError(f"{c} is not a class of this model")
    columns = dict(zip(vocab, F.softmax(logits, dim=1).unbind(1), strict=True))
    return torch.stack([columns[c] for c in classes], dim=-1)


def expected_calibration_error(proba, y, bins):
    if bins < 1:
        raise ValueError("At least one bin is needed.")
    n, _ = proba.shape
    conf, guess = torch.max(proba.to(torch.float64), 1)
    which = torch.div(conf * bins, 1, rounding_mode="floor").long()
    which.clamp_(max=bins - 1)
    totals = conf.new_zeros(2, bins)
    totals[0].scatter_add_(0, which, guess.eq(y).double())
    totals[1].scatter_add_(0, which, conf)
    return (totals[0] - totals[1]).abs().sum().div(n)
