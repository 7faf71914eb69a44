"""Hidden suite of collaborative_filtering. Run it on a file:

pytest graders/11_transfer/collaborative_filtering/suite.py --submission FILE

Models do not cross the boundary: drivers build them beside the learner's code and fill their
tables. One slip is paid once: predictions of a wrong shape are compared with each other where that
is possible, and what `recommend` is given predicts as it should.
"""

import math

import torch

from tutor.grading.checks import Contract, check, driven, expect, expect_like, require

FLOATS = (torch.float64, torch.float32, torch.float16, torch.bfloat16)


def draw_numbers(rng, *shape, dtype=torch.float64):
    low = round(rng.uniform(-2, 1), 2)
    return rng.normal(*shape, dtype=dtype, scale=2.0), low, low + round(rng.uniform(3, 6), 2)


RANGE = Contract(
    "sigmoid_range",
    draw_numbers,
    truth=lambda x, low, high: torch.sigmoid(x) * (high - low) + low,
    rounding=lambda x, low, high: 16 * torch.finfo(x.dtype).eps * (abs(low) + abs(high)),
)


def draw_ids(rng, wanted, rows):
    """Ids to look up, some of them unknown, and those of the training rows, with repeats."""
    pool = torch.randperm(900, generator=rng.generator)[: rows + 4] * 7 - 1000
    train = pool[torch.randint(rows, (rows,), generator=rng.generator)]
    places = torch.randint(len(pool), (wanted,), generator=rng.generator)
    return pool[places], train


ENCODE = Contract("encode", draw_ids, what="The row of indices")


def predicted(module, sizes, y_range, tables, ui):
    """The predictions of a model with these tables; row 0 is left to it."""
    model = module.DotProductBias(*sizes, y_range).to(tables[0].dtype).to(ui.device)
    names = ("user_factors", "item_factors", "user_bias", "item_bias")
    with torch.no_grad():
        for name, rows in zip(names, tables, strict=True):
            getattr(model, name).weight[1:] = rows
    return model(ui)


def draw_model(rng, rows, users, items, k, dtype=torch.float64, y_range=(0.5, 5.5), known=True):
    """Sizes, a range, tables without row 0, and pairs of indices."""
    shapes = (users, k), (items, k), (users, 1), (items, 1)
    tables = [rng.normal(*shape, dtype=dtype) for shape in shapes]
    low = 1 if known else 0
    columns = [torch.randint(low, n + 1, (rows,), generator=rng.generator) for n in (users, items)]
    return [users, items, k], y_range, tables, torch.stack(columns, dim=1)


def right_ratings(sizes, y_range, tables, ui):
    users, items, user_bias, item_bias = (
        torch.cat([torch.zeros_like(table[:1]), table]).double() for table in tables
    )
    u, i = ui.unbind(dim=1)
    sums = (users[u] * items[i]).sum(1) + user_bias[u, 0] + item_bias[i, 0]
    return sums if y_range is None else torch.sigmoid(sums) * (y_range[1] - y_range[0]) + y_range[0]


def near_ratings(sizes, y_range, tables, ui):
    return 64 * torch.finfo(tables[0].dtype).eps * (sizes[2] + 6)


MODEL = Contract(
    driven(predicted),
    draw_model,
    what="The row of ratings",
    truth=right_ratings,
    rounding=near_ratings,
    arguments=["sizes", "y_range", "tables", "ui"],
)


@check(
    task=1,
    points=0.75,
    catches="not-stretched multiplied-by-the-end not-shifted tanh-instead clamped-to-the-range "
    "slope-of-the-width",
)
def test_range(subject):
    """Numbers are squeezed into the range"""
    subject(RANGE).agrees_on((3, 4), (5,), (2, 1, 3))


@check(task=1, points=0.25, catches="range-unchecked")
def test_empty_range(subject):
    """A range that ends where it begins, or before, is refused"""
    x = torch.tensor([0.5, -1.0], dtype=torch.float64)
    subject(RANGE).refuses(
        (x, 2.0, 2.0), (x, 5.0, 1.0), because="Nothing lies between low and high.", but_not=(3,)
    )


