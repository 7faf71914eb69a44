"""pad_sequence, masked_fill, a dictionary of places, counts and sums with bincount."""

import torch
from torch.nn.utils.rnn import pad_sequence

PAD = 1


def truncate_and_pad(docs, length, pad=PAD):
    if length < 1:
        raise ValueError(f"length is {length}")
    if not docs:
        return torch.zeros(0, 0).long()
    return pad_sequence([d[-length:] for d in docs], batch_first=True, padding_value=pad)


def masked_mean(vectors, ids, pad=PAD):
    padding = ids == pad
    total = vectors.masked_fill(padding.unsqueeze(-1), 0.0).sum(1)
    tokens = (~padding).sum(1, keepdim=True)
    return total / torch.clamp(tokens, min=1)


def predict_proba(logits, vocab, classes):
    place = {name: j for j, name in enumerate(vocab)}
    if not set(classes) <= set(vocab):
        raise ValueError("unknown class")
    wanted = torch.tensor([place[name] for name in classes], device=logits.device)
    return torch.log_softmax(logits, 1).exp().index_select(1, wanted)


def expected_calibration_error(proba, y, bins):
    if bins < 1:
        raise ValueError(f"{bins} bins")
    top, answer = proba.double().topk(1, dim=1)
    top, right = top[:, 0], answer[:, 0].eq(y).double()
    k = torch.floor(top * bins).long()
    k[k == bins] = bins - 1
    n = torch.bincount(k, minlength=bins).double()
    accuracy = torch.bincount(k, weights=right, minlength=bins) / n.clamp(min=1)
    confidence = torch.bincount(k, weights=top, minlength=bins) / n.clamp(min=1)
    return ((accuracy - confidence).abs() * n / n.sum()).sum()
