"""Hidden suite of feedback_loop. Run it on a file:

pytest graders/12_consequences/feedback_loop/suite.py --submission FILE

Generators and policies do not cross the boundary: drivers make them beside the learner's code. What
is drawn is judged by its mean and spread, never by the order of the draws.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require

DAYS, LAST = 200, 50


def seen(module, incidents, shares, seed, calls):
    """What several calls with one generator see, and whether torch's own generator was used."""
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(1)
    before = torch.get_rng_state()
    given = incidents.clone(), shares.clone()
    found = [module.arrests(incidents, shares, generator) for _ in range(calls)]
    left = torch.equal(before, torch.get_rng_state())
    return found, left, torch.equal(given[0], incidents) and torch.equal(given[1], shares)


def expect_counts(found, incidents):
    for arrests in found:
        expect_like(arrests, incidents, "The arrests", dtype=torch.int64)


@check(
    task=1,
    points=1,
    catches="share-of-the-whole-town expected-number-instead poisson-instead all-or-nothing "
    "shares-ignored unseen-instead normal-instead",
)
def test_arrests(submission, rng):
    """Each incident is seen with the probability of its district"""
    rows = 3000
    for n, p in ((12, 0.3), (40, 0.85), (1, 0.5)):
        incidents, shares = torch.full((rows,), n), torch.full((rows,), p, dtype=torch.float64)
        (first, second), *_ = submission.run(seen, incidents, shares, rng.integer(0, 10**6), 2)
        expect_counts((first, second), incidents)
        require(bool((first >= 0).all() and (first <= n).all()), "More arrests than incidents.")
        mean, spread = n * p, math.sqrt(n * p * (1 - p))
        what = f"of the arrests, with {n} incidents and a share of {p},"
        within = 6 * spread / math.sqrt(rows)
        expect(first.double().mean().item(), mean, f"The mean {what}", within=within)
        # The standard deviation of a sample deviation is at most about its value / sqrt(rows).
        near = 6 * spread * math.sqrt(1.5 / rows)
        expect(first.double().std().item(), spread, f"The standard deviation {what}", within=near)
        if n > 1:
            alike = (first == second).double().mean().item()
            require(alike < 0.5, "Two calls with one generator see the same.", first)


@check(
    task=1,
    points=0.25,
    catches="one-share-for-all share-of-the-whole-town",
)
def test_districts(submission, rng):
    """Each district has its own incidents and its own share"""
    incidents = torch.tensor([0, 5000, 2000, 8000, 4000])
    shares = torch.tensor([0.5, 0.0, 1.0, 0.25, 0.7], dtype=torch.float64)
    found, *_ = submission.run(seen, incidents, shares, rng.integer(0, 10**6), 1)
    expect_counts(found, incidents)
    exact = torch.stack([found[0][:3]])[0]
    expect(exact, torch.tensor([0, 0, 2000]), "The arrests at 0 incidents and at shares of 0 and 1")
    spread = 6 * math.sqrt(8000 * 0.25 * 0.75)
    what = "The arrests at the other shares"
    expect(found[0][3:].double(), torch.tensor([2000.0, 2800.0]).double(), what, within=spread)


@check(task=1, points=0.75, catches="other-generator seed-fixed arguments-overwritten")
def test_arrests_generator(submission, rng):
    """The given generator decides, and torch's own is left alone"""
    incidents, shares = torch.full((200,), 30), torch.full((200,), 0.4, dtype=torch.float64)
    seed = rng.integer(0, 10**6)
    first, left, same = submission.run(seen, incidents, shares, seed, 2)
    again, *_ = submission.run(seen, incidents, shares, seed, 2)
    other, *_ = submission.run(seen, incidents, shares, seed + 1, 2)
    for found in (first, again, other):
        expect_counts(found, incidents)
    require(left is True, "torch's own generator is used or seeded.", apart=True)
    repeats = torch.equal(torch.stack(first), torch.stack(again))
    require(repeats, "The same state of the generator gives other arrests.", apart=True)
    told = "Generators with different seeds give the same arrests."
    require(not torch.equal(first[0], other[0]), told, apart=True)
    told = "Two calls with one generator give the same arrests."
    require(not torch.equal(first[0], first[1]), told, apart=True)
    require(same is True, "The call changes an argument in place.", apart=True)


