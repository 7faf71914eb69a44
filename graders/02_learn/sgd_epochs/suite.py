"""Hidden suite of sgd_epochs. Run it on a file:

pytest graders/02_learn/sgd_epochs/suite.py --submission FILE

A function cannot cross the boundary, so `loss_grad` is built on the other side by a driver. It
writes down what it is shown, and the order of the rows is judged from that: never against the
draws of another shuffle. How rows are ordered within one batch is left to the learner.
"""

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require


def watched(module, X, y, lr, bs, epochs, seed):
    """Train with a loss that writes down what it is shown; return the weights and that record."""
    seen = []

    def loss_grad(w, rows, targets):
        seen.append((w.clone(), rows.clone(), targets.clone()))
        return ((rows * w).sum(1) - targets)[:, None] * rows

    rng = torch.Generator().manual_seed(seed)
    return module.sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng), seen


def from_a_state(module, X, y, seed, drawn):
    """Train three times: with a generator from which some numbers were drawn before, with it again,
    and with another one in the state that it had at first."""

    def loss_grad(w, rows, targets):
        return ((rows * w).sum(1) - targets)[:, None] * rows

    rng = torch.Generator().manual_seed(seed)
    torch.rand(drawn, generator=rng)
    same = torch.Generator()
    same.set_state(rng.get_state())
    return [module.sgd_epochs(X, y, loss_grad, 0.1, 4, 2, g) for g in (rng, rng, same)]


def undisturbed(module, X, y, seed):
    """Train, and say whether torch's own generator, X and y are as they were."""

    def loss_grad(w, rows, targets):
        return ((rows * w).sum(1) - targets)[:, None] * rows

    before = [torch.get_rng_state(), X.clone(), y.clone()]
    rng = torch.Generator().manual_seed(seed)
    w = module.sgd_epochs(X, y, loss_grad, 0.1, 4, 2, rng)
    after = [torch.get_rng_state(), X, y]
    return w, [bool((b == a).all()) for b, a in zip(before, after, strict=True)]


def draw_data(rng, n, d, dtype=torch.float64):
    """Rows that can be told apart, and as the target of each its number."""
    return rng.away_from_zero(n, d).to(dtype), torch.arange(n, dtype=dtype)


COUNT = Contract("count_steps", lambda rng, *case: case, "The number of steps")


def numbers(rows, X):
    """Which rows of X these are."""
    require(
        rows.dim() == 2 and rows.shape[1] == X.shape[1],
        "A batch of X should have the shape (B, D), one line for each of its rows.",
    )
    same = (rows[:, None, :] == X).all(dim=2)
    require(bool(same.any(dim=1).all()), "`loss_grad` is shown rows that are no rows of X.")
    return same.double().argmax(dim=1)


def batches_of(seen, X):
    return [numbers(rows, X) for _, rows, _ in seen]


