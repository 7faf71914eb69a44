"""Go through the characters; count with `bincount`; carry the bias as one more weight."""

from itertools import chain

import torch

LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789'")


def tokenize(text):
    return "".join(c if c in LETTERS else " " for c in text.lower()).split()


def build_vocab(docs, min_freq=1):
    words = list(chain.from_iterable(docs))
    counts = {word: words.count(word) for word in set(words)}
    pairs = sorted((-count, word) for word, count in counts.items() if count >= min_freq)
    return {"<unk>": 0} | {word: place + 1 for place, (_, word) in enumerate(pairs)}


def bow(docs, vocab):
    V = len(vocab)
    places = [n * V + vocab.get(word, 0) for n, doc in enumerate(docs) for word in doc]
    places = torch.tensor(places, dtype=torch.int64)
    return torch.bincount(places, minlength=len(docs) * V).reshape(len(docs), V).float()


def train_sentiment(X, y, lr, epochs):
    inputs = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    weights = torch.zeros_like(inputs[0])
    for _ in range(epochs):
        p = 1 / (1 + torch.exp(-(inputs @ weights)))
        weights = weights + lr * ((y - p)[:, None] * inputs).mean(dim=0)
    return weights[:-1], weights[-1]