@check(task=1, points=0.5, catches="range-overflows always-float64")
def test_extremes(subject, submission):
    """Large numbers reach the ends, in each dtype, and autograd can follow"""
    subject(RANGE).passes_gradients_back(4, 3)
    subject(RANGE).keeps_dtype(torch.float32, (4, 3))
    subject(RANGE).keeps_short_dtypes(4, 3)
    for dtype in FLOATS:
        x = torch.tensor([-1000.0, 0.0, 1000.0], dtype=dtype)
        found = submission.sigmoid_range(x, 1.0, 3.0)
        expect_like(found, x, "The result for -1000, 0 and 1000")
        # Where the middle is, is judged by its values.
        in_order = bool(found[0] <= found[1] <= found[2] and found[0] < found[2])
        require(in_order, "The results for -1000, 0 and 1000 do not go up.", found)


@check(
    task=2,
    points=1,
    catches="counted-from-zero ids-as-indices numbers-of-the-looked-up unknown-like-its-neighbour "
    "order-of-appearance unknown-at-the-end repeats-counted unknown-at-its-place",
)
def test_encode(subject):
    """Known ids have the indices 1, 2, 3, ..., all others 0"""
    subject(ENCODE).agrees_on((9, 6), (4, 12), (30, 5))


@check(task=2, points=0.5, catches="larger-than-all-fails ids-below-zero-lost")
def test_ids_outside(submission):
    """Ids before the first, between, behind the last; negative ones and a single one"""
    train, ids = torch.tensor([40, -7, 12, 40]), torch.tensor([-9, -7, 0, 12, 13, 40, 41, 2**40])
    found = submission.encode(ids, train)
    expect(found, torch.tensor([0, 1, 0, 2, 0, 3, 0, 0]), "The row of indices")
    found = submission.encode(torch.tensor([8, 9, 10]), torch.tensor([9, 9]))
    expect(found, torch.tensor([0, 1, 0]), "The row of indices for one known id")
    found = submission.encode(torch.zeros(0, dtype=torch.int64), torch.tensor([9, 3]))
    expect_like(found, torch.zeros(0, dtype=torch.int64), "The row of indices for no ids")


@check(task=2, points=0.25, catches="loop-over-ids")
def test_encode_cost(subject):
    """The number of operations does not grow with the ids"""
    subject(ENCODE).has_no_loop(6, 5, over=["ids", "training rows"])


@check(task=2, points=0.25, catches="ids-overwritten")
def test_ids_untouched(subject):
    """The ids are left as they were, and the indices stay on the GPU"""
    subject(ENCODE).leaves_its_arguments(6, 5)
    subject(ENCODE).stays_on_the_gpu(6, 5)


@check(
    task=3,
    points=1.25,
    catches="users-and-items-swapped summed-over-the-batch no-biases one-bias-only "
    "item-bias-left-out biases-subtracted factors-added mean-of-the-products products-not-added "
    "biases-broadcast",
)
def test_sums(subject):
    """The dot product plus both biases, without a range"""
    for sizes in ((7, 5, 4, 3), (3, 2, 9, 5), (6, 8, 3, 1)):
        subject(MODEL).agrees(*subject(MODEL).draw(*sizes, y_range=None))


def own_range(module, sums, low, high):
    """What the learner's own `sigmoid_range` makes of the sums, if it can be asked."""
    try:
        return module.sigmoid_range(sums, low, high)
    except Exception:
        return None


def expect_in_range(submission, found, sums, low, high, what):
    """Expect the right ratings, or those of the learner's own range: it is judged elsewhere."""
    own = submission.run(own_range, sums, low, high)
    expect_like(found, sums, what)
    if is_same(own, found) and found.unique().numel() > 1:
        return
    expect(found, torch.sigmoid(sums) * (high - low) + low, what)


def is_usable(found, rows):
    """Whether this is a floating-point tensor of finite numbers for so many rows."""
    right = isinstance(found, torch.Tensor) and found.is_floating_point() and found.dim() > 0
    return right and len(found) == rows and bool(found.isfinite().all())


def is_same(own, found):
    same = isinstance(own, torch.Tensor) and own.shape == found.shape
    return same and torch.allclose(own.double(), found.double(), atol=1e-6)