def draw_records(rng, districts, ties=1):
    """Records whose largest number stands in several districts, and how much was patrolled."""
    records = torch.randperm(50, generator=rng.generator)[:districts] + 3
    records[:ties] = 60
    order = torch.randperm(districts, generator=rng.generator)
    return records[order], rng.away_from_zero(districts).abs() * 9


def right_greedy(records, patrolled):
    most = (records == records.max()).double()
    return most / most.sum()


GREEDY = Contract("greedy", draw_records, what="The row of shares", truth=right_greedy)


@check(task=2, points=0.5, catches="least-instead most-per-patrol index-returned greedy-in-float32")
def test_greedy(subject, submission, rng):
    """All patrols go where the most arrests were"""
    subject(GREEDY).agrees_on((3,), (5,), (2,), (1,))
    shares = submission.greedy(*draw_records(rng, 4))
    expect_like(shares, torch.zeros(4), "The row of shares", dtype=torch.float64)
    subject(GREEDY).leaves_its_arguments(4)


@check(task=2, points=0.5, catches="first-of-several all-of-several-whole")
def test_ties(subject, submission):
    """Several with the most get equal shares"""
    subject(GREEDY).agrees_on((5, 2), (4, 3), (3, 3))
    nothing = torch.zeros(4, dtype=torch.int64), torch.zeros(4, dtype=torch.float64)
    right = torch.full((4,), 0.25, dtype=torch.float64)
    expect(submission.greedy(*nothing), right, "The row of shares without arrests")


def right_proportional(records, patrolled):
    return records.double() / records.sum()


PROPORTIONAL = Contract(
    "proportional", draw_records, what="The row of shares", truth=right_proportional
)


@check(
    task=3,
    points=0.5,
    catches="softmax-instead by-the-largest per-patrol counts-returned squared "
    "proportional-in-float32",
)
def test_proportional(subject, submission, rng):
    """Shares are as the arrests are to each other"""
    subject(PROPORTIONAL).agrees_on((3,), (5,), (2,), (4, 2))
    some = torch.tensor([0, 5, 0, 15]), torch.ones(4, dtype=torch.float64)
    right = torch.tensor([0, 0.25, 0, 0.75], dtype=torch.float64)
    expect(submission.proportional(*some), right, "The row of shares where some have no arrests")
    once = torch.tensor([0, 1, 0]), torch.ones(3, dtype=torch.float64)
    right = torch.tensor([0, 1, 0], dtype=torch.float64)
    expect(submission.proportional(*once), right, "The row of shares after a single arrest")
    shares = submission.proportional(*draw_records(rng, 4))
    expect_like(shares, torch.zeros(4), "The row of shares", dtype=torch.float64)


@check(task=3, points=0.5, catches="nothing-by-nothing nobody-without-arrests")
def test_no_arrests(subject, submission):
    """Without arrests all get equal shares"""
    for k in (2, 5):
        nothing = torch.zeros(k, dtype=torch.int64), torch.ones(k, dtype=torch.float64)
        right = torch.full((k,), 1 / k, dtype=torch.float64)
        expect(submission.proportional(*nothing), right, "The row of shares without arrests")
    subject(PROPORTIONAL).leaves_its_arguments(4)