@check(
    task=1,
    points=1,
    catches="whole-batches-only epochs-forgotten rows-counted one-too-many epochs-run-together",
)
def test_count(subject, rng):
    """Steps with and without a smaller batch at the end"""
    bs, whole, epochs = rng.sizes(3, 3, 9)
    sizes = (bs * whole + rng.integer(1, bs // 2), bs * whole, bs * whole + bs - 1)
    subject(COUNT).agrees_on(*((n, bs, epochs) for n in sizes))


@check(task=1, points=1, catches="whole-batches-only one-too-many rows-counted")
def test_count_at_the_ends(subject, rng):
    """Fewer rows than a batch holds, batches of one row, and nothing at all"""
    n = rng.integer(3, 9)
    cases = {"a batch larger than the data": (n, 5 * n, 2), "all rows in one batch": (n, n, 3)}
    cases |= {"batches of one row": (n, 1, 2), "no rows": (0, n, 2), "no epochs": (n, 2, 0)}
    for what, case in cases.items():
        subject(COUNT).agrees(*case, what=f"The number of steps with {what}")


@check(
    task=2,
    points=0.75,
    catches="uphill summed-not-averaged divided-by-batch-size back-to-zero mean-over-all-axes "
    "sum-over-all-axes gradient-of-the-start gradients-never-cleared "
    "steps-grow-shorter",
)
def test_full_batch(submission, reference, rng):
    """With all rows in one batch this is plain gradient descent"""
    n, d = rng.sizes(2, 4, 9)
    X, y = rng.normal(n, d), rng.normal(n)
    for bs in (n, n + 3):
        weights, _ = submission.run(watched, X, y, 0.07, bs, 4, 1)
        expected, _ = reference.run(watched, X, y, 0.07, bs, 4, 1)
        expect(weights, expected, "What four epochs have learned")


@check(
    task=2,
    points=1.25,
    catches="last-batch-dropped drawn-with-replacement many-updates-per-batch",
)
def test_every_row_once(submission, rng):
    """Every epoch shows each row once, the last few included"""
    bs, epochs = 4, 3
    n = bs * rng.integer(3, 5) + rng.integer(1, 3)
    X, y = draw_data(rng, n, 3)
    _, seen = submission.run(watched, X, y, 0.01, bs, epochs, rng.integer(1, 10**6))
    batches = batches_of(seen, X)
    shown = torch.cat(batches) if batches else torch.zeros(0, dtype=torch.int64)
    expect(len(shown), epochs * n, "The number of rows that `loss_grad` is shown in three epochs")
    times = torch.stack([epoch.bincount(minlength=n) for epoch in shown.reshape(epochs, n)])
    require(bool((times == 1).all()), "In some epoch one row comes twice and another not at all.")


@check(
    task=2,
    points=0.75,
    catches="row-by-row batch-size-as-count leftovers-joined last-batch-dropped",
)
def test_batch_sizes(submission, rng):
    """Batches of the size asked for, and a smaller one at the end"""
    bs, n, epochs = 4, 4 * rng.integer(3, 5) + 2, 2
    X, y = draw_data(rng, n, 3)
    _, seen = submission.run(watched, X, y, 1e-9, bs, epochs, rng.integer(1, 10**6))
    sizes = [len(batch) for batch in batches_of(seen, X)]
    expected = ([bs] * (n // bs) + [n % bs]) * epochs
    expect(len(sizes), len(expected), "The number of batches in two epochs")
    expect(torch.tensor(sizes), torch.tensor(expected), "The list of batch sizes")


@check(task=2, points=1, catches="targets-left-behind targets-shuffled-apart")
def test_pairs(submission, rng):
    """Each row keeps its own target"""
    X, y = draw_data(rng, 19, 3)
    _, seen = submission.run(watched, X, y, 0.01, 5, 2, rng.integer(1, 10**6))
    require(bool(seen), "`loss_grad` is never called.")
    for _, rows, targets in seen:
        require(
            targets.shape == rows.shape[:1],
            "A batch of y should have the shape (B,), one target for each row of its batch.",
        )
        require(
            bool((targets == y[numbers(rows, X)]).all()),
            "Some row of X is shown together with the target of another row.",
        )


@check(
    task=2,
    points=1,
    catches="never-shuffled same-order-every-epoch only-batches-shuffled starting-point-only",
)
def test_new_batches(submission, rng):
    """The rows are dealt anew in every epoch"""
    n, bs, epochs = 20, 4, 4
    X, y = draw_data(rng, n, 2)
    _, seen = submission.run(watched, X, y, 0.01, bs, epochs, rng.integer(1, 10**6))
    batches = [tuple(sorted(batch.tolist())) for batch in batches_of(seen, X)]
    each = n // bs
    require(len(batches) == epochs * each, "The number of batches is not what it should be.")
    deals = [frozenset(batches[k * each : (k + 1) * each]) for k in range(epochs)]
    unshuffled = frozenset(tuple(range(k, k + bs)) for k in range(0, n, bs))
    require(unshuffled not in deals, "In some epoch the rows come in the order of the data.")
    require(len(set(deals)) == epochs, "Two epochs put the same rows together into batches.")


@check(task=2, points=0.25, catches="never-shuffled same-order-every-epoch starting-point-only")
def test_every_order(submission, rng):
    """Every order of the rows is equally likely"""
    epochs = 360
    X, y = draw_data(rng, 3, 1)
    _, seen = submission.run(watched, X, y, 0.001, 1, epochs, rng.integer(1, 10**6))
    require(len(seen) == 3 * epochs, "Three rows in batches of one should make three batches.")
    shown = numbers(torch.cat([rows for _, rows, _ in seen]), X).reshape(epochs, 3)
    names, counts = (shown @ torch.tensor([9, 3, 1])).unique(return_counts=True)
    # Six orders of probability 1/6: six standard deviations of a share of 360 are 0.118.
    expect(len(names), 6, "The number of different orders of three rows")
    require(
        bool(((counts / epochs - 1 / 6).abs() < 0.118).all()),
        "Some orders of the rows come much more often than others.",
    )


@check(
    task=2,
    points=1,
    catches="uphill summed-not-averaged divided-by-batch-size divided-by-all-rows "
    "weights-of-the-epoch one-step-an-epoch back-to-zero gradients-not-cleared",
)
def test_steps(submission, reference, rng):
    """Each batch makes one step, against the average gradient at the newest weights"""
    d, bs = 3, 4
    n = bs * 3 + 2
    # All rows alike: whatever the order, there is one right answer.
    X, y = rng.away_from_zero(1, d).expand(n, d).clone(), rng.normal(1).expand(n).clone()
    case = (X, y, 0.05, bs, 2, rng.integer(1, 10**6))
    expected, path = reference.run(watched, *case)
    weights, seen = submission.run(watched, *case)
    expect(weights, expected, "What has been learned from rows that are all alike")
    expect(len(seen), len(path), "The number of calls of `loss_grad`")
    on_the_way = [torch.stack([w for w, _, _ in record]) for record in (seen, path)]
    expect(*on_the_way, "The list of the weights that `loss_grad` is given")


@check(task=2, points=0.25, catches="uphill weights-of-the-epoch one-step-an-epoch")
def test_path(submission, rng):
    """The path of the weights follows from the batches"""
    X, y = rng.normal(17, 4), rng.normal(17)
    weights, seen = submission.run(watched, X, y, 0.1, 5, 3, rng.integer(1, 10**6))
    expect_like(weights, X[0], "The result")
    require(bool(seen), "`loss_grad` is never called.")
    w, lr = torch.zeros(4, dtype=torch.float64), 0.1
    for shown, rows, targets in seen:
        expect(shown, w, "The weights that `loss_grad` is given", within=1e-9)
        w = w - lr * (((rows * w).sum(1) - targets)[:, None] * rows).mean(0)
    expect(weights, w, "The result", within=1e-9)


@check(task=2, points=0.5, catches="rng-not-used own-seed torch-seeded seed-instead-of-state")
def test_generator(submission, rng):
    """Chance comes from rng alone"""
    X, y = rng.normal(15, 3), rng.normal(15)
    seed = rng.integer(1, 10**6)
    runs = [submission.run(undisturbed, X, y, s) for s in (seed, seed, seed + 1)]
    (one, (alone, *_)), (again, _), (other, _) = runs
    for w in (one, again, other):
        expect_like(w, X[0], "The result")
    require(torch.equal(one, again), "Two runs with the same state of `rng` end differently.")
    require(not torch.equal(one, other), "Two runs with different seeds of `rng` end alike.")
    require(alone, "The call draws from torch's own generator, or seeds it.")
    fresh, later, _ = submission.run(from_a_state, X, y, seed, 0)
    advanced, _, same = submission.run(from_a_state, X, y, seed, 7)
    for w in (fresh, later, advanced, same):
        expect_like(w, X[0], "The result")
    require(torch.equal(advanced, same), "Two runs with the same state of `rng` end differently.")
    require(
        not torch.equal(fresh, advanced),
        "A generator that has drawn some numbers before shuffles as a fresh one does: its seed "
        "is used and not its state.",
    )
    require(
        not torch.equal(fresh, later),
        "Two runs in turn with one generator shuffle alike: nothing is drawn from it.",
    )


@check(task=2, points=0.25, dtypes="float64 float32", catches="default-dtype")
def test_dtype(submission, rng, dtype):
    """The weights have the dtype of X from the start"""
    shorter = (torch.float16, torch.bfloat16) if dtype == torch.float32 else ()
    for given in (dtype, *shorter):
        X, y = draw_data(rng, 7, 3, given)
        weights, seen = submission.run(watched, X, y, 0.01, 3, 1, 1)
        require(bool(seen), "`loss_grad` is never called.")
        for w, _, _ in seen:
            expect_like(w, X[0], "The weight vector that `loss_grad` is given", dtype=given)
        expect_like(weights, X[0], "The result", dtype=given)


@check(task=2, points=0.25, catches="mean-of-nothing")
def test_nothing_to_learn(submission, rng):
    """No epochs, no rows, a single row, or a single weight"""
    X, y = draw_data(rng, 5, 3)
    for what, rows, epochs in (("no epochs", 5, 0), ("no rows", 0, 2)):
        weights, seen = submission.run(watched, X[:rows], y[:rows], 0.1, 2, epochs, 1)
        expect(weights, torch.zeros_like(X[0]), f"The result of {what}")
        require(not seen, f"With {what} there are no batches, but `loss_grad` is called.")
    for dtype in (torch.float64, torch.float32):
        given = X.to(dtype), y.to(dtype)
        some, none = (
            submission.run(watched, given[0][:n], given[1][:n], 0.1, 2, 1, 1)[0] for n in (5, 0)
        )
        usual = getattr(some, "dtype", None)
        require(none.dtype == usual, "Without rows the weights have another dtype.")
    weights, _ = submission.run(watched, X[:1], y[:1] + 1, 0.1, 2, 1, 1)
    expect(weights, 0.1 * X[0], "The result of a single row")
    weights, _ = submission.run(watched, X[:, :1], y, 0.1, 2, 1, 1)
    expect_like(weights, X[0, :1], "The weights of data with a single column")


@check(task=2, points=0.25, catches="shuffled-in-place")
def test_data_untouched(submission, rng):
    """The data is left as it was"""
    X, y = draw_data(rng, 14, 3)
    w, (_, *kept) = submission.run(undisturbed, X, y, rng.integer(1, 10**6))
    touched = [name for name, same in zip(("X", "y"), kept, strict=True) if not same]
    require(not touched, f"The call changes {' and '.join(touched)} in place.")
    expect_like(w, X[0], "The result")


@check(task=2, points=0.25, catches="start-on-the-cpu")
def test_on_the_gpu(gpu, reference, rng):
    """Training stays on the GPU"""
    X, y = rng.normal(6, 3), rng.normal(6)
    weights, _ = gpu.run(watched, X, y, 0.1, 6, 2, 1)
    expected, _ = reference.run(watched, X, y, 0.1, 6, 2, 1)
    expect(weights, expected, "What two epochs have learned")
