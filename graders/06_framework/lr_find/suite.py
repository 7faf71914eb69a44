"""Hidden suite of lr_find. Run it on a file:

pytest graders/06_framework/lr_find/suite.py --submission FILE

A function cannot cross the boundary, so `step` is built on the other side by a driver. It returns
losses from a list, writes down what it is asked, and moves the weights. One slip is paid once: a
search that follows wrong rates or smooth values of the learner's own is right, given them.
"""

import itertools
import math

import torch

from tutor.grading.checks import Contract, check, expect, require

TOGETHER = "`lr_find` should return two lists, the rates and the smooth losses."


def watched(module, tensors, script, start, end, num_it):
    """Search with a step that gives the losses of the script (None: it raises), and moves the
    weights by its rate. Return the two lists, the rates that it was asked for, the sums of the
    first tensor that it met, and what became of the weights."""
    weights = [t.clone() for t in tensors]
    for i, weight in enumerate(weights):
        if i % 2 == 0 and weight.is_floating_point():
            weight.requires_grad_()
    held, asked, met = list(weights), [], []

    def step(lr):
        asked.append(float(lr))
        met.append(float(held[0].detach().double().sum()))
        with torch.no_grad():
            for weight in held:
                weight.add_(1 if not weight.is_floating_point() else 0.01 + float(lr))
        loss = script[len(asked) - 1] if len(asked) <= len(script) else script[-1]
        if loss is None:
            raise KeyError("no more batches")
        return loss

    raised, found = "nothing", None
    settings = {} if start is None else {"start": start, "end": end, "num_it": num_it}
    try:
        found = module.lr_find(weights, step, **settings)
    except KeyError:
        raised = "KeyError"
    same = len(weights) == len(held)
    same = same and all(one is other for one, other in zip(weights, held, strict=True))
    now = [weight.detach().clone() for weight in held]
    ready = [weight.requires_grad and weight.is_leaf for weight in held]
    return found, asked, met, same, now, ready, raised


def pair(found):
    """The two lists of a search."""
    right = isinstance(found, tuple | list) and len(found) == 2
    require(right and all(isinstance(part, list) for part in found), TOGETHER)
    for part in found:
        require(all(isinstance(x, int | float) for x in part), TOGETHER)
    return [torch.tensor([float(x) for x in part], dtype=torch.float64) for part in found]


def numbers(found, like, what):
    """As many numbers as there should be, in a tensor. Float32 is precise enough for them."""
    plain = isinstance(found, list) and all(isinstance(x, int | float) for x in found)
    require(plain, f"{what} should be a list of floats.")
    expect(
        len(found), len(like), f"The length: {what[0].lower()}{what[1:]}, its number of entries,"
    )
    return torch.tensor([float(x) for x in found], dtype=torch.float64)


def expect_rates(found, right, what):
    mine = numbers(found, right, what)
    require(bool((mine > 0).all()), f"{what} contains a number that is not above 0.")
    wanted = torch.tensor(right, dtype=torch.float64)
    expect(mine.log(), wanted.log(), f"{what}, as logarithms,", within=1e-5)


def expect_losses(found, right, what):
    mine, wanted = numbers(found, right, what), torch.tensor(right, dtype=torch.float64)
    size = float(wanted.abs().max()) if right else 1.0
    expect(mine, wanted, what, within=1e-5 * size)


def expect_rate(found, right, what):
    plain = isinstance(found, int | float) and found > 0
    require(plain, f"{what} should be a number above 0.")
    expect(math.log(found), math.log(right), f"{what}, as a logarithm,", within=1e-5)


def rates(start, end, num_it):
    return [start * (end / start) ** (i / num_it) for i in range(num_it)]


def smooth_values(losses, beta=0.98):
    mean, found = 0.0, []
    for k, loss in enumerate(losses, start=1):
        mean = beta * mean + (1 - beta) * loss
        found.append(mean / (1 - beta**k))
    return found


def curve_of(lrs, losses):
    n = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), len(losses))
    return lrs[:n], losses[:n]