def watched(module, rates, shares, steps, seed, plan):
    """What a policy that follows a plan of shares was told, and the history.

    Arrests are made by the right `arrests`: what is wrong with the learner's is paid for in task 1.
    """
    import copy

    told, generator = [], torch.Generator().manual_seed(seed)
    torch.manual_seed(1)
    before, given = torch.get_rng_state(), (rates.clone(), shares.clone())

    def policy(records, patrolled):
        told.append(copy.deepcopy((records, patrolled)))
        return plan[len(told) - 1]

    def arrests(incidents, shares, generator, *more, **named):
        if more or named:
            return own(incidents, shares, generator, *more, **named)
        drawn = torch.binomial(incidents.double(), shares.double(), generator=generator)
        return drawn.long()

    own, module.arrests = module.arrests, arrests
    try:
        history = module.simulate(rates, shares, steps, policy, generator)
    finally:
        module.arrests = own
    left = torch.equal(before, torch.get_rng_state())
    same = torch.equal(given[0], rates) and torch.equal(given[1], shares)
    return told, history, left, same


def draw_town(rng, districts, steps):
    rates = torch.tensor([rng.uniform(20, 60) for _ in range(districts)], dtype=torch.float64)
    rows = torch.rand(steps + 1, districts, generator=rng.generator, dtype=torch.float64) + 0.1
    rows = rows / rows.sum(1, keepdim=True)
    return rates, rows[0], steps, rng.integer(0, 10**6), rows[1:]


def expect_told(told, steps, districts):
    """Expect calls of the policy with two rows of the right kind. That the last day is missing is
    paid for in `test_history`."""
    called = steps - 1 <= len(told) <= steps
    require(called, f"In {steps} days the policy is called {len(told)} times.", len(told) + 0.5)
    for records, patrolled in told:
        expect_like(records, torch.zeros(districts, dtype=torch.int64), "What is told of records")
        expect_like(patrolled, torch.zeros(districts).double(), "What is told of patrols")


@check(
    task=4,
    points=0.75,
    catches="first-day-left-out one-day-too-few last-shares-only",
)
def test_history(submission, rng):
    """The history begins with the first day and has a row for each answer of the policy"""
    for districts, steps in ((3, 4), (2, 1), (5, 0)):
        args = draw_town(rng, districts, steps)
        told, history, *_ = submission.run(watched, *args)
        right = torch.cat([args[1][None], args[4]])
        expect(history, right, "The history of the shares")
        expect_like(history, right, "The history of the shares", dtype=torch.float64)
        expect(len(told), steps, "How often the policy is called")
        expect_told(told, steps, districts)


@check(
    task=4,
    points=0.5,
    catches="patrols-without-this-day patrols-of-the-last-day days-counted-instead "
    "patrols-averaged policy-asked-first",
)
def test_patrols_told(submission, rng):
    """The policy is told the sum of all shares so far"""
    args = draw_town(rng, 4, 5)
    told, *_ = submission.run(watched, *args)
    expect_told(told, 5, 4)
    sums = torch.cat([args[1][None], args[4]])[:-1].cumsum(0)
    for day, (_, patrolled) in enumerate(told, 1):
        what = f"What the policy is told of patrols after day {day} of 5"
        expect(patrolled, sums[day - 1], what, dtype=torch.float64)


@check(
    task=4,
    points=1,
    catches="incidents-told records-of-the-last-day records-added-twice nothing-is-random "
    "incidents-drawn-once policy-asked-first",
)
def test_records_told(submission, rng):
    """Incidents are drawn each day, seen by the patrols of the day, and added up"""
    rates = torch.full((600,), 30.0, dtype=torch.float64)
    shares = torch.tensor([0.8, 0.2, 0.5, 0.0], dtype=torch.float64)
    plan = [torch.full((600,), float(share)).double() for share in (0.2, 0.5, 0.0, 0.3)]
    first = torch.full((600,), 0.8, dtype=torch.float64)
    told, *_ = submission.run(watched, rates, first, 4, rng.integer(0, 10**6), plan)
    expect_told(told, 4, 600)
    so_far = torch.zeros(600, dtype=torch.int64)
    days = []
    for day, (share, (records, _)) in enumerate(zip(shares.tolist(), told, strict=False), 1):
        new = records - so_far
        so_far = records
        days.append(new)
        # Of a Poisson number each part seen is Poisson again.
        mean = 30 * share
        within = 6 * math.sqrt(mean / 600)
        what = f"of the arrests of day {day} with a share of {share}"
        expect(new.double().mean().item(), mean, f"The mean {what}", within=within + 1e-9)
        spread = 6 * math.sqrt((2 * mean**2 + mean) / 600) + 1e-9
        expect(new.double().var().item(), mean, f"The variance {what}", within=spread)
    rates, alone = rates[:3], torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64)
    told, *_ = submission.run(watched, rates, alone, 2, rng.integer(0, 10**6), [alone, alone])
    expect_told(told, 2, 3)
    expect(told[0][0][1:], torch.zeros(2, dtype=torch.int64), "The arrests where nobody patrols")
    alike = (days[0] * 2 / 8).round() == days[1]
    require(float(alike.double().mean()) < 0.5, "Two days are alike.", days[1])
    together = torch.stack([days[0].double(), days[2].double()])
    linked = torch.corrcoef(together)[0, 1].item()
    expect(linked, 0.0, "The correlation of two days", within=6 / math.sqrt(600))


