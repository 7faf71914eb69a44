"""Reference: slices from the end, a mask, names looked up in the vocabulary, gaps added by bin."""

import torch

PAD = 1


def truncate_and_pad(docs: list[torch.Tensor], length: int, pad: int = PAD) -> torch.Tensor:
    if length < 1:
        raise ValueError("at least one token has to be kept")
    kept = [doc[-length:] for doc in docs]
    width = max([len(doc) for doc in kept], default=0)
    rows = [torch.cat([doc, doc.new_full((width - len(doc),), pad)]) for doc in kept]
    return torch.stack(rows) if rows else torch.zeros((0, 0), dtype=torch.int64)


def masked_mean(vectors: torch.Tensor, ids: torch.Tensor, pad: int = PAD) -> torch.Tensor:
    real = ids != pad
    total = (vectors * real[:, :, None]).sum(dim=1)
    # A sum over no places is 0, and stays 0 when it is divided by 1.
    return total / real.sum(dim=1).clamp(min=1)[:, None]


def predict_proba(logits: torch.Tensor, vocab: list[str], classes: list[str]) -> torch.Tensor:
    # Where a name is not in vocab, `index` raises the ValueError.
    return logits.softmax(dim=1)[:, [vocab.index(name) for name in classes]]


def expected_calibration_error(proba: torch.Tensor, y: torch.Tensor, bins: int) -> torch.Tensor:
    if bins < 1:
        raise ValueError("at least one bin is needed")
    confidence, answer = proba.double().max(dim=1)
    place = (confidence * bins).long().clamp(max=bins - 1)
    # Gap times number of texts is the sum of (right - confidence) in the bin, without its sign.
    excess = (answer == y).double() - confidence
    sums = torch.zeros(bins, dtype=torch.float64, device=proba.device)
    return sums.index_add(0, place, excess).abs().sum() / len(y)
