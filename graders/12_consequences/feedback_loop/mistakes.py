"""Known mistakes of feedback_loop: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float32, typical
from reference import arrests as right_arrests
from reference import fair as right_fair
from reference import greedy as right_greedy
from reference import proportional as right_proportional
from reference import simulate as right_simulate


class share_of_the_whole_town:
    """You divide the shares by their sum before you draw. The share of a district is the
    probability itself, whatever the others have."""

    def arrests(incidents, shares, generator):
        return right_arrests(incidents, shares / shares.sum(), generator)


@typical
class expected_number_instead:
    """You multiply incidents by shares, so every day is the average day. Chance is what starts the
    loop: each incident is seen or not, and that has to be drawn."""

    def arrests(incidents, shares, generator):
        return (incidents * shares).round().long()


class poisson_instead:
    """You draw from a Poisson distribution, which can give more arrests than there were incidents.
    Each of a known number of incidents is seen or not: that is a binomial distribution."""

    def arrests(incidents, shares, generator):
        return torch.poisson(incidents * shares, generator=generator).long()


class all_or_nothing:
    """You draw once for each district: all of its incidents are seen, or none. Each incident is
    drawn on its own."""

    def arrests(incidents, shares, generator):
        u = torch.rand(shares.shape, generator=generator, dtype=torch.float64)
        return incidents * (u < shares)


class normal_instead:
    """You draw a normal number and round it. For few incidents that gives numbers below 0 or above
    all of them: each incident is seen or not."""

    def arrests(incidents, shares, generator):
        noise = torch.randn(shares.shape, generator=generator, dtype=torch.float64)
        spread = (incidents * shares * (1 - shares)).sqrt()
        return (incidents * shares + spread * noise).round().long()


@typical
class shares_ignored:
    """You take every incident for an arrest. What nobody sees is in no record: that is the point
    of the simulation."""

    def arrests(incidents, shares, generator):
        return incidents.clone()


class unseen_instead:
    """You return the incidents that were not seen. Those that were seen are in the records."""

    def arrests(incidents, shares, generator):
        return incidents - right_arrests(incidents, shares, generator)


class one_share_for_all:
    """You use one share for all districts. Each has its own."""

    def arrests(incidents, shares, generator):
        return right_arrests(incidents, shares.mean().expand(shares.shape).clone(), generator)


class other_generator:
    """You draw from torch's own generator. Take all random numbers from the one that you are given
    (`generator=generator`), so that a run can be repeated."""

    def arrests(incidents, shares, generator):
        return torch.binomial(incidents.double(), shares).long()


class seed_fixed:
    """You seed the generator in each call, so every day sees the same. Go on with the generator as
    it comes."""

    def arrests(incidents, shares, generator):
        return right_arrests(incidents, shares, torch.Generator().manual_seed(5))


class arguments_overwritten:
    """You write into `incidents`. Whoever called you still needs to know what happened: work on a
    new tensor."""

    def arrests(incidents, shares, generator):
        found = right_arrests(incidents, shares, generator)
        incidents -= found
        return found


@typical
class least_instead:
    """You send everybody to the district with the fewest arrests. This policy goes where the most
    were."""

    def greedy(records, patrolled):
        return right_greedy(-records, patrolled)


class most_per_patrol:
    """You divide the records by the patrols. That is a good idea for another policy; this one looks
    at the arrests alone."""

    def greedy(records, patrolled):
        return right_greedy(records / patrolled.clamp(min=1e-9), patrolled)


class index_returned:
    """You return the number of a district. A policy returns the shares of all."""

    def greedy(records, patrolled):
        return records.argmax()


greedy_in_float32 = in_float32("greedy")
proportional_in_float32 = in_float32("proportional")
fix_in_float32 = in_float32("fair")


@typical
class first_of_several:
    """Of several districts with the most arrests you take the first. They get equal shares."""

    def greedy(records, patrolled):
        shares = torch.zeros(len(records), dtype=torch.float64)
        shares[records.argmax()] = 1.0
        return shares


class all_of_several_whole:
    """Of several districts with the most arrests each gets all patrols. Shares add up to 1: divide
    by how many there are."""

    def greedy(records, patrolled):
        return (records == records.max()).double()


class softmax_instead:
    """You take a softmax of the records. Shares in proportion are the records divided by their
    sum."""

    def proportional(records, patrolled):
        return records.double().softmax(0)


class by_the_largest:
    """You divide by the largest number. Shares add up to 1: divide by the sum."""

    def proportional(records, patrolled):
        return records.double() / records.max().clamp(min=1)


class per_patrol:
    """You divide the records by the patrols. That is a good idea for another policy; this one looks
    at the arrests alone."""

    def proportional(records, patrolled):
        rate = records / patrolled.clamp(min=1e-9)
        return right_proportional(records, patrolled) if rate.sum() == 0 else rate / rate.sum()


class counts_returned:
    """You return the records themselves. Shares add up to 1: divide by the sum."""

    def proportional(records, patrolled):
        return records.double()


class squared:
    """Your shares grow faster than the arrests. Twice the arrests are twice the share."""

    def proportional(records, patrolled):
        return right_proportional(records * records, patrolled)


@typical
class nothing_by_nothing:
    """Without arrests you divide 0 by 0, and the shares are not numbers. All districts get equal
    shares then."""

    def proportional(records, patrolled):
        return records.double() / records.sum()


class nobody_without_arrests:
    """Without arrests you send nobody anywhere. Patrols are not lost: all districts get equal
    shares then."""

    def proportional(records, patrolled):
        return records.double() / records.sum().clamp(min=1)


def _days(
    see=right_arrests,
    tell=lambda records, patrolled, new, now: (records, patrolled),
    draw=lambda rates, generator: torch.poisson(rates, generator=generator).long(),
    first=True,
    add=lambda records, new: records + new,
):
    """The loop with one of its parts changed. `tell` says what the policy is told."""

    def simulate(rates, shares, steps, policy, generator):
        history, now = [shares], shares
        records = torch.zeros(len(rates), dtype=torch.int64)
        patrolled = torch.zeros(len(rates), dtype=torch.float64)
        for _ in range(steps):
            new = see(draw(rates, generator), now, generator)
            records = add(records, new)
            patrolled = patrolled + now
            now = policy(*(part.clone() for part in tell(records, patrolled, new, now)))
            history.append(now)
        return torch.stack(history if first else history[1:] or history)

    return simulate


class first_day_left_out:
    """Your history lacks the shares of the first day. They are its row 0."""

    simulate = _days(first=False)


class one_day_too_few:
    """You stop a day too early. After the last day the policy is asked once more: the history has
    steps + 1 rows."""

    def simulate(rates, shares, steps, policy, generator):
        return right_simulate(rates, shares, max(steps - 1, 0), policy, generator)


class last_shares_only:
    """You return the last shares. The history of all days is asked for."""

    def simulate(rates, shares, steps, policy, generator):
        return right_simulate(rates, shares, steps, policy, generator)[-1]


@typical
class patrols_of_the_last_day:
    """You tell the policy the shares of the last day. It is told the sum over all days so far."""

    simulate = _days(tell=lambda records, patrolled, new, now: (records, now))


class patrols_without_this_day:
    """You tell the policy the patrols without those of this day. The arrests of this day are in the
    records already, so its patrols belong to the sum."""

    simulate = _days(tell=lambda records, patrolled, new, now: (records, patrolled - now))


class policy_asked_first:
    """You ask the policy before the day is over: it is told neither the arrests nor the patrols of
    this day. Both belong to what it decides on."""

    simulate = _days(tell=lambda records, patrolled, new, now: (records - new, patrolled - now))


class patrols_averaged:
    """You tell the policy the mean of the shares. It is told their sum over all days so far."""

    simulate = _days(
        tell=lambda records, patrolled, new, now: (
            records,
            patrolled / max(float(patrolled.sum().round()), 1.0),
        )
    )


class days_counted_instead:
    """You tell the policy how many days there were. It is told how much each district was
    patrolled: the sum of its shares."""

    simulate = _days(
        tell=lambda records, patrolled, new, now: (
            records,
            torch.full_like(patrolled, float(patrolled.sum().round())),
        )
    )


@typical
class incidents_told:
    """You tell the policy all incidents. Nobody knows those that were not seen: only arrests are in
    the records."""

    simulate = _days(see=lambda incidents, shares, generator: incidents)


class records_of_the_last_day:
    """You tell the policy the arrests of the last day. It is told all arrests so far."""

    simulate = _days(tell=lambda records, patrolled, new, now: (new, patrolled))


class records_added_twice:
    """You add the records of all days up once more. They are a sum already: add what is new."""

    simulate = _days(add=lambda records, new: 2 * records + new)


class nothing_is_random:
    """On each of your days exactly the average number of incidents happens. Draw it from a Poisson
    distribution."""

    simulate = _days(draw=lambda rates, generator: rates.round().long())


class incidents_drawn_once:
    """You draw the incidents once, and the same ones happen again each day. Each day has its own:
    draw them inside the loop."""

    def simulate(rates, shares, steps, policy, generator):
        drawn = torch.poisson(rates, generator=generator).long()
        loop = _days(draw=lambda rates, generator: drawn)
        return loop(rates, shares, steps, policy, generator)


class told_changes_later:
    """You tell the policy the very tensors in which you go on adding up. What it was told yesterday
    then changes today: give it copies, or make new tensors when you add."""

    def simulate(rates, shares, steps, policy, generator):
        history = [shares]
        records = torch.zeros(len(rates), dtype=torch.int64)
        patrolled = torch.zeros(len(rates), dtype=torch.float64)
        for _ in range(steps):
            incidents = torch.poisson(rates, generator=generator).long()
            records += right_arrests(incidents, history[-1], generator)
            patrolled += history[-1]
            history.append(policy(records, patrolled))
        return torch.stack(history)


class simulation_uses_the_global_generator:
    """You draw the incidents from torch's own generator. Take all random numbers from the one that
    you are given (`generator=generator`), so that a run can be repeated."""

    simulate = _days(draw=lambda rates, generator: torch.poisson(rates).long())


class town_overwritten:
    """You write into `shares`. The first day's shares belong to whoever called you: begin with a
    new tensor."""

    def simulate(rates, shares, steps, policy, generator):
        history = right_simulate(rates, shares.clone(), steps, policy, generator)
        shares.copy_(history[-1])
        return history


@typical
class proportional_again:
    """Your policy still counts arrests. Where more patrols were, more arrests are made, whatever
    really happens there: look at the arrests for each patrol."""

    fair = staticmethod(right_proportional)


class equal_shares:
    """Your policy gives all districts equal shares. That does not run away, but it does not follow
    the real rates either."""

    def fair(records, patrolled):
        return torch.ones_like(patrolled) / len(patrolled)


class explores_only:
    """Your policy keeps a part of the patrols for all districts, and counts arrests for the rest.
    That slows the loop down and does not stop it: divide the arrests by the patrols."""

    def fair(records, patrolled):
        return 0.8 * right_proportional(records, patrolled) + 0.2 / len(patrolled)


class explores_a_tenth:
    """Your policy keeps a tenth of the patrols for all districts, and counts arrests for the rest.
    That slows the loop down and does not stop it: divide the arrests by the patrols."""

    def fair(records, patrolled):
        return 0.9 * right_proportional(records, patrolled) + 0.1 / len(patrolled)


class patrols_misread:
    """You multiply the arrests by the patrols. Where many patrols were, an arrest says less: divide
    by them."""

    def fair(records, patrolled):
        return right_fair((records * patrolled).round().long(), torch.ones_like(patrolled))


class rates_squared:
    """Your shares are not in proportion to the rates that you estimate. Twice the rate is twice the
    share."""

    def fair(records, patrolled):
        rate = records / patrolled.clamp(min=1e-9)
        return right_fair((1000 * rate * rate).round().long(), torch.ones_like(patrolled))


class greedy_by_rate:
    """Your policy sends nearly all patrols to the district with the highest estimate. The shares
    should be as the rates are to each other."""

    def fair(records, patrolled):
        return 0.9 * right_greedy(records / patrolled.clamp(min=1e-9), patrolled) + 0.1 / len(
            records
        )


@typical
class nobody_stays_unseen:
    """A district without patrols stays without them: no arrests, so an estimate of 0, so no
    patrols. Give each district a least share, whatever its records say."""

    def fair(records, patrolled):
        rate = torch.where(patrolled > 0, records / patrolled.clamp(min=1e-9), 0.0)
        return rate / rate.sum() if rate.sum() > 0 else torch.ones_like(rate) / len(rate)


class nobody_is_not_a_number:
    """Where nobody was you divide 0 by 0, and all shares become not a number. Treat districts
    without patrols on their own."""

    def fair(records, patrolled):
        rate = records / patrolled
        shares = rate / rate.sum()
        shares = shares.clamp(min=0.02)
        return shares / shares.sum()


class random_fix:
    """Your policy draws random numbers. It was asked to give the same answer to the same
    arguments."""

    def fair(records, patrolled):
        noise = 1 + 0.01 * torch.rand(len(records), dtype=torch.float64)
        shares = right_fair(records, patrolled) * noise
        return shares / shares.sum()