@check(task=4, points=0.25, catches="told-changes-later")
def test_told_does_not_change(submission, rng):
    """What the policy was told stays as it was"""

    def kept(module, rates, shares, steps, seed):
        told, copies, generator = [], [], torch.Generator().manual_seed(seed)

        def policy(records, patrolled):
            told.append((records, patrolled))
            copies.append((records.clone(), patrolled.clone()))
            return shares

        module.simulate(rates, shares, steps, policy, generator)
        pairs = zip(told, copies, strict=True)
        return all(torch.equal(a, c) and torch.equal(b, d) for (a, b), (c, d) in pairs), copies

    rates, shares, *_ = draw_town(rng, 3, 0)
    same, copies = submission.run(kept, rates, shares, 4, rng.integer(0, 10**6))
    expect_told(copies, 4, 3)
    told = "What the policy was told on one day changes later."
    require(same is True, told, apart=True)


@check(task=4, points=0.5, catches="simulation-uses-the-global-generator town-overwritten")
def test_simulate_generator(submission, rng):
    """The given generator decides, and the arguments are left alone"""
    args = draw_town(rng, 4, 3)
    told, _, left, same = submission.run(watched, *args)
    again, *_ = submission.run(watched, *args)
    other, *_ = submission.run(watched, *args[:3], args[3] + 1, args[4])
    for one in (told, again, other):
        expect_told(one, 3, 4)

    def last(days):
        return days[-1][0]

    require(torch.equal(last(told), last(again)), "The same seed gives other days.", apart=True)
    differ = not torch.equal(last(told), last(other))
    require(differ, "Different seeds give the same days.", apart=True)
    require(left is True, "torch's own generator is used or seeded.", apart=True)
    require(same is True, "The call changes an argument in place.", apart=True)


def answers(module, told):
    """What the policy says in each town. Of a town nothing comes here but what the police know."""
    return [module.fair(records.clone(), patrolled.clone()) for records, patrolled in told]


def run_fair(submission, rates, first, generator):
    """The mean shares of the last days in each town, and how far a sum was ever from 1.

    All towns live through a day together, and they live here, not beside the learner's code, where
    the real rates could be read."""
    now, late = list(first), [torch.zeros_like(row) for row in rates]
    records = [torch.zeros(len(row), dtype=torch.int64) for row in rates]
    patrolled, off = [torch.zeros_like(row) for row in rates], 0.0
    for day in range(DAYS):
        for town, row in enumerate(rates):
            incidents = torch.poisson(row, generator=generator)
            found = torch.binomial(incidents, now[town], generator=generator)
            records[town] = records[town] + found.long()
            patrolled[town] = patrolled[town] + now[town]
        said = submission.run(answers, list(zip(records, patrolled, strict=True)))
        for town, shares in enumerate(said):
            expect_like(shares, rates[town], "The row of shares")
            off = max(off, abs(float(shares.sum()) - 1))
            now[town] = shares.double().clamp(0, 1)
            if day >= DAYS - LAST:
                late[town] = late[town] + now[town] / LAST
    return late, off


