"""Hidden suite of samuels_loop. Run it on a file:

pytest graders/02_learn/samuels_loop/suite.py --submission FILE

A function cannot cross the boundary, so games and tests are built on the other side by drivers,
which write down what they see. A search is judged from its own record: what the best weights were,
and what became of each candidate, follows from what `evaluate` was shown. How normal numbers are
drawn is left to the learner, so the steps are judged by statistics, within six standard deviations.
"""

import math

import torch

from tutor.grading.checks import Contract, check, driven, expect, expect_like, require

STEP = 0.5


def moves(module, cases):
    """The numbers of the moves in several positions."""
    return torch.tensor([int(module.choose(w, options)) for w, options in cases])


def types_of_answers(module, w, options, outcomes):
    """The names of the types of what `choose` and `performance` return."""
    found = module.performance(w, lambda policy, k: outcomes[k], len(outcomes))
    return [type(module.choose(w, options)).__name__, type(found).__name__]


def points(module, w, many):
    """The performances for several lists of outcomes, in games without moves."""
    found = [module.performance(w, lambda policy, k, o=o: o[k], len(o)) for o in many]
    return torch.tensor([float(value) for value in found], dtype=torch.float64)


def games_of_many_moves(module, w, options):
    """Play games in which the model moves at each of several tables of options; the outcome of a
    game depends on its moves. The moves are a table with a row for each game, in their order."""
    made = {}

    def play(policy, k):
        made[k] = [int(policy(table)) for table in options[k]]
        return sum(made[k]) % 3 - 1

    found = float(module.performance(w, play, len(options)))
    return torch.tensor([[found] * len(options[0]), *(made[k] for k in sorted(made))]).double()


def played(module, w, games):
    """The numbers of the games that are played, in order, and whether w is as it was."""
    before, seen = w.clone(), []

    def play(policy, k):
        seen.append(k)
        policy(torch.eye(len(w), dtype=w.dtype))
        return 1

    module.performance(w, play, games)
    return torch.tensor(sorted(seen)), bool((w == before).all())


def searched(module, w0, target, rounds, step, seed, grain):
    """Search for weights near the target. The performance is the negative squared distance from it,
    cut to a multiple of `grain` if that is not 0. Return what `evaluate` saw and said, and all that
    comes back."""
    seen, said = [], []

    def evaluate(w):
        value = -float(((w.double() - target) ** 2).sum())
        value = math_floor(value / grain) * grain if grain else value
        seen.append(w.clone())
        said.append(value)
        return value

    def math_floor(value):
        return value // 1

    rng = torch.Generator().manual_seed(seed)
    w, history = module.samuels_loop(evaluate, w0, rounds, step, rng)
    history = torch.tensor([float(value) for value in history], dtype=torch.float64)
    return w, history, torch.stack(seen), torch.tensor(said, dtype=torch.float64)


def from_a_state(module, w0, seed, drawn):
    """Search three times: with a generator from which some numbers were drawn before, with it
    again, and with another one in the state that it had at first."""

    def evaluate(w):
        return float(w.sum())

    rng = torch.Generator().manual_seed(seed)
    torch.rand(drawn, generator=rng)
    same = torch.Generator()
    same.set_state(rng.get_state())
    return [module.samuels_loop(evaluate, w0.clone(), 60, 0.5, g)[0] for g in (rng, rng, same)]


def undisturbed(module, w0, seed):
    """Search, and say whether torch's own generator and w0 are as they were."""
    before, start = torch.get_rng_state(), w0.clone()

    def evaluate(w):
        return -float((w**2).sum())

    w, _ = module.samuels_loop(evaluate, w0, 8, 0.5, torch.Generator().manual_seed(seed))
    return w, bool((before == torch.get_rng_state()).all()), bool((w0 == start).all())


def found_there(module, w0, seed):
    """What a search finds, as an answer that has the device of w0."""

    def evaluate(w):
        return -float((w**2).sum())

    return module.samuels_loop(evaluate, w0, 5, 0.5, torch.Generator().manual_seed(seed))[0]