@check(task=3, points=0.5, catches="range-ignored range-fixed sigmoid-before-the-biases")
def test_ratings(subject, submission, rng):
    """The sum goes through the range"""
    ranges = [(0.5, 5.5), (-1.0, 2.5)]
    for y_range in ranges:
        args = draw_model(rng, 12, 6, 7, 3, y_range=y_range)
        sums = submission.run(predicted, args[0], None, *args[2:])
        usable = is_usable(sums, 12) and sums.unique().numel() > 1
        require(usable, "The sums are no tensor with a row for each pair.")
        what = "The row of ratings, compared with the sums at y_range = None,"
        expect_in_range(submission, submission.run(predicted, *args), sums, *y_range, what)
    args = draw_model(rng, 12, 6, 7, 3)

    def by_default(module, sizes, tables, ui):
        names = ("user_factors", "item_factors", "user_bias", "item_bias")
        model = module.DotProductBias(*sizes).double()
        with torch.no_grad():
            for name, rows in zip(names, tables, strict=True):
                getattr(model, name).weight[1:] = rows
        module.DotProductBias(*sizes, (100.0, 101.0))  # each model has a range of its own
        return model(ui[:0]), model(ui)

    sums = submission.run(predicted, args[0], None, *args[2:])
    nobody, found = submission.run(by_default, args[0], *args[2:])
    empty = isinstance(nobody, torch.Tensor) and nobody.numel() == 0
    require(empty, "For no rows there should be no ratings.")
    what = "The row of ratings with the default range"
    expect_in_range(submission, found, sums, 0.5, 5.5, what)


@check(task=3, points=0.5, catches="unknown-has-numbers last-row-for-unknown")
def test_unknown(submission, rng):
    """Somebody unknown has no factors and no bias"""

    def rows_of_nobody(module):
        model = module.DotProductBias(3, 4, 2)
        tables = model.user_factors, model.item_factors, model.user_bias, model.item_bias
        return all(bool((table.weight[0] == 0).all()) for table in tables)

    zero = submission.run(rows_of_nobody)
    require(zero is True, "Row 0 of some table of a fresh model is not zero.")
    for y_range in (None, (0.5, 5.5)):
        args = draw_model(rng, 4, 3, 5, 2, y_range=y_range)
        for column in (0, 1):
            ui = args[3].clone()
            ui[:, column] = 0
            without = [table.clone() for table in args[2]]
            for table in without[column::2]:
                table.zero_()
            found = submission.run(predicted, *args[:3], ui)
            given = submission.run(predicted, *args[:2], without, args[3])
            require(is_usable(given, 4), "The ratings are no tensor with a row for each pair.")
            who = ("user", "item")[column]
            what = f"The ratings for {who} 0, compared with a {who} whose numbers are all 0,"
            expect(found, given, what)


def learned(module, sizes, pairs, steps):
    """The tables of a model before and after some steps, whether each of them can learn, and what
    it predicts for index 0 before and after."""
    torch.manual_seed(0)
    model = module.DotProductBias(*sizes, None)
    names = ("user_factors", "item_factors", "user_bias", "item_bias")
    nobody = torch.zeros(1, 2, dtype=torch.int64)
    before = [getattr(model, name).weight.detach().clone() for name in names]
    unknown = [model(nobody).detach().clone()]
    for _ in range(steps):
        ((model(pairs) - 5.0) ** 2).mean().backward()
        with torch.no_grad():  # by hand: the first optimizer of a box takes seconds to load
            for p in model.parameters():
                if p.grad is not None:
                    p -= p.grad
                p.grad = None
    unknown.append(model(nobody).detach())
    open_ = [getattr(model, name).weight.requires_grad for name in names]
    return before, [getattr(model, name).weight.detach() for name in names], open_, unknown


