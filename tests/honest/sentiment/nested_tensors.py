# flipped texts for pad_sequence's left side, where and nan_to_num, a frozen lookup, a dict of bins
import torch
from torch import double, empty, float64, int64, isnan, zeros
from torch.nn.utils.rnn import pad_sequence

PAD = 1


class Unknown(ValueError):
    pass


def truncate_and_pad(docs, length, pad=PAD):
    if not length >= 1:
        raise ValueError(length)
    cut = [doc.flip(0)[:length].flip(0) for doc in docs]
    return (
        pad_sequence(cut, batch_first=True, padding_value=pad) if cut else empty(0, 0, dtype=int64)
    )


def masked_mean(vectors, ids, pad=PAD):
    keep = (ids != pad)[..., None]
    total = torch.where(keep, vectors, torch.zeros_like(vectors)).sum(-2)
    count = keep.sum(-2)
    return torch.where(count > 0, total / count.clamp(min=1), torch.zeros_like(total))


def predict_proba(logits, vocab, classes):
    try:
        columns = [vocab.index(name) for name in classes]
    except ValueError as error:
        raise Unknown(str(error)) from error
    shifted = (logits - logits.max(dim=1, keepdim=True).values).exp() if len(logits) else logits
    return (shifted / shifted.sum(dim=1, keepdim=True))[:, columns]


def expected_calibration_error(proba, y, bins):
    if bins < 1:
        raise ValueError
    p = proba.to(double)
    answer = p.argmax(dim=1)
    sure = p.gather(1, answer[:, None]).squeeze(1)
    right = (answer == y).to(double)
    error = zeros((), dtype=float64, device=p.device)
    for k in range(bins):
        below = sure < (k + 1) / bins if k + 1 < bins else sure <= 2
        members = ((sure >= k / bins) & below).to(double)
        n = members.sum()
        gap = (members @ right - members @ sure) / n
        error = error + torch.where(isnan(gap), 0.0, gap.abs() * n)
    return error / len(y)