def steepest(lrs, losses):
    lrs, losses = curve_of(lrs, losses)
    drops = [a - b for a, b in itertools.pairwise(losses)]
    speeds = [drop / math.log(lrs[i + 1] / lrs[i]) for i, drop in enumerate(drops)]
    i = speeds.index(max(speeds))
    return math.sqrt(lrs[i] * lrs[i + 1])


def tenth_of_the_lowest(lrs, losses):
    lrs, losses = curve_of(lrs, losses)
    return lrs[losses.index(min(losses))] / 10


def is_curve(own, n):
    """Whether the learner's own function gives a number for each place."""
    plain = isinstance(own, list) and all(isinstance(x, int | float) for x in own)
    return plain and len(own) == n and all(map(math.isfinite, own)) and len(set(own)) > 1


def agree(found, own):
    return all(abs(a - b) <= 1e-5 * abs(b) for a, b in zip(found, own, strict=False))


def expected(submission, found, script, start, end, n):
    """The rates and the smooth values of a run: the right ones, or those of the learner's own
    functions, if they are wrong and the run follows them."""
    lrs, smooth = rates(start, end, n), smooth_values(script[:n])
    mine = [part.tolist() for part in pair(found)]
    own = submission.rates(start, end, n)
    if is_curve(own, n) and agree(mine[0], own):
        lrs = own
    own = submission.smoothed(script[:n])
    if is_curve(own, n) and agree(mine[1], own):
        smooth = own
    ends = (k for k in range(n) if smooth[k] > 4 * min(smooth[: k + 1]))
    calls = 1 + next(ends, n - 1)
    return lrs[:calls], smooth[:calls]


def expect_curve(found, right, when):
    lrs, losses = pair(found)
    right_lrs, right_losses = pair(right)
    expect(len(lrs), len(right_lrs), f"The number of rates {when}")
    expect_rates(lrs.tolist(), right_lrs.tolist(), f"The list of rates {when}")
    expect_losses(losses.tolist(), right_losses.tolist(), f"The list of smooth losses {when}")


def draw_weights(rng):
    return [
        rng.normal(3, 2, dtype=torch.float32),
        rng.normal(4),
        rng.normal(2, 5) * 1e6,
        torch.tensor([3, -7]),
    ]


def bowl(rng, n):
    """Losses that fall slowly, then fast, with noise."""
    noise = rng.normal(n, scale=0.05).tolist()
    return [2.5 - 1.5 * (i / n) ** 2 + noise[i] for i in range(n)]


def rates_of(rng):
    start = 10 ** rng.uniform(-6, -3)
    return start, start * 10 ** rng.uniform(2, 5)


RATES = Contract(
    "rates",
    lambda rng, n: (*rates_of(rng), n),
    judge=lambda found, *case: expect_rates(found, rates(*case), "The list of rates"),
)
SMOOTHED = Contract(
    "smoothed",
    lambda rng, n, beta: ([x + 3 for x in rng.normal(n).tolist()], beta),
    judge=lambda found, *case: expect_losses(
        found, smooth_values(*case), "The list of smooth values"
    ),
)


def draw_curve(rng, n):
    """Rates that grow by different factors, and losses that rise and fall."""
    steps = [rng.uniform(0.1, 1.5) for _ in range(n)]
    places = [sum(steps[: i + 1]) for i in range(n)]
    return [1e-4 * math.exp(x) for x in places], [x + 4 for x in rng.normal(n).tolist()]


STEEPEST = Contract(
    "steepest",
    draw_curve,
    judge=lambda found, *case: expect_rate(found, steepest(*case), "The steepest rate"),
)
LOWEST = Contract(
    "tenth_of_the_lowest",
    draw_curve,
    judge=lambda found, *case: expect_rate(found, tenth_of_the_lowest(*case), "The rate"),
)


