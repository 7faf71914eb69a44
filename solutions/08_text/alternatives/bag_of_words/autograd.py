"""Split by a pattern and count by hand; autograd and torch's own loss find the gradients."""

import re

import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def tokenize(text):
    return [word for word in re.split("[^a-z0-9']+", text.lower()) if word]


def build_vocab(docs, min_freq=1):
    counts = {}
    for doc in docs:
        for word in doc:
            counts[word] = counts.get(word, 0) + 1
    vocab = {"<unk>": 0}
    # Sorting keeps the order of what is equal: first by the alphabet, then by the counts.
    for word in sorted(sorted(counts), key=counts.get, reverse=True):
        if counts[word] >= min_freq:
            vocab[word] = len(vocab)
    return vocab


def bow(docs, vocab):
    rows = []
    for doc in docs:
        row = [0.0] * len(vocab)
        for word in doc:
            row[vocab[word] if word in vocab else vocab["<unk>"]] += 1
        rows.append(row)
    return torch.tensor(rows).reshape(len(docs), len(vocab))


def train_sentiment(X, y, lr, epochs):
    w = torch.zeros(X.shape[1], dtype=X.dtype, device=X.device, requires_grad=True)
    b = torch.zeros((), dtype=X.dtype, device=X.device, requires_grad=True)
    optimiser = torch.optim.SGD([w, b], lr=lr)
    for _ in range(epochs):
        optimiser.zero_grad()
        binary_cross_entropy_with_logits(X @ w + b, y).backward()
        optimiser.step()
    return w.detach(), b.detach()