@check(task=3, points=0.75, catches="unknown-learns factors-frozen")
def test_training(submission):
    """Training moves those who are in the batch, and index 0 stays nobody"""
    pairs = torch.tensor([[1, 2], [3, 2], [0, 5], [3, 0], [0, 0]])
    before, after, open_, unknown = submission.run(learned, [4, 6, 3], pairs, 3)
    require(all(open_), "Some of the tables cannot be trained.", apart=True)
    for name, old, new, rows in zip(
        ("user_factors", "item_factors"), before, after, ([1, 3], [2]), strict=False
    ):
        expect_like(old, torch.zeros(5 if name == "user_factors" else 7, 3), f"The table {name}")
        expect_like(new, old, f"The table {name} after training")
        moved = bool((old[rows] != new[rows]).any(dim=1).all() or (old[rows] == 0).all())
        require(moved, f"Rows of {name} that are in the batch do not learn.", new)
    what = "The prediction for index 0 and index 0 after training"
    expect_like(unknown[1], unknown[0], what)
    require(
        torch.equal(unknown[1], unknown[0]),
        "Index 0 learns: in training, what is predicted for index 0 and index 0 changes.",
    )


@check(
    task=3,
    points=0.75,
    catches="factors-from-zero factors-too-large factors-uniform biases-random",
)
def test_start(submission):
    """Factors start small and random, biases from 0"""

    def tables(module, seed):
        torch.manual_seed(seed)
        model = module.DotProductBias(300, 200, 40)
        return [
            getattr(model, name).weight.detach()
            for name in ("user_factors", "item_factors", "user_bias", "item_bias")
        ]

    first, second = submission.run(tables, 1), submission.run(tables, 2)
    for (name, rows), table, other in zip(
        (("user_factors", 301), ("item_factors", 201)), first[:2], second[:2], strict=True
    ):
        expect_like(table, torch.zeros(rows, 40), f"The table {name}")
        known = table[1:].double()
        count = known.numel()
        require(known.std().item() < 0.02, f"The factors in {name} start too large.")
        within = 6 * 0.01 / math.sqrt(count)
        expect(known.mean().item(), 0.0, f"The mean of {name}", within=within)
        expect(known.std().item(), 0.01, f"The standard deviation of {name}", within=within)
        # A normal number's fourth power is 3 on average, a uniform one's 1.8.
        fourth = ((known / known.std()) ** 4).mean().item()
        expect(fourth, 3.0, f"The mean fourth power of {name} / std", within=0.6)
        alike = (table[1:] == other[1:]).double().mean().item()
        require(alike < 0.1, f"Two models start with the same {name}.", table)
    for name, rows, table in (("user_bias", 301, first[2]), ("item_bias", 201, first[3])):
        expect(table, torch.zeros(rows, 1), f"The table {name}")


@check(task=3, points=0.25, catches="loop-over-rows")
def test_forward_cost(submission, rng):
    """The number of operations does not grow with the rows or the factors"""

    def operations(module, sizes, ui):
        from torch.utils._python_dispatch import TorchDispatchMode

        class Count(TorchDispatchMode):
            count = 0

            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                self.count += 1
                return func(*args, **(kwargs or {}))

        model, given = module.DotProductBias(*sizes), ui.clone()
        with Count() as counted:
            result = model(ui)
        return counted.count, result, torch.equal(ui, given)

    def pairs(n):
        return torch.randint(1, 4, (n, 2), generator=rng.generator)

    few, result, same = submission.run(operations, [4, 5, 3], pairs(5))
    require(is_usable(result, 5), "The ratings are no tensor with a row for each pair.")
    require(same is True, "The call changes its argument ui in place.", apart=True)
    rows, result, _ = submission.run(operations, [4, 5, 3], pairs(45))
    require(is_usable(result, 45), "The ratings are no tensor with a row for each pair.")
    factors, *_ = submission.run(operations, [4, 5, 43], pairs(5))
    told = "Python visits the {} one by one. Use one torch operation for all of them."
    require(rows - few < 20, told.format("rows"), apart=True)
    require(factors - few < 20, told.format("factors"), apart=True)