@check(
    task=1,
    points=1,
    catches="doubling equal-steps end-included last-left-out root-forgotten "
    "factor-before-the-first",
)
def test_rates(subject, rng):
    """Each rate is the same factor above the one before"""
    subject(RATES).agrees_on((rng.integer(5, 9),), (rng.integer(10, 20),))
    subject(RATES).agrees(1e-7, 10.0, 100)


@check(task=1, points=0.5, catches="end-included last-left-out")
def test_few_rates(subject, rng):
    """One rate is the smallest; two are the smallest and the middle"""
    subject(RATES).agrees_on((1,), (2,))


@check(
    task=2,
    points=1.25,
    catches="bias-left-in divided-mean-kept starts-with-the-first-loss beta-the-other-way "
    "plain-mean",
)
def test_smoothed(subject, rng):
    """The running mean, without its bias"""
    subject(SMOOTHED).agrees_on((7, rng.uniform(0.5, 0.9)), (12, 0.98))
    losses = [x + 3 for x in rng.normal(6).tolist()]
    subject(SMOOTHED).agrees(losses)


@check(task=2, points=0.5, catches="bias-left-in")
def test_smoothed_at_the_ends(subject, rng):
    """No loss, one loss, no smoothing, and losses that are all alike"""
    x = rng.uniform(2, 5)
    cases = {"no losses": ([], 0.9), "one loss": ([x], 0.9), "losses all alike": ([x] * 5, 0.7)}
    cases["beta = 0"] = ([x, 2 * x, x / 2], 0.0)
    for case in cases.values():
        subject(SMOOTHED).agrees(*case)


@check(task=2, points=0.25)
def test_losses_untouched(submission, rng):
    """The list of losses stays as it is"""

    def kept(module, losses):
        before = list(losses)
        return module.smoothed(losses, 0.5), losses == before

    losses = rng.away_from_zero(5).tolist()
    found, same = submission.run(kept, losses)
    require(isinstance(found, list) and len(found) == 5, "`smoothed` should return five values.")
    require(found[1] != found[2], "`smoothed` gives the same for different losses.")
    require(same, "`smoothed` changes the list of losses.")


@check(
    task=3,
    points=1,
    catches="raw-losses-returned one-step-too-many defaults-ignored",
)
def test_tries(submission, rng):
    """One step at each rate, and the smooth loss after it"""
    n = rng.integer(8, 12)
    weights, script = draw_weights(rng), bowl(rng, n)
    case = (weights, script, *rates_of(rng), n)
    found, asked, *_ = submission.run(watched, *case)
    right = expected(submission, found, *case[1:])
    expect(len(asked), len(right[0]), "The number of calls of `step`")
    expect_rates(asked, right[0], "The list of rates that `step` is given")
    expect_curve(found, right, "that `lr_find` returns")


@check(task=3, points=0.25)
def test_defaults(submission, rng):
    """From 1e-7 to 10 in 100 steps, unless other rates are asked for"""
    script = bowl(rng, 100)
    found, asked, *_ = submission.run(watched, draw_weights(rng), script, None, None, None)
    right = expected(submission, found, script, 1e-7, 10.0, 100)
    expect(len(asked), len(right[0]), "The number of calls of `step` with the defaults")
    expect_curve(found, right, "with the defaults")


@check(
    task=3,
    points=1,
    catches="never-stops raw-loss-stops last-call-left-out compared-with-the-first twice-is-enough "
    "ends-at-once",
)
def test_stop(submission, rng):
    """The run ends when the smooth loss is above 4 times the best"""
    weights, n = draw_weights(rng), 30
    script = bowl(rng, n)
    script[8] = 11.0  # one loud batch does not end the run
    grows = [1.0 + i / 10 for i in range(10)]
    rising = [*script[:12], *(2.0 * 1.8**i for i in range(n - 12))]
    falling = [8.0 * 0.7**i for i in range(12)] + [0.2 * 1.6**i for i in range(n - 12)]
    for losses in (script, grows + script, rising, falling):
        case = (weights, losses, 1e-5, 1.0, n)
        found, asked, *_ = submission.run(watched, *case)
        right = expected(submission, found, *case[1:])
        expect(len(asked), len(right[0]), "The number of calls of `step`")
        expect_curve(found, right, "of a run that blows up or does not")