def checkers(module, rounds, games, seed):
    """Learn a small kind of checkers: the history, and the performance in new games of the weights
    at the beginning and of those at the end."""
    import random

    def turned(men):
        return {(5 - row, 5 - column) for row, column in men}

    def moves(own, other):
        """What the board can be after a move: a step or a jump forward, to either side."""
        found = []
        for row, column in sorted(own):
            for side in (-1, 1):
                near, far = (row + 1, column + side), (row + 2, column + 2 * side)
                if not (near[0] < 6 and 0 <= near[1] < 6):
                    continue
                rest = own - {(row, column)}
                if near not in own | other:
                    found.append((rest | {near}, other))
                elif near in other and far[0] < 6 and 0 <= far[1] < 6 and far not in own | other:
                    found.append((rest | {far}, other - {near}))
        return found

    def described(own, other):
        """Men on both sides, the foremost man, all rows gone, men in danger, the enemy's reach."""
        answers = moves(turned(other), turned(own))
        lost = max((len(own) - len(left) for _, left in answers), default=0)
        reach = max((max(row for row, _ in men) for men, _ in answers), default=0)
        front, gone = max((row for row, _ in own), default=0), sum(row for row, _ in own)
        return [len(own) / 3, len(other) / 3, front / 5, gone / 15, lost, reach / 5]

    def play(policy, k):
        chance, mine = random.Random(seed + k), k % 2 == 0
        own, other = {(0, 0), (0, 2), (0, 4)}, {(5, 1), (5, 3), (5, 5)}
        if not mine:
            own, other = turned(other), turned(own)
        for _ in range(40):
            options = moves(own, other)
            if not options:
                return -1 if mine else 1
            if mine:
                at = policy(torch.tensor([described(*option) for option in options]))
            else:
                at = chance.randrange(len(options))
            own, other = options[at]
            if not other or any(row == 5 for row, _ in own):
                return 1 if mine else -1
            own, other, mine = turned(other), turned(own), not mine
        return 0

    def evaluate(w):
        return module.performance(w, play, games)

    w0, rng = torch.zeros(6), torch.Generator().manual_seed(seed)
    w, history = module.samuels_loop(evaluate, w0, rounds, 1.0, rng)

    def in_new_games(policy, k):
        return play(policy, 1000 + k)

    fresh = [module.performance(weights, in_new_games, 30) for weights in (torch.zeros(6), w)]
    return [float(value) for value in history], fresh


def draw_position(rng, M, F, dtype=torch.float64):
    return rng.normal(F).to(dtype), rng.normal(M, F).to(dtype)


def draw_outcomes(rng, games):
    """Outcomes of which all kinds occur, and more draws than losses."""
    drawn = torch.randint(-1, 2, (games,), generator=rng.generator).tolist()
    return [*drawn, 1, 1, 0, 0, 0, -1]


def draw_search(rng, weights, rounds, grain=0.0, dtype=torch.float64):
    """A search from far away, so that many candidates are better."""
    w0 = rng.normal(weights).to(dtype)
    target = w0.double() + 4 * rng.away_from_zero(weights)
    return w0, target, rounds, STEP, rng.integer(1, 10**6), grain


def best_of(seen, said):
    """For each candidate the best weights before it, and the performances of the best."""
    at, places = 0, []
    for k in range(1, len(said)):
        places.append(at)
        if said[k] > said[at]:
            at = k
    return torch.tensor(places, dtype=torch.int64), at, said.cummax(0).values


def steps_of(seen, said):
    """How far each candidate is from the best weights before it, one row for each round."""
    places, _, _ = best_of(seen, said)
    return (seen[1:] - seen[places]).double()


MOVES = Contract(driven(moves), lambda rng, *cases: cases, "The list of moves")
CHOOSE = Contract("choose", draw_position, "The number of the move")
POINTS = Contract(driven(points), lambda rng, *args: args, "The list of performances", within=1e-6)
LONG_GAMES = Contract(
    driven(games_of_many_moves),
    lambda rng, games, times, M, F: (
        rng.normal(F),
        [[rng.normal(M, F) for _ in range(times)] for _ in range(games)],
    ),
    "The table of the performance (first row) and the moves of each game",
    within=1e-6,
)
THERE = Contract(
    driven(found_there),
    lambda rng, F: (rng.normal(F), rng.integer(1, 10**6)),
    judge=lambda w, w0, seed: expect_like(w, w0, "The weights"),
    arguments=["w0", "seed"],
)


