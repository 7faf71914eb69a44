# scatter_add_ into a flat matrix, masks, tensors without axes as numbers
import torch


def accuracy(z: torch.Tensor, y: torch.Tensor):
    _, where = z.max(1)
    return where.eq(y).double().sum().div(y.numel())


def error_rate(z: torch.Tensor, y: torch.Tensor):
    return torch.ones((), dtype=torch.float64, device=z.device) - accuracy(z, y)


def decide(z: torch.Tensor, threshold: float = 0.5):
    out = torch.zeros(z.shape, dtype=torch.long, device=z.device)
    out[torch.special.expit(z.to(torch.float64)) > threshold] = 1
    return out


def confusion(pred: torch.Tensor, y: torch.Tensor, C: int):
    flat = torch.zeros(C * C, dtype=torch.long, device=y.device)
    flat.scatter_add_(0, y * C + pred, torch.ones_like(pred))
    return flat.view(C, C)


def precision_recall(counts: torch.Tensor):
    C = counts.shape[0]
    eye = torch.eye(C, dtype=torch.bool, device=counts.device)
    tp = counts[eye].double()
    fp = counts.masked_fill(eye, 0).sum(0)
    fn = counts.masked_fill(eye, 0).sum(1)
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    precision[tp == 0] = 0
    recall[tp == 0] = 0
    return precision, recall


def epoch_mean(values, sizes):
    from fractions import Fraction

    return float(sum(Fraction(v) * n for v, n in zip(values, sizes)) / sum(sizes))
