"""Known mistakes of samuels_loop: each namespace stands in for part of the reference."""

import reference
import torch
from generic_mistakes import overwriting, typical


@typical
class score_returned:
    """You return the highest score. A move is asked for: the number of the row that has it, which
    `argmax` gives."""

    def choose(w, options):
        return int((options @ w).max())


@typical
class smallest_score:
    """You choose the lowest score. The weights say what a position is worth, and the highest worth
    is wanted."""

    def choose(w, options):
        return int((options @ w).argmin())


@typical
class weights_left_out:
    """The weights play no part in your choice: you add up the numbers of a position as they are.
    The score is the weighted sum."""

    def choose(w, options):
        return int(options.sum(1).argmax())


class one_move_for_all:
    """You choose the same move in every position. Compute the scores of the options, and look where
    the highest stands."""

    def choose(w, options):
        return 0


class magnitudes_compared:
    """You compare the sizes of the scores without their signs. A score far below 0 is a bad one."""

    def choose(w, options):
        return int((options @ w).abs().argmax())


class last_of_equals:
    """Of several moves with the same score you take the last. It should be the first."""

    def choose(w, options):
        scores = (options @ w).flip(0)
        return len(scores) - 1 - int(scores.argmax())


class tensor_returned:
    """You return a tensor without axes. What counts the games and chooses among moves is Python:
    `int(...)`, `float(...)` or `item()` make a number of it."""

    def choose(w, options):
        return (options @ w).argmax()


options_overwritten = overwriting("choose", "w options")


@typical
class mean_of_outcomes:
    """You take the mean of the outcomes 1, 0 and -1. The points for them are 1, 0.5 and 0."""

    def performance(w, play, games):
        return 2 * reference.performance(w, play, games) - 1


def pointed(win, draw, loss, of=None):
    """A performance by other points."""

    def performance(w, play, games):
        points = {1: win, 0: draw, -1: loss}
        outcomes = [play(lambda options: reference.choose(w, options), k) for k in range(games)]
        total = sum(points[outcome] for outcome in outcomes)
        return total / (of(outcomes) if of else games)

    return performance


@typical
class draws_worth_nothing:
    """You count the wins only. A draw is worth half a point."""

    performance = pointed(1, 0, 0)


class points_not_divided:
    """You return the sum of the points. The mean over the games is asked for, so that ten games and
    a hundred can be compared."""

    performance = pointed(1, 0.5, 0, of=lambda outcomes: 1)


class losses_forgotten:
    """A loss gives half a point in your count, or a draw a whole one. The points are 1 for a win,
    0.5 for a draw and 0 for a loss."""

    performance = pointed(1, 1, 0)


class draws_not_counted:
    """You leave drawn games out of the number of games. They are games, with half a point each."""

    performance = pointed(1, 0, 0, of=lambda outcomes: max(1, sum(o != 0 for o in outcomes)))


class wins_against_losses:
    """You return the difference of wins and losses. The mean of the points is asked for: 1, 0.5 or
    0 for each game."""

    performance = pointed(1, 0, -1, of=lambda outcomes: 1)


class always_the_first_move:
    """Your policy does not look at its options: it makes the same move always. It should ask
    `choose` each time, with the options that it is given."""

    def performance(w, play, games):
        return sum((play(lambda options: 0, k) + 1) / 2 for k in range(games)) / games


class policy_of_the_smallest:
    """Your policy uses other weights than w. The games should show how good these very weights
    are."""

    def performance(w, play, games):
        return reference.performance(-w, play, games)


class one_move_a_game:
    """Your policy decides once a game and then repeats itself. It is called whenever a move is due,
    with other options each time."""

    def performance(w, play, games):
        def policy_of_one_game():
            made = []

            def policy(options):
                made.append(reference.choose(w, options))
                return made[0]

            return policy

        return sum((play(policy_of_one_game(), k) + 1) / 2 for k in range(games)) / games


@typical
class same_game_again:
    """You play one game again and again. The games have numbers, 0 to games - 1, and each is
    another: with other chances, and the other side moving first."""

    def performance(w, play, games):
        return reference.performance(w, lambda policy, k: play(policy, 0), games)


class games_from_one:
    """Your games have the numbers 1 to games. They begin with 0."""

    def performance(w, play, games):
        outcomes = [play(lambda options: reference.choose(w, options), k + 1) for k in range(games)]
        return sum((outcome + 1) / 2 for outcome in outcomes) / games


