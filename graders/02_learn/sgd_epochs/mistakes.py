"""Known mistakes of sgd_epochs: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import typical
from reference import sgd_epochs as right


def train(X, y, loss_grad, lr, bs, epochs, rng, order_of=None, step_of=None):
    """Training with its order or its step exchanged: most mistakes differ in one of them."""
    w = X.new_zeros(X.shape[1])
    for epoch in range(epochs):
        order = order_of(epoch) if order_of else torch.randperm(len(X), generator=rng)
        order = order.to(X.device)
        for start in range(0, len(X), bs):
            batch = order[start : start + bs]
            gradients = loss_grad(w, X[batch], y[batch])
            w = w - lr * (step_of(gradients) if step_of else gradients.mean(dim=0))
    return w


@typical
class whole_batches_only:
    """You count whole batches only. What is left over at the end of an epoch is a batch too, a
    smaller one: round the quotient up, not down."""

    def count_steps(n, bs, epochs):
        return n // bs * epochs


@typical
class one_too_many:
    """You add one batch for what is left over, even if nothing is. When the batch size divides the
    number of rows, the quotient is already the answer."""

    def count_steps(n, bs, epochs):
        return (n // bs + 1) * epochs


@typical
class epochs_forgotten:
    """You count the steps of a single epoch. Every epoch takes them all again."""

    def count_steps(n, bs, epochs):
        return -(-n // bs)


class rows_counted:
    """You count rows, not steps. All rows of a batch share one step; that is what makes a larger
    batch cheaper."""

    def count_steps(n, bs, epochs):
        return n * epochs


@typical
class uphill:
    """You step along the gradient, which points uphill. Learning goes against it."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, bs, epochs, rng, None, lambda g: -g.mean(dim=0))


@typical
class summed_not_averaged:
    """Your step is too long: B times as long for a batch of B rows. Either the gradients are
    added up where they should be averaged, or the same gradient is used once for every row. The
    learning rate would then mean something else for every batch size."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, bs, epochs, rng, None, lambda g: g.sum(dim=0))


@typical
class divided_by_batch_size:
    """You divide by `bs` even when the batch has fewer rows. The last batch of an epoch then takes
    too short a step: an average divides by the number of rows that are there."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, bs, epochs, rng, None, lambda g: g.sum(dim=0) / bs)


@typical
class divided_by_all_rows:
    """You divide the sum over a batch by the number of all rows. A batch stands for the whole data:
    its own average is the estimate, and dividing by more makes the steps too short."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        n = max(len(X), 1)
        return train(X, y, loss_grad, lr, bs, epochs, rng, None, lambda g: g.sum(dim=0) / n)


@typical
class back_to_zero:
    """Your weights go back to zero at the start of every epoch, so that only the last one counts.
    What has been learned is carried on."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            w = train(X, y, loss_grad, lr, bs, 1, rng)
        return w


