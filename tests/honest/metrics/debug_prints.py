# float means by item(), one_hot from torch.nn.functional, prints and asserts
import torch
import torch.nn.functional as F


def accuracy(z, y):
    assert z.ndim == 2 and y.ndim == 1, (z.shape, y.shape)
    pred = torch.argmax(z, dim=-1)
    acc = (pred == y).float().mean().item()
    print(f"accuracy {acc:.4f} of {len(y)} rows")
    return acc


def error_rate(z, y):
    return (torch.argmax(z, dim=-1) != y).float().mean().item()


def decide(z, threshold=0.5):
    p = torch.sigmoid(z)
    return (p > threshold).to(dtype=torch.int64)


def confusion(pred, y, C):
    a, b = F.one_hot(y, num_classes=C), F.one_hot(pred, num_classes=C)
    return a.T @ b


def precision_recall(counts):
    tp = torch.diag(counts).float()
    eps = (counts.sum(0) == 0).float(), (counts.sum(1) == 0).float()
    return tp / (counts.sum(0) + eps[0]), tp / (counts.sum(1) + eps[1])


def epoch_mean(values, sizes):
    v, n = torch.tensor(values), torch.tensor(sizes)
    return ((v * n).sum() / n.sum()).item()
