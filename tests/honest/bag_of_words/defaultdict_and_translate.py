# translates characters, groups with a defaultdict, trains with momentum-free hand-made updates
import string
from collections import defaultdict

import torch

KEEP = string.ascii_lowercase + string.digits + "'"


def tokenize(text: str):
    text = text.lower()
    table = {ord(c): " " for c in text if c not in KEEP}
    tokens = text.translate(table).split()
    print(len(tokens), "tokens")
    return tokens


def build_vocab(docs, min_freq=1):
    freq = defaultdict(int)
    for d in docs:
        for t in d:
            freq[t] += 1
    by_count = defaultdict(list)
    for t, n in freq.items():
        by_count[n].append(t)
    stoi = {"<unk>": 0}
    for n in sorted(by_count, reverse=True):
        if n < min_freq:
            break
        for t in sorted(by_count[n]):
            stoi[t] = len(stoi)
    return stoi


def bow(docs, vocab):
    out = torch.zeros(len(docs), len(vocab), dtype=torch.int64)
    for i, d in enumerate(docs):
        for t in d:
            try:
                out[i, vocab[t]] += 1
            except KeyError:
                out[i, 0] += 1
    return out.to(torch.float32)


def train_sentiment(X, y, lr, epochs):
    N = X.size(0)
    w = torch.zeros(X.size(1)).to(X)
    b = torch.tensor(0.0).to(X)
    for epoch in range(epochs):
        z = X.mv(w) + b
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
        if epoch % 10 == 0:
            print(epoch, loss.item())
        err = (z.sigmoid() - y) / N
        grad_w, grad_b = err @ X, err.sum()
        w.sub_(lr * grad_w)
        b.sub_(lr * grad_b)
    return w, b