@typical
class last_batch_dropped:
    """You leave out the rows that do not fill a whole batch. An epoch shows every row once; the
    last batch may be smaller. (Some libraries drop it when asked to; nobody asked here.)"""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            for k in range(len(X) // bs):
                batch = order[k * bs : (k + 1) * bs]
                w = w - lr * loss_grad(w, X[batch], y[batch]).mean(dim=0)
        return w


class leftovers_joined:
    """You add the rows that are left over to the batch before them, which then has more than `bs`
    rows. They make a smaller batch of their own."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            cuts = list(range(bs, len(X) - bs + 1, bs))
            for batch in order.tensor_split(cuts):
                if len(batch):
                    w = w - lr * loss_grad(w, X[batch], y[batch]).mean(dim=0)
        return w


class row_by_row:
    """You take a step after every single row, whatever the batch size. The rows of a batch share
    one call of `loss_grad` and one step."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, 1, epochs, rng)


class batch_size_as_count:
    """You make `bs` batches. It is the number of rows in a batch; how many batches that makes
    depends on the data."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, max(1, -(-len(X) // bs)), epochs, rng)


class drawn_with_replacement:
    """You draw rows with replacement, so that by chance some come twice in an epoch and others not
    at all. In an epoch every row is used exactly once: shuffle row numbers, do not draw them one by
    one."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        def drawn(epoch):
            return torch.randint(max(len(X), 1), (len(X),), generator=rng)

        return train(X, y, loss_grad, lr, bs, epochs, rng, drawn)


class many_updates_per_batch:
    """You take a step for each row of a batch, with the gradient of the whole batch every time. A
    batch is worth one step; a loop over its rows around that step repeats it."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                for _ in batch:
                    w = w - lr * loss_grad(w, X[batch], y[batch]).mean(dim=0)
        return w


class weights_of_the_epoch:
    """You take the gradients of all batches at the weights with which the epoch began. Each batch
    should use what the one before it has just learned; that is why many small steps get far."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            start_w = w
            order = torch.randperm(len(X), generator=rng).to(X.device)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                w = w - lr * loss_grad(start_w, X[batch], y[batch]).mean(dim=0)
        return w


class one_step_an_epoch:
    """You step once an epoch, after all batches. That is gradient descent on all the data, at the
    price of many batches; the step belongs inside the loop over batches."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            total = torch.zeros_like(w)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                total = total + loss_grad(w, X[batch], y[batch]).sum(dim=0)
            w = w - lr * total / max(len(X), 1)
        return w


class targets_left_behind:
    """You shuffle X and leave y as it was, so that rows meet the targets of other rows. Whatever is
    learned from that is nonsense, and nothing crashes. Use the same row numbers for both."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                targets = y[start : start + bs]
                w = w - lr * loss_grad(w, X[batch], targets).mean(dim=0)
        return w


@typical
class targets_shuffled_apart:
    """You shuffle X and y apart, each with an order of its own. A row and its target have to stay
    together: shuffle once, and use that order for both."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            other = torch.randperm(len(X), generator=rng).to(X.device)
            for start in range(0, len(X), bs):
                rows, targets = X[order[start : start + bs]], y[other[start : start + bs]]
                w = w - lr * loss_grad(w, rows, targets).mean(dim=0)
        return w


@typical
class never_shuffled:
    """You take the rows in the order in which they lie. Data often lies sorted, by class or by
    date, and then a batch says nothing about the rest: shuffle before you deal."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        torch.randperm(len(X), generator=rng)
        return train(X, y, loss_grad, lr, bs, epochs, rng, lambda epoch: torch.arange(len(X)))


@typical
class same_order_every_epoch:
    """You shuffle once, before the first epoch. Every epoch then repeats the same batches, and what
    is peculiar about one of them is learned again and again. Shuffle at the start of each epoch."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        order = torch.randperm(len(X), generator=rng)
        return train(X, y, loss_grad, lr, bs, epochs, rng, lambda epoch: order)


class only_batches_shuffled:
    """You shuffle batches, not rows: the same rows sit together in every epoch. Mix first, cut into
    batches afterwards."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        def of_batches(epoch):
            batches = torch.arange(len(X)).split(bs)
            shuffled = torch.randperm(len(batches), generator=rng).tolist()
            return torch.cat([batches[k] for k in shuffled])

        return train(X, y, loss_grad, lr, bs, epochs, rng, of_batches)


class starting_point_only:
    """You start at a random row and go on from there in the order of the data. Neighbours stay
    neighbours; a shuffle lets every order be equally likely."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        def rolled(epoch):
            by = int(torch.randint(max(len(X), 1), (), generator=rng))
            return torch.arange(len(X)).roll(by)

        return train(X, y, loss_grad, lr, bs, epochs, rng, rolled)


@typical
class rng_not_used:
    """You draw from torch's own generator and not from `rng`. The caller passes a generator to
    repeat a run exactly: pass it on as `generator=rng`."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, bs, epochs, rng, lambda epoch: torch.randperm(len(X)))


class own_seed:
    """You make a generator of your own with a fixed seed, or seed `rng` again, so that every run is
    the same run. The caller decides about the seed: use `rng` as it comes."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        rng = torch.Generator().manual_seed(0)
        return train(X, y, loss_grad, lr, bs, epochs, rng)


class torch_seeded:
    """You seed torch's own generator. Everybody else in the program who draws from it is then no
    longer drawing at random; `rng` is there so that this need not happen."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        torch.manual_seed(rng.initial_seed())
        return train(X, y, loss_grad, lr, bs, epochs, rng, lambda epoch: torch.randperm(len(X)))


class default_dtype:
    """You start from zeros of torch's default dtype, whatever X has. With data in float64 the first
    multiplication of a matrix by such weights fails, or digits are lost. Give the zeros the dtype
    of X."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = torch.zeros(X.shape[1], device=X.device)
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                w -= lr * loss_grad(w, X[batch], y[batch]).mean(dim=0)
        return w


class shuffled_in_place:
    """You shuffle the data itself: after training the rows of X and y are in another order. The
    caller still needs them as they were. Shuffle row numbers, or a copy."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            X[:], y[:] = X[order], y[order]
            for start in range(0, len(X), bs):
                rows, targets = X[start : start + bs], y[start : start + bs]
                w = w - lr * loss_grad(w, rows, targets).mean(dim=0)
        return w


class mean_of_nothing:
    """With no rows you get NaN: the average of no gradients is zero divided by zero. No rows make
    no batches, and no batches make no steps."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = train(X, y, loss_grad, lr, bs, epochs, rng)
        return w if len(X) else w / 0


class start_on_the_cpu:
    """Your zeros are made on the CPU while the data is on the GPU. Give them the device of X."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = torch.zeros(X.shape[1], dtype=X.dtype)
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=rng)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                w = w - lr * loss_grad(w, X[batch], y[batch]).mean(dim=0)
        return w


