"""Hidden suite of splits. Run it on a file:

pytest graders/05_generalise/splits/suite.py --submission FILE

Which rows are held out at random is the learner's own affair: a split is judged by what it must and
must not contain, and by shares of many splits within six standard deviations.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, require

SPLITS = 300


def parts_of(split, n):
    """Both parts, each sorted, after checking that they make a split of n rows."""
    require(
        isinstance(split, tuple | list) and len(split) == 2,
        "A split should be a pair of tensors, `train, valid`.",
    )
    for name, part in zip(("training", "validation"), split, strict=True):
        require(
            isinstance(part, torch.Tensor) and part.dim() == 1 and part.dtype == torch.int64,
            f"The row numbers for {name} should be a tensor with one axis and dtype int64.",
        )
    train, valid = (part.sort().values for part in split)
    expect(len(train) + len(valid), n, "The number of rows in both parts together")
    both = torch.cat([train, valid]).sort().values
    require(
        torch.equal(both, torch.arange(n)),
        "Some row is in both parts or in neither, or a number is no row's.",
    )
    return train, valid


def apart(split, groups, *_):
    """Expect a split in which no group has rows on both sides."""
    train, valid = parts_of(split, len(groups))
    both = torch.isin(groups[train], groups[valid]).any()
    require(not both, "Some group has rows in training and in validation.")


def in_order(split, t, share):
    """Expect a split in which no row of training is later than one of validation."""
    train, valid = parts_of(split, len(t))
    expect(len(valid), int(share * len(t)), "The number of validation rows")
    wrong = len(train) and len(valid) and t[train].max() > t[valid].min()
    require(not wrong, "Some row in training is later than one in validation.")


def validations(module, n, share, first, count):
    """The validation rows of many seeds, sorted, one split a row."""
    splits = [module.random_split(n, share, seed) for seed in range(first, first + count)]
    return torch.stack([valid.sort().values for _, valid in splits])


def held_groups(module, groups, share, first, count):
    """For many seeds, which rows are held out: one split a row."""
    held = torch.zeros(count, len(groups), dtype=torch.float64)
    for k in range(count):
        held[k, module.group_split(groups, share, first + k)[1]] = 1
    return held


def generator_is_left(module, groups, seed):
    """Whether torch's own generator stands where it stood."""
    before = torch.get_rng_state()
    if groups is None:
        module.random_split(10, 0.3, seed)
    else:
        module.group_split(groups, 0.3, seed)
    return bool(torch.equal(before, torch.get_rng_state()))


def draw_groups(rng, count):
    """Labels from anywhere, one to five rows of each, mixed."""
    labels = torch.randperm(900, generator=rng.generator)[:count] * 7 - 2000
    sizes = torch.randint(1, 6, (count,), generator=rng.generator)
    groups = labels.repeat_interleave(sizes)
    return groups[torch.randperm(len(groups), generator=rng.generator)]


def six_sigma(share, count):
    return 6 * math.sqrt(share * (1 - share) / count)


@check(
    task=1,
    points=1,
    catches="overlap-by-one one-row-lost parts-swapped rounded-up drawn-with-replacement "
    "training-keeps-everything",
)
def test_random_parts(submission, rng):
    """Every row is in one part, and the share is the one asked for"""
    for share, n in ((0.3, 10 * rng.integer(2, 5) + 6), (0.25, 4 * rng.integer(3, 9))):
        _, valid = parts_of(submission.random_split(n, share, rng.integer(1, 10**6)), n)
        expect(len(valid), int(share * n), "The number of validation rows")
    for share, n in ((0.29, 100), (0.57, 100), (0.7, 10), (0.1, 30), (0.99, 3)):
        _, valid = parts_of(submission.random_split(n, share, 1), n)
        expect(len(valid), int(share * n), f"The number of validation rows for {share} of {n}")
    n = 10 * rng.integer(3, 6) + 4
    _, valid = parts_of(submission.random_split(n), n)
    expect(len(valid), int(0.2 * n), "The number of validation rows without a `valid_pct`")


