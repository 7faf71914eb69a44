"""Known mistakes of forward_linear: each namespace stands in for the reference."""

import torch


class weights_transposed:
    """You multiplied by the transpose of W. The rows of W already belong to the inputs (D) and its
    columns to the outputs (C), so the inner axes of X (N, D) and W (D, C) meet as they are. A
    transpose only seems to work where D and C happen to be equal."""

    def forward_linear(X, W, b):
        return X @ W.T + b


class entry_by_entry:
    """You multiplied entry by entry with `*`. A prediction adds up its D products; `*` makes the
    products and never adds them. The matrix product `@` does both."""

    def forward_linear(X, W, b):
        return X * W + b


class bias_forgotten:
    """This is what comes out without the bias. With all inputs at zero the prediction should be b,
    and yours is zero."""

    def forward_linear(X, W, b):
        return X @ W


class bias_in_every_term:
    """You added the bias inside the sum, so it is counted D times, once for each input. It belongs
    to the finished weighted sum, once."""

    def forward_linear(X, W, b):
        return (X[:, :, None] * W[None] + b).sum(dim=1)


class bias_per_row:
    """You gave each row of the batch its own bias. There is one bias for each output (a column of
    the result), the same for every row. With as many rows as outputs torch cannot notice."""

    def forward_linear(X, W, b):
        if X.shape[0] == b.shape[0]:
            return X @ W + b[:, None]
        return X @ W + b


class single_row_squeezed:
    """Your result loses its first axis when the batch has one row. A batch of one is still a batch:
    `squeeze` without an axis removes every axis of size 1, wanted or not."""

    def forward_linear(X, W, b):
        return (X @ W + b).squeeze()


class always_float64:
    """You compute in float64 whatever comes in. The result should have the dtype of X: in a network
    a layer that changes the dtype breaks the next one, and doubles the memory."""

    def forward_linear(X, W, b):
        return X.double() @ W.double() + b.double()


class cut_from_the_graph:
    """Your result is cut off from the graph that autograd follows, so no gradient reaches the
    weights and nothing can learn. `detach`, `.data`, `numpy` and `torch.tensor(...)` all cut."""

    def forward_linear(X, W, b):
        return (X @ W + b).detach()


class input_overwritten:
    """You wrote into an argument. In-place operations (`+=`, `*=`, `add_`) change the tensor of
    whoever called you: their second call would get a different answer."""

    def forward_linear(X, W, b):
        with torch.no_grad():
            W *= 2
        return X @ W / 2 + b


class made_on_the_cpu:
    """You made a new tensor without saying where. `torch.zeros(...)` and its relatives stand on the
    CPU unless told otherwise; give them `device=X.device`, or derive them from X."""

    def forward_linear(X, W, b):
        total = torch.zeros(X.shape[0], W.shape[1], dtype=X.dtype)
        return total + X @ W + b


class loop_over_rows:
    """You visit the rows of the batch in a Python loop. Every round costs a fixed price that has
    nothing to do with the arithmetic; one matrix product pays it once for the whole batch."""

    def forward_linear(X, W, b):
        if X.shape[0] == 0:
            return X @ W + b
        return torch.stack([row @ W + b for row in X])


class loop_over_outputs:
    """You compute one output after another in a Python loop. The columns of W can be taken all at
    once: that is what makes it a matrix product."""

    def forward_linear(X, W, b):
        return torch.stack([X @ W[:, c] + b[c] for c in range(W.shape[1])], dim=1)
