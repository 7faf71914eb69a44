"""Known mistakes of forward_linear: each namespace stands in for the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical


@typical
class weights_transposed:
    """You multiplied by the transpose of W. The rows of W already belong to the inputs (D) and its
    columns to the outputs (C), so the inner axes of X (N, D) and W (D, C) meet as they are. A
    transpose only seems to work where D and C happen to be equal."""

    def forward_linear(X, W, b):
        return X @ W.T + b


@typical
class entry_by_entry:
    """You multiplied entry by entry with `*`. A prediction adds up its D products; `*` makes the
    products and never adds them. The matrix product `@` does both."""

    def forward_linear(X, W, b):
        return X * W + b


@typical
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


@typical
class bias_per_row:
    """You gave each row of the batch its own bias. There is one bias for each output (a column of
    the result), the same for every row. With as many rows as outputs torch cannot notice."""

    def forward_linear(X, W, b):
        if X.shape[0] == b.shape[0]:
            return X @ W + b[:, None]
        return X @ W + b


@typical
class single_row_squeezed:
    """Your result loses its first axis when the batch has one row. A batch of one is still a batch:
    `squeeze` without an axis removes every axis of size 1, wanted or not."""

    def forward_linear(X, W, b):
        return (X @ W + b).squeeze()


always_float64 = typical(in_float64("forward_linear"))


class cut_from_the_graph:
    """Your result is cut off from the graph that autograd follows, so no gradient reaches the
    weights and nothing can learn. `detach`, `.data`, `numpy` and `torch.tensor(...)` all cut."""

    def forward_linear(X, W, b):
        return (X @ W + b).detach()


input_overwritten = typical(overwriting("forward_linear", "W"))

made_on_the_cpu = partly_on_the_cpu("forward_linear")


@typical
class loop_over_rows:
    """You visit the rows of the batch in a Python loop. Every round costs a fixed price that has
    nothing to do with the arithmetic; one matrix product pays it once for the whole batch."""

    def forward_linear(X, W, b):
        if X.shape[0] == 0:
            return X @ W + b
        return torch.stack([row @ W + b for row in X])


loop_over_outputs = loop_over("forward_linear", "W", axis=1, what="the outputs")


class bias_subtracted:
    """You subtract the bias. It is what the prediction starts from when all inputs are zero, so it
    is added."""

    def forward_linear(X, W, b):
        return X @ W - b


class bias_added_to_the_weights:
    """You add the bias to the weights, so it is multiplied by the inputs. With all inputs at zero
    your prediction is zero; it should be b."""

    def forward_linear(X, W, b):
        return X @ (W + b)


@typical
class mean_over_the_inputs:
    """You take the mean of the D products; they should be added up. As it is, another input with
    the weight 0 would change the prediction."""

    def forward_linear(X, W, b):
        return X @ W / X.shape[1] + b


class cut_off_at_zero:
    """None of your predictions is below zero. A linear layer gives whatever the weighted sum is; a
    function that bends it is a layer of its own, and comes later."""

    def forward_linear(X, W, b):
        return (X @ W + b).clamp(min=0)


@typical
class whole_batch_in_one_sum:
    """Your result adds up more than one row. Each row of the batch is an input of its own, and its
    prediction is the sum over the D numbers in this row."""

    def forward_linear(X, W, b):
        return (X @ W).sum(dim=0).expand(X.shape[0], W.shape[1]) + b