@check(task=3, points=0.5, catches="goes-on-after-nan never-stops last-call-left-out nan-left-out")
def test_not_finite(submission, rng):
    """The run ends with a loss that is NaN or infinite, even the first"""
    weights = draw_weights(rng)
    for strange in (math.nan, math.inf):
        for place in (6, 0):
            script = bowl(rng, 12)
            script[place] = strange
            case = (weights, script, 1e-5, 1.0, 12)
            found, asked, *_ = submission.run(watched, *case)
            pair(found)
            calm = [loss if math.isfinite(loss) else 2.0 for loss in script]
            right = expected(submission, [found[0][:place], found[1][:place]], calm, *case[2:])
            if len(right[0]) < place:  # wrong smooth values of their own have ended the run
                expect_curve(found, right, "of a run that ends before the strange loss")
                continue
            right_losses = right[1][:place]
            said = f"The number of calls of `step`, if call {place + 1} returns {strange},"
            expect(len(asked), place + 1, said)
            lrs, losses = pair(found)
            expect(len(lrs), place + 1, "The number of rates returned")
            expect(len(losses), place + 1, "The number of losses returned")
            before = losses[:-1].tolist(), right_losses
            expect_losses(*before, "The list of smooth losses before the last")
            last = float(losses[-1])
            require(not math.isfinite(last), "The last smooth loss should not be finite.")


@check(
    task=3,
    points=0.75,
    catches="left-trained other-tensors restored-in-float32 first-weight-only",
)
def test_restored(submission, rng):
    """Afterwards every tensor has its values back, bit for bit"""
    weights = draw_weights(rng)
    endings = {"a run to its end": bowl(rng, 8), "a run that blows up": [1.0, 1.0, 1e4, 1e5]}
    for what, script in endings.items():
        _, asked, _, same, now, ready, _ = submission.run(watched, weights, script, 1e-3, 1.0, 8)
        require(len(asked) > 1, "`step` is hardly called, so this check cannot tell yet.")
        require(same, "`lr_find` puts other tensors into the list of weights.")
        pairs = list(zip(now, weights, strict=True))
        near = [bool(((one - other).abs() < 0.04).all()) for one, other in pairs[:2]]
        near.append(bool((pairs[2][0] - pairs[2][1]).abs().max() < 0.2))
        near.append(torch.equal(*pairs[3]))
        if "end" in what:
            require(any(near), f"After {what} all tensors have other values than before.")
            require(all(near), f"After {what} only some of the tensors have their values back.")
        back = all(torch.equal(one, other) for one, other in pairs)
        require(back, f"After {what} a tensor does not have exactly the values from before.")
        require(
            ready == [True, False, True, False],
            "After the call a weight requires a gradient that did not, or the other way round.",
        )


@check(task=3, points=0.25, catches="weights-reset-each-time")
def test_one_run(submission, rng):
    """The steps are one run: each begins where the one before has ended"""
    weights, n = draw_weights(rng), 6
    _, asked, met, *_ = submission.run(watched, weights, bowl(rng, n), 1e-3, 1.0, n)
    require(len(asked) > 1, "`step` is hardly called, so this check cannot tell yet.")
    moved = [6 * (0.01 + lr) for lr in asked]
    right = [float(weights[0].double().sum()) + sum(moved[:i]) for i in range(len(asked))]
    expect(met, right, "The list of sums of a weight, as `step` meets it", within=1e-4)


@check(task=3, points=0.25, catches="left-trained exception-leaves-a-mess restored-in-float32")
def test_exception(submission, rng):
    """If `step` raises, the weights come back and the exception goes on"""
    weights, script = draw_weights(rng), [*bowl(rng, 4), None]
    _, asked, _, _, now, _, raised = submission.run(watched, weights, script, 1e-3, 1.0, 9)
    require(len(asked) == 5, "`step` is not called as often as it should be.")
    require(raised == "KeyError", "The exception of `step` does not go on to the caller.")
    back = all(torch.equal(one, other) for one, other in zip(now, weights, strict=True))
    require(back, "After an exception of `step` the weights have other values than before.")


