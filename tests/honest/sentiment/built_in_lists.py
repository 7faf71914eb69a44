# lists of numbers, a product of matrices for the mean, a permutation matrix, sorted confidences
import torch
from torch import nn

PAD = 1


def truncate_and_pad(docs, length, pad=PAD):
    if length <= 0:
        raise ValueError("length must be positive")
    if len(docs) == 0:
        return torch.tensor([], dtype=torch.int64).reshape(0, 0)
    rows = [doc.tolist()[-length:] for doc in docs]
    width = max(map(len, rows))
    rows = [row + [pad] * (width - len(row)) for row in rows]
    return torch.tensor(rows, dtype=torch.int64, device=docs[0].device).reshape(len(docs), width)


def masked_mean(vectors, ids, pad=PAD):
    weights = ids.ne(pad).to(vectors)
    weights = weights / weights.sum(-1, keepdim=True).clamp_min(1)
    return torch.bmm(weights.unsqueeze(1), vectors).squeeze(1)


def predict_proba(logits, vocab, classes):
    wanted = torch.zeros(len(vocab), len(classes)).to(logits)
    for k, name in enumerate(classes):
        wanted[vocab.index(name), k] = 1
    return nn.Softmax(dim=-1)(logits) @ wanted


def expected_calibration_error(proba, y, bins):
    if bins < 1:
        raise ValueError("no bins")
    sure, answer = proba.double().sort(dim=1, descending=True)
    sure, hit = sure[:, 0], (answer[:, 0] == y).to(torch.float64)
    edges = torch.arange(1, bins, device=proba.device, dtype=torch.float64) / bins
    member = nn.functional.one_hot(torch.bucketize(sure, edges, right=True), bins).double()
    return (member.T @ (hit - sure)).abs().sum() / member.sum()