class one_game_short:
    """You play one game too few. They have the numbers 0 to games - 1, which are `range(games)`."""

    def performance(w, play, games):
        return reference.performance(w, play, max(games - 1, 1))


def climb(better=None, base=None, noise=None, keep=None, kept_history=None):
    """The reference's search in pieces. `better(found, height)`, `base(start, best, last)`,
    `noise(start, step, rng, k)`, `kept_history(found, height)`."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, height, last = w0.clone(), evaluate(w0.clone()), w0.clone()
        history = [height]
        for k in range(rounds):
            if noise:
                change = noise(w0, step, rng, k)
            else:
                change = step * torch.randn(w0.shape, generator=rng, dtype=w0.dtype).to(w0.device)
            last = (base(w0, best, last) if base else best) + change
            found = evaluate(last.clone())
            if better(found, height) if better else found > height:
                best, height = last, found
            history.append(kept_history(found, height) if kept_history else height)
        return (keep(w0, best, last) if keep else best), history

    return samuels_loop


@typical
class last_weights_returned:
    """You return the last candidate. It may be bad: the best weights should come back."""

    samuels_loop = climb(keep=lambda start, best, last: last)


@typical
class every_candidate_kept:
    """You keep every candidate, the bad ones too. Then the weights wander about, and what was
    learned is lost. A candidate takes the place of the best only if its performance is higher."""

    samuels_loop = climb(better=lambda found, height: True)


class lower_is_better:
    """You keep candidates with a lower performance. A performance should be high; a loss would be
    what should be low."""

    samuels_loop = climb(better=lambda found, height: found < height)


@typical
class history_of_candidates:
    """Your history has the performance of each candidate. It should have that of the best weights
    after each round, which never falls."""

    samuels_loop = climb(kept_history=lambda found, height: found)


class first_candidate_kept:
    """Your first candidate is always kept, whatever w0 is worth: you compare it with nothing. The
    first best weights are w0, with their performance."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        def unfair(w):
            value = evaluate(w)
            calls.append(value)
            return float("-inf") if len(calls) == 1 else value

        calls = []
        best, history = reference.samuels_loop(unfair, w0, rounds, step, rng)
        return best, [calls[0], *history[1:]]


class start_returned:
    """You return w0. What was found in the rounds should come back."""

    samuels_loop = climb(keep=lambda start, best, last: start.clone())


class performance_returned:
    """You return a performance in the place of the weights. The weights come first, then the
    history."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        history = reference.samuels_loop(evaluate, w0, rounds, step, rng)[1]
        return history[-1], history


class start_not_in_the_history:
    """Your history begins after the first round. The weights at the beginning have a performance
    too: there is one number more than there are rounds."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = reference.samuels_loop(evaluate, w0, rounds, step, rng)
        return best, history[1:]


class only_improvements_in_the_history:
    """Your history has a number only where something was kept. There should be one after each
    round: if nothing was better, the same as before."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = reference.samuels_loop(evaluate, w0, rounds, step, rng)
        return best, sorted(set(history))


class stops_at_the_first_failure:
    """You stop with the first candidate that is no better. The next one may be: no round is left
    out."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = w0.clone(), [evaluate(w0.clone())]
        for _ in range(rounds):
            noise = torch.randn(w0.shape, generator=rng, dtype=w0.dtype).to(w0.device)
            found = evaluate(best + step * noise)
            if found <= history[-1]:
                break
            best = best + step * noise
            history.append(found)
        return best, history


@typical
class from_the_start_each_time:
    """Your candidates all start from w0. Then the search stays near w0 for ever. They should start
    from the best weights so far."""

    samuels_loop = climb(base=lambda start, best, last: start)


@typical
class from_the_last_candidate:
    """Your candidates start from the last candidate, good or bad. One that was discarded should
    leave no trace: start from the best weights."""

    samuels_loop = climb(base=lambda start, best, last: last)