@check(task=1, points=0.5, catches="not-shuffled block-of-neighbours fixed-seed")
def test_random_chance(submission, rng):
    """Every row, and every pair of rows, is equally likely to be held out"""
    n, k = 10, 3
    rows = submission.run(validations, n, 0.3, rng.integer(1, 10**6), SPLITS)
    expect(torch.tensor(rows.shape), torch.tensor([SPLITS, k]), "The size of validation")
    same = bool((rows == rows[0]).all())
    in_order = any(torch.equal(rows[0], torch.arange(n)[part]) for part in (slice(k), slice(-k, n)))
    require(
        not (same and in_order), "The rows are cut in two as they lie: nothing has been shuffled."
    )
    require(not same, "Every seed holds out the same rows.")
    held = torch.zeros(SPLITS, n, dtype=torch.float64).scatter(1, rows, 1.0)
    share = k / n
    fair = (held.mean(0) - share).abs() < six_sigma(share, SPLITS)
    require(bool(fair.all()), "Some rows are held out much more often than others.")
    together = (held.T @ held / SPLITS)[torch.ones(n, n).triu(1).bool()]
    share = k * (k - 1) / (n * (n - 1))
    fair = (together - share).abs() < six_sigma(share, SPLITS)
    require(bool(fair.all()), "Some rows are held out together much more often than others.")


@check(task=1, points=0.5, catches="not-shuffled seed-not-used fixed-seed torch-seeded")
def test_random_seed(submission, rng):
    """The seed decides about the split, and about nothing else"""
    n, seed = 60, rng.integer(1, 10**6)
    splits = [submission.random_split(n, 0.3, s) for s in (seed, seed, seed + 1)]
    one, again, other = (parts_of(split, n)[1] for split in splits)
    k = int(0.3 * n)
    in_order = any(torch.equal(one, torch.arange(n)[part]) for part in (slice(k), slice(n - k, n)))
    require(not in_order, "The rows are cut in two as they lie: nothing has been shuffled.")
    require(torch.equal(one, again), "The same seed gives two different splits.")
    require(not torch.equal(one, other), "Two seeds give the same split.")
    first, second = (parts_of(submission.random_split(n, 0.3, 0), n)[1] for _ in range(2))
    require(torch.equal(first, second), "The seed 0 gives two different splits.")
    alone = submission.run(generator_is_left, None, seed)
    require(alone, "The call seeds torch's own generator, or draws from it.")


@check(task=1, points=0.5, catches="never-empty cut-from-the-end")
def test_random_ends(submission):
    """No rows, few rows, and nothing held out"""
    for n, share in ((4, 0.2), (5, 0.0), (1, 0.5), (0, 0.2)):
        _, valid = parts_of(submission.random_split(n, share, 1), n)
        expect(len(valid), 0, "The number of validation rows where there should be none")


@check(task=2, points=1, catches="rows-not-groups")
def test_groups_stay_together(submission, rng):
    """No group has rows on both sides"""
    groups = draw_groups(rng, rng.integer(17, 22))
    split = submission.group_split(groups, 0.4, rng.integer(1, 10**6))
    _, valid = parts_of(split, len(groups))
    require(len(valid) > 0, "No row is held out although there are many groups.")
    apart(split, groups)


@check(
    task=2,
    points=0.25,
    catches="labels-as-positions parts-swapped share-of-rows neighbours-taken-for-groups "
    "groups-swapped",
)
def test_number_of_groups(submission, rng):
    """The share counts groups, whatever numbers stand for them"""
    count = 10 * rng.integer(2, 3) + 6
    groups = draw_groups(rng, count)
    # One large group: a share of rows would be another number of groups.
    groups = torch.cat([groups, groups[:1].expand(60)])
    for share in (0.3, 0.6):
        split = submission.group_split(groups, share, rng.integer(1, 10**6))
        _, valid = parts_of(split, len(groups))
        held = len(groups[valid].unique())
        expect(held, int(share * count), "The number of groups that are held out")
    for share, count in ((0.29, 100), (0.57, 100), (0.04, 20), (0.2, 20)):
        groups = 2**60 + torch.arange(count).repeat(2)  # no float can tell neighbours apart
        _, valid = parts_of(submission.group_split(groups, share, 1), len(groups))
        held = len(groups[valid].unique())
        expect(held, int(share * count), f"The number of groups for {share} of {count}")
    _, valid = parts_of(submission.group_split(groups), len(groups))
    expect(len(groups[valid].unique()), 4, "The number of groups without a `valid_pct`")


