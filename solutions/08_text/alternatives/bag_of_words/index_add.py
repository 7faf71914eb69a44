"""Numbers first: each document becomes a tensor of numbers, whose places are added to."""

import re
from collections import Counter

import torch


def tokenize(text):
    return [match.group().lower() for match in re.finditer(r"[A-Za-z0-9']+", text)]


def build_vocab(docs, min_freq=1):
    counter = Counter()
    for doc in docs:
        counter.update(doc)
    ordered = sorted(counter.most_common(), key=lambda pair: (-pair[1], pair[0]))
    kept = [word for word, count in ordered if not count < min_freq]
    return dict(zip(["<unk>", *kept], range(len(kept) + 1), strict=True))


def bow(docs, vocab):
    X = torch.zeros((len(docs), len(vocab)))
    for row, doc in zip(X, docs, strict=True):
        numbers = torch.tensor([vocab.get(word, 0) for word in doc], dtype=torch.long)
        row.index_add_(0, numbers, torch.ones(len(numbers)))
    return X


def train_sentiment(X, y, lr, epochs):
    w, b = torch.zeros_like(X[0]), torch.zeros_like(X[0, 0])
    for _ in range(epochs):
        p = (torch.mv(X, w) + b).sigmoid()
        slope_w = torch.einsum("n,nv->v", p - y, X) / y.numel()
        slope_b = (p - y).sum() / y.numel()
        w -= lr * slope_w
        b -= lr * slope_b
    return w, b
