# a log of every step with logging, collections and statistics
import collections
import logging
import statistics
from datetime import datetime

import torch

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
logger = logging.getLogger("sgd")


def count_steps(n, bs, epochs):
    return sum(1 for _ in range(epochs) for _ in range(0, n, bs))


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    logger.info("started at %s", datetime.now().isoformat(timespec="seconds"))
    sizes, lengths = collections.Counter(), collections.deque([0.0], maxlen=5)
    w = X.new_zeros(X.size(-1))
    for epoch in range(epochs):
        perm = torch.randperm(X.size(0), generator=rng, device=rng.device).to(X.device)
        for i in range(0, X.size(0), bs):
            xb, yb = X[perm[i : i + bs]], y[perm[i : i + bs]]
            step = loss_grad(w, xb, yb).mean(dim=0)
            w = torch.add(w, step, alpha=-lr)
            sizes[len(xb)] += 1
            lengths.append(float(step.norm()))
        logger.info("epoch %d %s %.3g", epoch, dict(sizes), statistics.mean(lengths))
    return w