@check(task=2, points=0.5, catches="first-groups seed-not-used fixed-seed")
def test_groups_at_random(submission, rng):
    """The seed decides which groups are held out, and all are equally likely"""
    groups, seed = draw_groups(rng, 40), rng.integer(1, 10**6)
    splits = [submission.group_split(groups, 0.3, s) for s in (seed, seed, seed + 1)]
    one, again, other = (parts_of(split, len(groups))[1] for split in splits)
    require(torch.equal(one, again), "The same seed gives two different splits.")
    require(not torch.equal(one, other), "Two seeds hold out the same groups.")
    alone = submission.run(generator_is_left, groups, seed)
    require(alone, "The call seeds torch's own generator, or draws from it.")
    five = torch.tensor([3, 8, 8, 8, 8, 21, 34, 34, 55])
    held = submission.run(held_groups, five, 0.2, seed, SPLITS).mean(0)
    fair = (held - 0.2).abs() < six_sigma(0.2, SPLITS)
    require(bool(fair.all()), "Some groups are held out much more often than others.")
    held = submission.run(held_groups, torch.arange(5) * 9 - 14, 0.4, seed, SPLITS)
    together = (held.T @ held / SPLITS)[tuple(torch.triu_indices(5, 5, 1))]
    fair = (together - 0.1).abs() < six_sigma(0.1, SPLITS)
    require(bool(fair.all()), "Some groups are held out together much more often than others.")


@check(task=2, points=0.5)
def test_group_ends(submission):
    """One group, one row, no rows"""
    for groups in (torch.full((6,), -4), torch.tensor([5]), torch.zeros(0, dtype=torch.int64)):
        _, valid = parts_of(submission.group_split(groups, 0.5, 1), len(groups))
        expect(len(valid), 0, "The number of validation rows where there should be none")


@check(task=2, points=0.25, catches="groups-on-the-cpu")
def test_groups_on_the_gpu(subject):
    """The row numbers are where the groups are"""
    subject(GROUPS).stays_on_the_gpu(12)


@check(
    task=3,
    points=0.75,
    catches="shuffled-in-time earliest-held-out last-rows-held-out positions-in-the-order "
    "rounded-up times-made-floats",
)
def test_latest(submission, reference, rng):
    """The latest rows are held out, wherever they lie"""
    n = 10 * rng.integer(2, 4) + 6
    t = torch.randperm(5 * n, generator=rng.generator)[:n]
    for times in (t, t.double() / 7 - 20, t.double() / 1e8 + 1000):
        _, valid = parts_of(submission.time_split(times, 0.3), n)
        expect(len(valid), int(0.3 * n), "The number of validation rows")
        expect(valid, reference.time_split(times, 0.3)[1], "The sorted list of validation rows")
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        times = torch.randperm(20, generator=rng.generator).to(dtype)
        _, valid = parts_of(submission.time_split(times, 0.3), 20)
        what = f"The sorted validation rows for times in {str(dtype).removeprefix('torch.')}"
        expect(valid, reference.time_split(times, 0.3)[1], what)
    for share in (0.29, 0.57):
        _, valid = parts_of(submission.time_split(torch.arange(100), share), 100)
        expect(len(valid), int(share * 100), f"The number of validation rows for {share} of 100")
    _, valid = parts_of(submission.time_split(t), n)
    expect(len(valid), int(0.2 * n), "The number of validation rows without a `valid_pct`")
    # Nanoseconds since 1970: no float can tell neighbours apart.
    clock = 1_700_000_000_000_000_000 + torch.randperm(20, generator=rng.generator)
    _, valid = parts_of(submission.time_split(clock, 0.3), 20)
    expect(valid, reference.time_split(clock, 0.3)[1], "The sorted validation rows for large times")


@check(task=3, points=0.5, catches="moment-torn-apart moment-held-out shuffled-in-time")
def test_same_moment(submission, rng):
    """Rows of one moment stay together"""
    # Ten days of four rows; a quarter is ten rows, two and a half days.
    t = torch.arange(10).repeat_interleave(4) * 3 + rng.integer(-50, 50)
    t = t[torch.randperm(len(t), generator=rng.generator)]
    train, valid = parts_of(submission.time_split(t, 0.25), len(t))
    torn = torch.isin(t[train], t[valid]).any()
    require(not torn, "Rows of one and the same time are in training and in validation.")
    expect(len(valid), 8, "The number of validation rows where a cut falls into one moment")
    _, valid = parts_of(submission.time_split(t, 0.3), len(t))
    expect(len(valid), 12, "The number of validation rows where a cut falls between two moments")
    # The cut falls between the two rows of a moment, of the first one too, and then between the
    # last two of three.
    for size, share, held in ((2, 0.3, 2), (2, 0.95, 8), (3, 0.28, 3)):
        t = torch.arange(5).repeat_interleave(size)
        _, valid = parts_of(submission.time_split(t, share), len(t))
        expect(len(valid), held, f"The number of validation rows, {size} of each moment")


