"""A full table to write into, products with the mask, one column after the other, bins compared."""

import torch

PAD = 1


def truncate_and_pad(docs, length, pad=PAD):
    if length < 1:
        raise ValueError("length")
    N = len(docs)
    if N == 0:
        return torch.empty(0, 0, dtype=torch.long)
    T = min(length, max(doc.numel() for doc in docs))
    table = torch.full((N, T), pad, dtype=torch.long, device=docs[0].device)
    for n, doc in enumerate(docs):
        end = doc[max(0, len(doc) - length) :]
        table[n, : len(end)] = end
    return table


def masked_mean(vectors, ids, pad=PAD):
    mask = (ids != pad).to(vectors.dtype)
    total = torch.einsum("ntd,nt->nd", vectors, mask)
    count = mask.sum(1, keepdim=True)
    return total / torch.where(count == 0, torch.ones_like(count), count)


def predict_proba(logits, vocab, classes):
    p = torch.softmax(logits, -1)
    columns = []
    for name in classes:
        if name not in vocab:
            raise ValueError(name)
        columns.append(p[:, vocab.index(name)])
    return torch.stack(columns, dim=1)


def expected_calibration_error(proba, y, bins):
    if bins < 1:
        raise ValueError("bins")
    p = proba.to(torch.float64)
    confidence = p.amax(1)
    right = (p.argmax(1) == y).double()
    error = torch.zeros((), dtype=torch.float64, device=proba.device)
    for k in range(bins):
        inside = confidence >= k / bins
        if k < bins - 1:
            inside = inside & (confidence < (k + 1) / bins)
        if inside.any():
            gap = (right[inside].mean() - confidence[inside].mean()).abs()
            error = error + inside.double().mean() * gap
    return error