@check(
    task=1,
    points=1,
    catches="score-returned smallest-score weights-left-out one-move-for-all magnitudes-compared",
)
def test_moves(subject, rng):
    """The move with the highest score, in many positions"""
    cases = [draw_position(rng, rng.integer(3, 9), F) for F in (2, 4, 5, 3, 6) for _ in range(4)]
    cases += [(w, -options.abs() * w.sign()) for w, options in cases[:3]]
    subject(MOVES).agrees(cases)


@check(task=1, points=0.5, catches="last-of-equals")
def test_equal_scores(subject, rng):
    """Of several moves with the same score the first; and where there is one move only"""
    w = torch.tensor([1.0, 2.0, -1.0], dtype=torch.float64)
    options = torch.tensor([[0.0, 0, 1], [2, 0, 0], [0, 1, 0], [1, 1, 1], [4, -1, 0]]).double()
    cases = [(w, options), (w, options[[0, 3, 2, 0, 1]]), (w * 0, options), (w, options[:1])]
    for _ in range(12):
        whole = torch.randint(-1, 2, (9, 2), generator=rng.generator).double()
        cases.append((torch.tensor([1.0, float(rng.integer(-2, 2))]).double(), whole))
    subject(MOVES).agrees(cases)


@check(task=1, points=0.25, catches="tensor-returned")
def test_answers_are_numbers(submission, rng):
    """A move is a Python int, a performance a Python float"""
    found = submission.run(types_of_answers, *draw_position(rng, 4, 3), [1, 0])
    told = "`choose` should return a Python int, and `performance` a Python float."
    require(found == ["int", "float"], told, apart=True)


@check(task=1, points=0.25, catches="options-overwritten")
def test_options_untouched(subject):
    """The weights and the options are left as they were, in float32 too"""
    subject(CHOOSE).leaves_its_arguments(40, 3)
    subject(CHOOSE).leaves_its_arguments(40, 3, dtype=torch.float32)


@check(
    task=2,
    points=1.25,
    catches="mean-of-outcomes draws-worth-nothing points-not-divided losses-forgotten "
    "draws-not-counted wins-against-losses",
)
def test_points(subject, rng):
    """A win is worth 1, a draw 0.5, a loss nothing"""
    many = [draw_outcomes(rng, rng.integer(1, 9)) for _ in range(5)]
    many += [[1], [0], [-1], [0, 1], [-1, -1, 1]]
    subject(POINTS).agrees(rng.normal(3), many)


@check(
    task=2,
    points=0.75,
    catches="always-the-first-move policy-of-the-smallest one-move-a-game",
)
def test_policy(subject, rng):
    """Whenever a move is due, the policy chooses by the weights"""
    subject(LONG_GAMES).agrees_on((rng.integer(4, 6), 3, 5, 4))


@check(
    task=2,
    points=0.5,
    catches="same-game-again games-from-one one-game-short",
)
def test_games(submission, rng):
    """Each game is played once, and the weights stay as they are"""
    games = rng.integer(5, 9)
    seen, alone = submission.run(played, rng.normal(3), games)
    expect(seen, torch.arange(games), "The sorted list of the numbers of the games")
    require(alone, "`performance` changes the weights.", apart=True)
    expect(submission.run(played, rng.normal(3), 1)[0], torch.arange(1), "The list of one game")


@check(
    task=3,
    points=1.25,
    catches="last-weights-returned every-candidate-kept lower-is-better changed-in-place "
    "start-returned performance-returned",
)
def test_search(submission, rng):
    """The best weights come back, and the history follows them"""
    case = draw_search(rng, rng.integer(3, 5), 30)
    w, history, seen, said = submission.run(searched, *case)
    require(len(said) > 5, "`evaluate` is hardly ever called.")
    _, at, heights = best_of(seen, said)
    expect(w, seen[at], "The weights that come back", within=1e-9)
    expect(history[-1], heights[-1], "The last number of the history", within=1e-9)
    require(heights[-1] > heights[0], "In 30 rounds no better weights are found.")