class changed_in_place:
    """You change the best weights in place, so there is nothing to go back to when a candidate is
    no better. Make a new tensor for the candidate: `best + noise`, not `best += noise`."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, height = w0.clone(), evaluate(w0.clone())
        history = [height]
        for _ in range(rounds):
            candidate = best
            candidate += step * torch.randn(w0.shape, generator=rng, dtype=w0.dtype).to(w0.device)
            found = evaluate(candidate.clone())
            if found > height:
                best, height = candidate, found
            history.append(height)
        return best, history


def noisy(change):
    """A search with another noise: `change(start, step, rng, k)`."""
    return climb(noise=lambda start, step, rng, k: change(start, step, rng, k).to(start))


def normal(start, rng):
    return torch.randn(start.shape, generator=rng, dtype=start.dtype)


@typical
class step_left_out:
    """Your changes have the size 1 whatever the step is. Multiply the normal numbers by the
    step."""

    samuels_loop = noisy(lambda start, step, rng, k: normal(start, rng))


class step_squared:
    """Your changes are too small or too large by a factor: the step itself should be their standard
    deviation, and not its root or its square."""

    samuels_loop = noisy(lambda start, step, rng, k: step**0.5 * normal(start, rng))


class uniform_steps:
    """Your changes are not normal numbers. `torch.rand` gives numbers from 0 to 1, all positive:
    then weights can only grow. `torch.randn` gives normal numbers."""

    samuels_loop = noisy(
        lambda start, step, rng, k: step * torch.rand(start.shape, generator=rng).double()
    )


@typical
class one_number_for_all:
    """You add one and the same number to all weights. Then they can only rise and fall together.
    Draw a number for each weight."""

    samuels_loop = noisy(
        lambda start, step, rng, k: (step * torch.randn(1, generator=rng)).expand(start.shape)
    )


class one_weight_at_a_time:
    """You change one weight in each round. All of them should be changed, each by a number of its
    own."""

    def _change(start, step, rng, k):
        change = torch.zeros(start.shape)
        change[k % len(start)] = step * torch.randn((), generator=rng)
        return change

    samuels_loop = noisy(_change)


class step_grows_smaller:
    """Your steps grow smaller from round to round. That is a good idea, and another rule: the step
    is the same in every round."""

    samuels_loop = noisy(lambda start, step, rng, k: step * 0.99**k * normal(start, rng))


class same_change_each_round:
    """Every round changes the weights by the same numbers. You make or seed a generator in the
    loop, so it begins again each time. Draw on from the one that you are given."""

    samuels_loop = noisy(
        lambda start, step, rng, k: (
            step * normal(start, torch.Generator().manual_seed(rng.initial_seed()))
        )
    )


class measured_again:
    """You measure the best weights again in each round. Their performance is known: keep it. A test
    takes many games, and is what costs time here."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = w0.clone(), [evaluate(w0.clone())]
        for _ in range(rounds):
            noise = torch.randn(w0.shape, generator=rng, dtype=w0.dtype).to(w0.device)
            candidate = best + step * noise
            if evaluate(candidate.clone()) > evaluate(best.clone()):
                best = candidate
            history.append(evaluate(best.clone()))
        return best, history


class first_candidate_not_measured:
    """You measure once more or once less than there are weights to test: once for w0, and once in
    each round for the candidate."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = reference.samuels_loop(evaluate, w0, rounds, step, rng)
        evaluate(best.clone())
        return best, history


class equals_kept:
    """You keep a candidate that is only as good as the best. It should be better: `>`, not `>=`."""

    samuels_loop = climb(better=lambda found, height: found >= height)


class torchs_generator_used:
    """You draw from torch's own generator. Then the same rng gives another search each time. Hand
    `rng` on, as `generator=rng`."""

    samuels_loop = noisy(
        lambda start, step, rng, k: step * torch.randn(start.shape, dtype=start.dtype)
    )


class fixed_seed:
    """Your search is the same whatever the generator. Make none of your own, and set no seed: draw
    from `rng` as it comes."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        mine = torch.Generator().manual_seed(0)
        return reference.samuels_loop(evaluate, w0, rounds, step, mine)


class w0_overwritten:
    """You change w0 itself. Whoever called you still needs it as it was: begin with a copy, or make
    new tensors only."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = reference.samuels_loop(evaluate, w0.clone(), rounds, step, rng)
        w0.copy_(best)
        return best, history


class always_float64:
    """Your weights become float64 whatever w0 is. They should keep the dtype of w0."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        return reference.samuels_loop(evaluate, w0.double(), rounds, step, rng)


class always_float32:
    """Your weights become float32 although w0 is float64. They should keep the dtype of w0."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        return reference.samuels_loop(evaluate, w0.float(), rounds, step, rng)


class noise_on_the_cpu:
    """The normal numbers come from a generator on the CPU and stay there, while the weights are on
    the GPU. Bring them over with `.to(w0.device)`."""

    def samuels_loop(evaluate, w0, rounds, step, rng):
        best, history = reference.samuels_loop(evaluate, w0, rounds, step, rng)
        return best + torch.zeros(len(w0), dtype=w0.dtype), history
