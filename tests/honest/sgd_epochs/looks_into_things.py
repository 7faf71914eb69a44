# looks into things: vars, dir, getsizeof, storage, memory, the stack, a namedtuple, exec of a string
import collections
import io
import pickle
import sys
import traceback

import torch

Batch = collections.namedtuple("Batch", "rows targets")
scope = {}
exec("def half(n):\n    return n // 2", scope)
print(scope["half"](5), len(dir(torch)), vars(Batch).keys(), type(torch.ones(1)).__mro__)


def describe(t):
    print(t.shape, t.stride(), t.is_contiguous(), t.data_ptr() % 8, id(t), sys.getsizeof(t))
    print(t.element_size() * t.nelement(), t.untyped_storage().nbytes(), t.layout, t.requires_grad)
    buffer = io.BytesIO()
    torch.save(t, buffer)
    print(len(buffer.getvalue()), len(pickle.dumps(t)))


def count_steps(n, bs, epochs):
    if bs < 1:
        traceback.print_stack()
    return sum(len(range(0, n, bs)) for _ in range(epochs))


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    try:
        describe(X)
    except Exception:
        traceback.print_exc()
    w = X.new_zeros(X.shape[1:])
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=rng).to(X.device)
        for ids in [order[i : i + bs] for i in range(0, len(order), bs)]:
            batch = Batch(X[ids], y[ids])
            w = w - lr * loss_grad(w, *batch).mean(0)
    return w