@check(
    task=3,
    points=0.75,
    catches="history-of-candidates every-candidate-kept start-not-in-the-history "
    "only-improvements-in-the-history stops-at-the-first-failure",
)
def test_history(submission, rng):
    """The history has the performance of the best weights at the beginning and after each round"""
    case = draw_search(rng, 4, 25)
    _, history, seen, said = submission.run(searched, *case)
    heights = best_of(seen, said)[2]
    expect(len(history), 26, "The number of entries of the history of 25 rounds")
    if len(said) == 26:  # otherwise the best after each round is not known
        expect(history, heights, "The history", within=1e-9)
    require(bool((history.diff() >= 0).all()), "The history falls somewhere.", judged=history)
    require(float(history[0]) == float(said[0]), "The history does not begin with w0.")


@check(
    task=3,
    points=1,
    catches="from-the-start-each-time from-the-last-candidate every-candidate-kept "
    "changed-in-place",
)
def test_from_the_best(submission, rng):
    """Every candidate is a step away from the best weights before it"""
    w0 = rng.normal(5)
    # A target far away: about half of the candidates are better.
    case = (w0, w0 + 1e4 * rng.away_from_zero(5), 120, STEP, rng.integer(1, 10**6), 0.0)
    _, _, seen, said = submission.run(searched, *case)
    require(len(said) > 60, "`evaluate` is hardly ever called, so this check cannot tell yet.")
    require(torch.equal(seen[0], w0), "The first weights that are tested are not w0.")
    places, _, _ = best_of(seen, said)
    gone, away = (seen[places] - w0)[20:], (seen[1:] - w0)[20:]
    told = "No candidate is any better, so this check cannot tell yet."
    require(bool((gone.norm(dim=1) > 0).all()), told)
    along = float(((away * gone).sum(1) / (gone * gone).sum(1)).mean())
    require(along > 0.5, "The candidates start from w0, and not from the best weights.")
    sizes, kept = steps_of(seen, said).square().mean(1), said[1:] == said.cummax(0).values[1:]
    after_kept, after_discarded = sizes[1:][kept[:-1]].mean(), sizes[1:][~kept[:-1]].mean()
    told = "After a candidate that is no better the next one does not start from the best weights."
    require(float(after_discarded) < 1.6 * float(after_kept), told)


