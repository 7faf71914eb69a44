# counts with one_hot sums and a lookup function; trains a module with autograd.grad
import re

import torch
from torch import nn

WORD = re.compile(r"[0-9a-z']+", re.IGNORECASE)


def tokenize(text):
    return [m.lower() for m in WORD.findall(text)]


def build_vocab(docs, min_freq=1):
    flat = sum(docs, [])
    uniq = sorted(set(flat))
    uniq.sort(key=lambda t: flat.count(t), reverse=True)
    itos = ["<unk>"] + [t for t in uniq if flat.count(t) >= min_freq]
    return {t: i for i, t in enumerate(itos)}


def bow(docs, vocab):
    eye = torch.eye(len(vocab))
    rows = [torch.zeros(len(vocab))] * len(docs)
    for n, doc in enumerate(docs):
        for word in doc:
            rows[n] = rows[n] + eye[vocab.get(word, vocab["<unk>"])]
    return torch.stack(rows) if rows else torch.empty(0, len(vocab))


def train_sentiment(X, y, lr, epochs):
    model = nn.Linear(X.shape[1], 1).to(device=X.device, dtype=X.dtype)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    criterion = nn.BCELoss()
    for _ in range(epochs):
        p = torch.sigmoid(model(X)).squeeze(1)
        loss = criterion(p, y)
        gw, gb = torch.autograd.grad(loss, [model.weight, model.bias])
        with torch.no_grad():
            model.weight -= lr * gw
            model.bias -= lr * gb
    return model.weight.detach()[0], model.bias.detach()[0]