def expect_fair(submission, rng, *places, seeds=3):
    """Expect the right shares in a few towns at each place, which is its rates and first shares."""
    towns = [torch.tensor(place, dtype=torch.float64) for place in places for _ in range(seeds)]
    rates, first = [town[0] for town in towns], [town[1] for town in towns]
    late, off = run_fair(submission, rates, first, rng.generator)
    expect(off, 0.0, "How far the sum of the shares is from 1", within=1e-6)
    for start in range(0, len(towns), seeds):
        found, row = torch.stack(late[start : start + seeds]), rates[start]
        right = (row / row.sum()).expand(seeds, -1)
        # What only comes of it, such as a district that is never seen, is judged elsewhere.
        what = f"The mean shares of the last {LAST} days, a row for each seed,"
        expect(found, right, what, within=0.05)


@check(
    task=5,
    points=1,
    catches="proportional-again equal-shares explores-only explores-a-tenth patrols-misread "
    "rates-squared greedy-by-rate",
)
def test_fair_shares(submission, rng):
    """The shares follow the real rates, for every seed"""
    three = [10.0, 20.0, 10.0], [0.5, 0.3, 0.2]
    apart, alike = ([8.0, 32.0], [0.5, 0.5]), ([20.0, 20.0], [0.5, 0.5])
    expect_fair(submission, rng, three, apart, alike)


@check(
    task=5, points=0.75, catches="proportional-again explores-only explores-a-tenth greedy-by-rate"
)
def test_fair_from_a_bad_start(submission, rng):
    """However the patrols are placed on the first day"""
    alike = [20.0, 20.0], [0.95, 0.05]
    four = [10.0, 30.0, 20.0, 10.0], [0.9, 0.02, 0.03, 0.05]
    expect_fair(submission, rng, alike, four)


@check(task=5, points=0.5, catches="nobody-stays-unseen nobody-is-not-a-number")
def test_fair_where_nobody_was(submission, rng):
    """A district that got no patrols at first is found, too"""
    three, two = ([20.0, 20.0, 30.0], [0.5, 0.5, 0.0]), ([15.0, 15.0], [1.0, 0.0])
    expect_fair(submission, rng, three, two)


@check(task=5, points=0.25, catches="nobody-stays-unseen")
def test_least_share(submission):
    """Every district gets at least a share of 0.01"""
    for records, patrolled in (
        ([0, 0], [1.0, 0.0]),
        ([0, 0, 0, 0, 0], [0.2, 0.2, 0.2, 0.2, 0.2]),
        ([4000, 0, 1], [300.0, 5.0, 95.0]),
        ([0, 900], [3.0, 397.0]),
        ([50, 0, 0], [1.0, 0.0, 0.0]),
    ):
        args = torch.tensor(records), torch.tensor(patrolled, dtype=torch.float64)
        shares = submission.fair(*args)
        expect_like(shares, torch.zeros(len(records)).double(), "The row of shares")
        expect(shares.sum().item(), 1.0, "The sum of the shares", within=1e-6)
        least = float(shares.min())
        told = f"After the records {records} some district gets a share of {least:.4f}."
        require(least >= 0.01 - 1e-9, told, shares)


@check(task=5, points=0.5, catches="random-fix fix-in-float32")
def test_fair_is_a_policy(submission, rng):
    """float64, the same answer each time, and the arguments are left as they are"""
    records, patrolled = draw_records(rng, 4)
    first, (left, patrols) = submission.fair.inputs_after(records, patrolled)
    expect_like(first, torch.zeros(4), "The row of shares", dtype=torch.float64)
    second = submission.fair(records, patrolled)
    told = "The same arguments give another answer."
    require(torch.equal(first, second), told, apart=True)
    same = torch.equal(left, records) and torch.equal(patrols, patrolled)
    require(same, "The call changes an argument in place.", apart=True)
    level = bool((first == first[0]).all())
    require(not level, "The shares do not depend on the records.", first)