@check(
    task=3,
    points=0.75,
    catches="step-left-out uniform-steps one-number-for-all one-weight-at-a-time "
    "step-grows-smaller same-change-each-round step-squared",
)
def test_steps(submission, rng):
    """Each weight is changed by a normal number of its own, of the size of the step"""
    F, rounds = 4, 500
    w0, target, _, _, seed, _ = draw_search(rng, F, rounds)
    # A target far away in one direction: about half of the candidates are better.
    case = (w0, w0 + 1e4 * target.sign(), rounds, 0.3, seed, 0.0)
    _, _, seen, said = submission.run(searched, *case)
    require(len(said) > rounds // 2, "`evaluate` is hardly ever called.")
    steps = steps_of(seen, said) / 0.3
    # Who measures the same weights twice pays for it elsewhere.
    again = (seen[1:, None] == seen[None]).all(dim=2).tril().any(dim=1)
    steps = steps[~again]
    require(len(steps) > rounds // 2, "The candidates are hardly ever other weights.")
    require(bool((steps[0] != steps[0, 0]).any()), "All weights change by the same number.")
    require(bool((steps[1] != steps[0]).any()), "Every round changes the weights alike.")
    require(bool((steps != 0).all()), "In some round not all weights are changed.")
    half, n = len(steps) // 2, steps.numel()
    grows = float(steps[half:].std() / steps[:half].std().clamp(min=1e-12))
    require(0.7 < grows < 1.4, "The changes have another size in later rounds than at first.")
    expect(float(steps.mean()), 0.0, "The mean change, in steps,", within=6 / math.sqrt(n))
    what = "The standard deviation of the changes, in steps,"
    expect(float(steps.std()), 1.0, what, within=6 / math.sqrt(2 * n))
    tails = float((steps.abs() > 2).double().mean())
    what = "The share of changes by more than two steps"
    expect(tails, 0.0455, what, within=6 * math.sqrt(0.0455 / n))
    what = "The mean of the fourth powers of the changes, in steps,"
    expect(float(steps.pow(4).mean()), 3.0, what, within=6 * math.sqrt(96 / n))
    together = (steps.T @ steps / len(steps))[torch.ones(F, F).triu(1).bool()]
    what = "The products of the changes of two weights, on average,"
    expect(together, torch.zeros_like(together), what, within=6 / math.sqrt(len(steps)))


@check(task=3, points=0.5, catches="measured-again first-candidate-not-measured")
def test_calls(submission, rng):
    """`evaluate` is called once for w0 and once in each round; without rounds w0 comes back"""
    case = draw_search(rng, 3, 12)
    _, _, _, said = submission.run(searched, *case)
    require(len(said) < 24, "`evaluate` is called about twice as often as it has to be, or more.")
    expect(len(said), 13, "How often `evaluate` is called in 12 rounds")
    w, history, _, said = submission.run(searched, *case[:2], 0, *case[3:])
    expect(w, case[0], "The weights after no rounds")
    expect(len(said), 1, "How often `evaluate` is called in no rounds")
    expect(history, said, "The history of no rounds")


@check(task=3, points=0.25, catches="equals-kept first-candidate-kept")
def test_no_better(submission, rng):
    """A candidate that is exactly as good as the best is discarded"""
    case = draw_search(rng, 3, 60, grain=20.0)
    w, _, seen, said = submission.run(searched, *case)
    _, at, _ = best_of(seen, said)
    expect(w, seen[at], "The weights that come back from a performance with steps", within=1e-9)
    flat = draw_search(rng, 3, 8, grain=1e9)
    expect(submission.run(searched, *flat)[0], flat[0], "The weights where all are equally good")


@check(
    task=3,
    points=0.5,
    catches="torchs-generator-used fixed-seed w0-overwritten",
)
def test_generator(submission, rng):
    """All randomness comes from rng, and w0 is left as it was"""
    w0, seed = rng.normal(4), rng.integer(1, 10**6)
    one, other, again = submission.run(from_a_state, w0, seed, rng.integer(1, 9))
    for w in (one, other, again):
        expect_like(w, w0, "The weights")
    told = "Two searches with a generator in the same state find other weights."
    require(torch.equal(one, again), told)
    require(not torch.equal(one, other), "A generator in another state finds the same weights.")
    w, alone, untouched = submission.run(undisturbed, w0, seed)
    require(alone, "The call seeds torch's own generator, or draws from it.")
    require(untouched, "The call changes its argument w0 in place.", apart=True)


@check(task=3, points=0.25, catches="always-float64 always-float32 noise-on-the-cpu")
def test_dtype_and_device(subject, submission, rng):
    """The weights have the dtype and the device of w0, also while they are tested"""
    for dtype in (torch.float32, torch.float64):
        case = draw_search(rng, 4, 6, dtype=dtype)
        w, _, seen, _ = submission.run(searched, *case)
        expect_like(w, case[0], "The weights that come back", dtype=dtype)
        expect_like(seen[-1], case[0], "The weights that are tested", dtype=dtype)
    subject(THERE).stays_on_the_gpu(4)


@check(task=3, points=0.25, catches="lower-is-better start-returned")
def test_checkers(submission, rng):
    """It learns checkers: after 20 rounds it wins more of the games that are new"""
    learned = False
    for _ in range(3):  # one search in some hundred has bad luck
        history, fresh = submission.run(checkers, 20, 8, rng.integer(1, 10**6))
        require(len(history) > 1, "The history has no rounds.")
        learned = history[-1] > history[0] and fresh[1] > min(fresh[0] + 0.1, 0.5)
        if learned:
            break
    told = "After 20 rounds of checkers the weights win no more games than at the beginning."
    require(learned, told)