@check(task=3, points=0.5, catches="never-empty moment-held-out")
def test_time_ends(submission, rng):
    """No rows, one row, nothing to hold out, one moment only"""
    cases = {"no rows": (torch.zeros(0), 0.2), "a single row": (torch.tensor([4.0]), 0.5)}
    cases |= {"a share of 0": (rng.normal(5), 0.0), "one moment only": (torch.ones(9), 0.5)}
    for what, (t, share) in cases.items():
        split, (after, _) = submission.time_split.inputs_after(t, share)
        _, valid = parts_of(split, len(t))
        expect(len(valid), 0, f"The number of validation rows with {what}")
        require(torch.equal(after, t), "The call changes its argument t in place.")


@check(task=3, points=0.25, catches="times-on-the-cpu")
def test_time_on_the_gpu(subject):
    """The row numbers are where the times are"""
    subject(TIMES).stays_on_the_gpu(14)


def draw_leak(rng, n, m, d, copies):
    """Training and validation rows, and the numbers of the copies in validation."""
    train, valid = rng.normal(n, d), rng.normal(m, d)
    rows = torch.randperm(m, generator=rng.generator)[:copies].sort().values
    valid[rows] = train[torch.randperm(n, generator=rng.generator)[:copies]]
    return train, valid, rows


def draw_parts(rng, n, m, d, dtype=torch.float64):
    return rng.normal(n, d, dtype=dtype) + 2, rng.normal(m, d, dtype=dtype)


def draw_two(rng, n, m, d, copies):
    return draw_leak(rng, n, m, d, copies)[:2]


GROUPS = Contract("group_split", lambda rng, n: (draw_groups(rng, n), 0.4, 1), judge=apart)
TIMES = Contract("time_split", lambda rng, n: (rng.normal(n), 0.3), judge=in_order)
LEAK = Contract("find_leak", draw_two, "The list of rows that leak")
# Means and spreads of a few standard normal numbers: nothing here is larger than 10.
NORMALISE = Contract("normalise", draw_parts, "The scaled parts", rounding=lambda *_: 1e-4)


@check(
    task=4,
    points=0.75,
    catches="any-column-alike columns-apart same-position-only mask-instead-of-rows "
    "rows-of-training named-more-than-once rows-that-do-not-leak "
    "rows-instead-of-their-numbers",
)
def test_leak(submission, rng):
    """The rows of validation that are copies, each once"""
    n, m = 12, 8 + rng.integer(1, 3)
    train, valid, rows = draw_leak(rng, n, m, 3, 5)
    # One copy twice in training, another twice in validation, rows that share one value only, and
    # two rows that share all their values, each with another row.
    train = torch.cat([train, valid[rows[:1]]])
    valid[rows[1]] = valid[rows[2]]
    clean = [row for row in range(m) if row not in rows.tolist()]
    valid[clean[0], 1], valid[clean[1], 2] = train[2, 1], train[3, 2]
    valid[clean[2]] = train[[4, 5, 6], [0, 1, 2]]
    valid[clean[3]] = train[[7, 8, 9], [0, 1, 2]]
    expect(submission.find_leak(train, valid), rows, "The list of rows that leak")


@check(task=4, points=0.25, catches="nearly-alike sums-compared")
def test_no_false_alarm(submission, rng):
    """Rows that are only nearly alike, or alike in another order, are no copies"""
    train, valid, rows = draw_leak(rng, 9, 7, 4, 2)
    clean = [i for i in range(7) if i not in rows.tolist()]
    valid[clean[0]] = train[5] * (1 + 1e-7)
    valid[clean[1]] = train[6].flip(0)
    expect(submission.find_leak(train, valid), rows, "The list of rows that leak")
    train = torch.tensor([[0.0, 1.0], [-0.0, 4.0], [2.0, 3.0]])
    valid = torch.tensor(
        [[-0.0, 1.0], [torch.nan, 1.0], [2.0, torch.nan], [2.0, 3.0], [torch.nan, 4.0], [0.0, 4.0]]
    )
    what = "The list of rows that leak, among rows with -0.0 and NaN"
    expect(submission.find_leak(train, valid), torch.tensor([0, 3, 5]), what)