@check(
    task=4,
    points=1,
    catches="lowest-instead-of-steepest spacing-ignored speed-over-the-plain-axis left-end-taken "
    "right-end-taken plain-middle rise-taken-too",
)
def test_steepest(subject, rng):
    """The middle of the piece where the loss falls fastest"""
    for _ in range(4):
        subject(STEEPEST).agrees_on((rng.integer(5, 9),))
    subject(STEEPEST).agrees([0.01, 0.1, 1.0], [3.0, 1.0, 0.5])
    subject(STEEPEST).agrees([0.01, 0.1, 0.2, 1.0], [3.0, 2.5, 2.4, 50.0])
    subject(STEEPEST).agrees([0.01, 0.1, 1.0, 10.0], [3.0, 2.0, 1.0, 0.5])
    # A small fall between near neighbours, steeper than a large one between distant ones.
    subject(STEEPEST).agrees([0.001, 0.1, 0.2, 1.0], [3.0, 2.0, 1.3, 1.25])


@check(task=4, points=0.5, catches="nan-looked-at only-nan-ends")
def test_curve_that_ends(subject, rng):
    """A loss that is not finite ends the curve"""
    for strange in (math.nan, math.inf, -math.inf):
        lrs, losses = draw_curve(rng, 7)
        losses[0] = max(losses) + 1  # some piece falls
        subject(STEEPEST).agrees(lrs, [*losses[:4], strange, -20.0, -50.0])
        subject(LOWEST).agrees(lrs, [*losses[:4], strange, -20.0, -50.0])


@check(task=4, points=0.5, catches="lowest-not-divided last-lowest-taken")
def test_tenth_of_the_lowest(subject, rng):
    """A tenth of the rate of the lowest loss"""
    for _ in range(3):
        subject(LOWEST).agrees_on((rng.integer(4, 9),))
    subject(LOWEST).agrees([0.01, 0.1, 1.0, 2.0], [3.0, 1.0, 1.0, 5.0])
    subject(LOWEST).agrees([0.3], [2.0])


@check(task=4, points=0.25, catches="flat-curve-answered")
def test_refuses(subject):
    """A curve that says nothing is refused"""
    rising = ([0.1, 1.0, 2.0], [1.0, 2.0, 3.0])
    flat = ([0.1, 1.0], [2.0, 2.0])
    single, empty = ([0.1], [2.0]), ([], [])
    cut = ([0.1, 1.0, 2.0], [2.0, math.nan, 1.0])
    why = "There is no piece on which the loss falls."
    subject(STEEPEST).refuses(rising, flat, single, empty, cut, because=why, but_not=(5,))
    gone = ([0.1, 1.0], [math.nan, 1.0])
    why = "There is no point left."
    subject(LOWEST).refuses(empty, gone, because=why, but_not=(5,))


@check(task=4, points=0.25)
def test_reading_changes_nothing(submission, rng):
    """The lists stay as they are"""

    def kept(module, lrs, losses):
        before = [str(lrs), str(losses)]
        found = [module.steepest(lrs, losses), module.tenth_of_the_lowest(lrs, losses)]
        return found, before == [str(lrs), str(losses)]

    lrs = [0.001, 0.01, 0.1, 1.0, 10.0]
    losses = [5.0, 4.0, rng.uniform(2, 3), 1.0, math.nan]
    found, same = submission.run(kept, lrs, losses)
    other, _ = submission.run(kept, [2 * lr for lr in lrs], losses)
    require(
        all(isinstance(x, float) and x > 0 for x in [*found, *other]) and found != other,
        "The rates that are read off are no positive floats that depend on the curve.",
    )
    require(same, "Reading off changes one of the lists.")
