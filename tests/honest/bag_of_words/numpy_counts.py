# counts in a NumPy array, and keeps the history of the loss
from collections import Counter

import numpy as np
import torch


def is_word(c):
    return c.isascii() and (c.isalnum() or c == "'")


def tokenize(text):
    words, word = [], ""
    for c in text.lower() + " ":
        if is_word(c):
            word += c
        elif word:
            words.append(word)
            word = ""
    return words


def build_vocab(docs, min_freq=1):
    c = Counter()
    for d in docs:
        c += Counter(d)
    words = [w for w in c if c[w] >= min_freq]
    order = sorted(words)
    order = sorted(order, key=lambda w: -c[w])
    return {"<unk>": 0, **{w: i for i, w in enumerate(order, start=1)}}


def bow(docs, vocab):
    X = np.zeros((len(docs), len(vocab)), dtype=np.float32)
    for n, d in enumerate(docs):
        idx = [vocab.get(w, 0) for w in d]
        np.add.at(X[n], idx, 1)
    return torch.from_numpy(X)


def train_sentiment(X, y, lr, epochs):
    w, b = torch.zeros_like(X[0]), torch.zeros_like(y[0])
    history = []
    for _ in range(epochs):
        p = torch.sigmoid(torch.matmul(X, w) + b)
        history.append(-(y * p.log() + (1 - y) * (1 - p).log()).mean().detach())
        g = (p - y).unsqueeze(1) * X
        w, b = w - lr * g.mean(0), b - lr * (p - y).mean()
    return w, b
