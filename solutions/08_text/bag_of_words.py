"""Reference: a regular expression, a Counter, one count at a time, and the gradients by hand."""

import re
from collections import Counter

import torch

UNKNOWN = "<unk>"


def tokenize(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def build_vocab(docs: list[list[str]], min_freq: int = 1) -> dict[str, int]:
    counts = Counter(word for doc in docs for word in doc)
    frequent = [word for word, count in counts.items() if count >= min_freq]
    frequent.sort(key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate([UNKNOWN, *frequent])}


def bow(docs: list[list[str]], vocab: dict[str, int]) -> torch.Tensor:
    X = torch.zeros(len(docs), len(vocab), dtype=torch.float32)
    for n, doc in enumerate(docs):
        for word in doc:
            X[n, vocab.get(word, 0)] += 1
    return X


def train_sentiment(
    X: torch.Tensor, y: torch.Tensor, lr: float, epochs: int
) -> tuple[torch.Tensor, torch.Tensor]:
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(epochs):
        wrong = torch.sigmoid(X @ w + b) - y
        w, b = w - lr * (X.T @ wrong) / len(X), b - lr * wrong.mean()
    return w, b