@check(
    task=3,
    points=0.5,
    catches="always-float32 tables-on-the-cpu biases-broadcast products-not-added",
)
def test_shapes_and_dtypes(submission, gpu, rng):
    """A single row and none, other dtypes, and the GPU"""
    for dtype in FLOATS:
        for rows in (0, 1, 4):
            y_range = None if rows == 4 else (0.5, 5.5)
            args = draw_model(rng, rows, 3, 4, 2, dtype, y_range, known=False)
            found = submission.run(predicted, *args)
            expect_like(found, torch.zeros(rows, dtype=dtype), "The row of ratings", dtype=dtype)
    args = draw_model(rng, 5, 3, 4, 2)
    elsewhere = submission.run(predicted, *args)
    expect_like(elsewhere, torch.zeros(5, dtype=torch.float64), "The row of ratings")
    what = "The ratings on the GPU, compared with those on the CPU,"
    expect(gpu.run(predicted, *args), elsewhere, what, within=1e-6)


def chosen(module, sizes, tables, user, seen, count, y_range):
    """What is recommended, and what the model predicts of each item: as it should, whatever the
    learner's own model would."""

    class Rating(module.DotProductBias):
        def forward(self, ui):
            u, i = ui.unbind(dim=1)
            match = (self.user_factors.weight[u] * self.item_factors.weight[i]).sum(1)
            total = match + self.user_bias.weight[u, 0] + self.item_bias.weight[i, 0]
            if y_range is None:
                return total
            return torch.sigmoid(total) * (y_range[1] - y_range[0]) + y_range[0]

    model = Rating(*sizes, y_range).double()
    names = ("user_factors", "item_factors", "user_bias", "item_bias")
    with torch.no_grad():
        for name, rows in zip(names, tables, strict=True):
            getattr(model, name).weight[1:] = rows
    model.train()
    before = [p.detach().clone() for p in model.parameters()]
    found = module.recommend(model, user, seen, count)
    same = all(map(torch.equal, before, model.parameters())) and model.training
    items = torch.arange(sizes[1] + 1)
    scores = model(torch.stack([torch.full_like(items, user), items], dim=1)).detach()
    return found, scores, same and all(p.grad is None for p in model.parameters())


def choose(submission, rng, items, seen, count, y_range=(0.5, 20.0), lift=0.0):
    """What is recommended, and the right choice."""
    users = rng.integer(3, 5)
    sizes, _, tables, _ = draw_model(rng, 1, users, items, 2)
    tables[3] += lift
    # All sums lie inside the range, so that whoever cuts them off there ranks them as others do.
    tables[2] += 0.0 if y_range is None else 8.0
    user = rng.integer(1, users)
    args = sizes, tables, user, torch.tensor(seen, dtype=torch.int64), count, y_range
    found, scores, same = submission.run(chosen, *args)
    open_ = [item for item in range(1, items + 1) if item not in seen]
    right = sorted(open_, key=lambda item: -float(scores[item]))[:count]
    return found, torch.tensor(right, dtype=torch.int64), same


@check(
    task=4,
    points=1,
    catches="worst-first places-instead-of-items seen-again other-user in-order-of-the-index "
    "unknown-recommended places-left-out",
)
def test_choice(submission, rng):
    """The best items that the user has not seen"""
    for items, count in ((9, 3), (12, 4), (7, 7)):
        seen = [1 + int(i) for i in torch.randperm(items, generator=rng.generator)[: items // 3]]
        found, right, _ = choose(
            submission, rng, items, [*seen, seen[0]], min(count, items - len(seen))
        )
        expect(found, right, "The items that are recommended")


@check(task=4, points=0.5, catches="seen-when-few-are-left unknown-recommended")
def test_few_left(submission, rng):
    """Fewer items than asked for, none at all, and nothing seen"""
    for seen, lift in (([1, 2, 4, 6], 0.0), ([3, 1, 2, 6, 5, 4], 0.0), ([], -9.0)):
        found, right, _ = choose(submission, rng, 6, seen, 5, None, lift)
        what = f"What is recommended of 6 items, {len(seen)} of them seen,"
        fits = not isinstance(found, torch.Tensor) or found.numel() <= len(right)
        require(fits, f"{what} has more entries than items are left.")
        expect(found, right, what)


@check(task=4, points=0.5, catches="model-changed ratings-returned")
def test_model_untouched(submission, rng):
    """The model is left as it was; the items are int64"""
    found, right, same = choose(submission, rng, 8, [2, 5], 3)
    expect_like(found, right, "The row of recommended items", dtype=torch.int64)
    require(same is True, "After the call the model is not what it was.", apart=True)