class seed_instead_of_state:
    """You make a generator of your own from the seed of `rng`. What was drawn from `rng` before
    plays no part then, and nothing is drawn from it: two runs one after the other shuffle alike.
    Hand `rng` itself to `torch.randperm`."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        own = torch.Generator().manual_seed(rng.initial_seed())
        return right(X, y, loss_grad, lr, bs, epochs, own)


class epochs_run_together:
    """You count as if the rows of all epochs were one long list. An epoch ends with its last row,
    so what is left over makes a smaller batch in every epoch."""

    def count_steps(n, bs, epochs):
        return -(-n * epochs // bs)


@typical
class mean_over_all_axes:
    """All your weights move by the same amount: you take the mean of all numbers that `loss_grad`
    returns. Its rows are the examples and its columns belong to the weights: average the rows, and
    keep the columns apart."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, bs, epochs, rng, None, lambda g: g.mean())


class sum_over_all_axes:
    """All your weights move by the same amount: you add up all numbers that `loss_grad` returns.
    Its rows are the examples and its columns belong to the weights: average the rows, and keep the
    columns apart."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        return train(X, y, loss_grad, lr, bs, epochs, rng, None, lambda g: g.sum())


class gradient_of_the_start:
    """You ask for the gradients at the weights of the start in every step. They change with the
    weights, so give `loss_grad` the weights as they are after the last step."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        start = X.new_zeros(X.shape[1])
        return train(X, y, lambda w, *batch: loss_grad(start, *batch), lr, bs, epochs, rng)


class gradients_not_cleared:
    """Your steps grow longer within an epoch: the gradients of the batches before are still in the
    sum. Each step uses the average gradient of its own batch only."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        piled, met = X.new_zeros(X.shape[1]), 0

        def step_of(gradients):
            nonlocal piled, met
            mean = gradients.mean(dim=0)
            piled, met = (mean if met == 0 else piled + mean), (met + 1) % -(-len(X) // bs)
            return piled

        return train(X, y, loss_grad, lr, bs, epochs, rng, None, step_of)


class gradients_never_cleared:
    """Your steps grow longer and longer: the gradients of all batches before are still in the sum.
    Each step uses the average gradient of its own batch only."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        piled = X.new_zeros(X.shape[1])

        def step_of(gradients):
            nonlocal piled
            piled = piled + gradients.mean(dim=0)
            return piled

        return train(X, y, loss_grad, lr, bs, epochs, rng, None, step_of)


class steps_grow_shorter:
    """Your learning rate becomes smaller during training. Many programs do so; here every step has
    the rate `lr`."""

    def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
        w = X.new_zeros(X.shape[1])
        for epoch in range(epochs):
            order = torch.randperm(len(X), generator=rng).to(X.device)
            for start in range(0, len(X), bs):
                batch = order[start : start + bs]
                w = w - lr / 2**epoch * loss_grad(w, X[batch], y[batch]).mean(dim=0)
        return w