@check(
    task=4,
    points=0.25,
    catches="empty-list-is-float rows-made-floats sums-of-differences-compared",
)
def test_leak_ends(submission, rng):
    """No training rows, no validation rows, no copies, whole numbers"""
    rows, nothing = rng.normal(4, 3), torch.zeros(0, dtype=torch.int64)
    for train, valid in ((rows[:0], rows), (rows, rows[:0]), (rows, rows + 9)):
        expect(submission.find_leak(train, valid), nothing, "The list of rows that leak")
    whole = torch.tensor([[1, 2], [3, 4], [5, 6]])
    expected = torch.tensor([0, 2])
    copies = whole[[2, 2, 0]]
    found, after = submission.find_leak.inputs_after(whole, copies)
    expect(found, torch.tensor([0, 1, 2]), "The list of rows that leak")
    for name, before, left in zip(("train", "valid"), (whole, copies), after, strict=True):
        require(torch.equal(left, before), f"The call changes its argument {name} in place.")
    leaks = submission.find_leak(whole[:2], torch.tensor([[3, 4], [4, 3], [1, 2]]))
    expect(leaks, expected, "The list of rows that leak")
    large = whole + 2**60
    leaks = submission.find_leak(large, large[[0, 1]] + torch.tensor([[0], [1]]))
    expect(leaks, torch.tensor([0]), "The list of rows that leak among large whole numbers")
    for dtype in (torch.float16, torch.bfloat16, torch.int8, torch.int16, torch.int32):
        a = torch.tensor([[1, 0], [1, 1]]).to(dtype)
        found = submission.find_leak(a, torch.tensor([[0, 1], [1, 1], [1, 0]]).to(dtype))
        what = f"The list of rows of {str(dtype).removeprefix('torch.')} that leak"
        expect(found, torch.tensor([1, 2]), what)


@check(task=4, points=0.25, catches="loop-over-rows")
def test_leak_cost(subject):
    """All rows are compared at once, on the GPU too"""
    subject(LEAK).has_no_loop(5, 5, 3, 2, over=["training rows", "validation rows"])
    subject(LEAK).stays_on_the_gpu(5, 5, 3, 2)


@check(
    task=5,
    points=0.75,
    catches="fitted-on-all each-by-its-own spread-of-a-sample only-shifted "
    "columns-thrown-together mean-of-all validation-has-a-mean-of-its-own "
    "one-mean-for-all-columns divided-by-the-variance a-little-added "
    "validation-not-centred validation-left-as-it-was squeezed-between-0-and-1",
)
def test_scaling(subject, submission, reference, rng):
    """Both parts are scaled by what the training rows say"""
    n, m, d = rng.sizes(3, 3, 9)
    subject(NORMALISE).agrees(rng.normal(n, d, scale=3.0) + 5, rng.normal(m, d, scale=2.0) - 4)
    # Far from 0, squares lose the digits that tell the rows apart.
    far = rng.normal(n, d) + 1e8, rng.normal(m, d) + 1e8
    what = "The pair of scaled parts, where all numbers are around 1e8,"
    expect(submission.normalise(*far), reference.normalise(*far), what, within=1e-6)


@check(
    task=5,
    points=0.25,
    catches="divided-by-no-spread divided-by-a-rounding-error little-taken-for-none",
)
def test_constant_column(subject, submission, rng):
    """A column that is constant in training, a single training row, and no validation rows"""
    train, valid = rng.normal(6, 3), rng.normal(4, 3)
    train[:, 1] = 3.0
    for a, b in ((train, valid), (train[:1], valid), (train, valid[:0])):
        subject(NORMALISE).agrees(a, b)
    # Sums of such numbers are rounded: their mean is not quite what they all are.
    for constant in (0.1, 0.7, 1.1, -3.3):
        for rows in (6, 7, 10):
            train = rng.normal(rows, 3)
            train[:, 2] = constant
            result = submission.normalise(train, valid)
            exact = ((train - train.mean(0))[:, 2], (valid - train.mean(0))[:, 2])
            what = f"The third column of both parts, constant in training at {constant},"
            require(isinstance(result, tuple | list) and len(result) == 2, "Two parts come back.")
            expect([part[:, 2] for part in result], list(exact), what, within=1e-9)
    train = rng.normal(6, 3) * torch.tensor([1e-3, 1e-8, 1e-12])
    subject(NORMALISE).agrees(train, train[:2] / 2)


@check(task=5, points=0.25, dtypes="float32", catches="always-float64")
def test_scaling_keeps_the_dtype(subject, dtype):
    """The dtype is kept, and the device"""
    subject(NORMALISE).keeps_dtype(dtype, (8, 5, 3))
    subject(NORMALISE).keeps_short_dtypes(8, 5, 3)
    subject(NORMALISE).stays_on_the_gpu(6, 4, 3)


@check(task=5, points=0.25, catches="scaled-in-place")
def test_scaling_leaves_its_arguments(subject):
    """The rows themselves are left as they were"""
    subject(NORMALISE).leaves_its_arguments(6, 4, 3)
