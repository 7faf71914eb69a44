"""Known mistakes of tabular: each stands in for part of the reference."""

import statistics
from typing import ClassVar

import reference
import torch
from generic_mistakes import (
    cut_off,
    in_float32,
    loop_over,
    overwriting,
    partly_on_the_cpu,
    typical,
)

features_in_float32 = in_float32("embed")
features_on_the_cpu = partly_on_the_cpu("embed")
features_overwritten = overwriting("embed", "conts tables")
tables_cut_off = cut_off("embed")
loop_over_rows = loop_over("embed", "conts")


def kinds(table, target, is_amount):
    """`column_kinds` with another rule; it gets the values that are there."""
    cats, conts = [], []
    for name, column in table.items():
        if name != target:
            (conts if is_amount(reference.present(column)) else cats).append(name)
    return cats, conts


@typical
class few_numbers_are_amounts:
    """You take all numbers for amounts. Whole numbers of which there are only a few, such as the
    number of a town, may be names as well: up to max_card of them make a category."""

    def column_kinds(table, target, max_card=20):
        return kinds(table, target, lambda values: not isinstance(values[0], str))


@typical
class target_among_the_features:
    """Your lists contain the target. A net that gets the answer as an input learns to copy it, and
    knows nothing about rows whose answer is not known yet."""

    def column_kinds(table, target, max_card=20):
        return reference.column_kinds(table, "", max_card)


class by_the_first_value:
    """You decide by the first value of a column. It may be missing, or be a whole number where
    others are not: look at all of them."""

    def column_kinds(table, target, max_card=20):
        cats, conts = [], []
        for name, column in table.items():
            many = len(set(reference.present(column))) > max_card
            whole = isinstance(column[0], int) and many
            if name != target:
                (conts if isinstance(column[0], float) or whole else cats).append(name)
        return cats, conts


class card_of_all_rows:
    """You count rows. The question is how many *different* whole numbers there are."""

    def column_kinds(table, target, max_card=20):
        def is_amount(values):
            whole = isinstance(values[0], int) and len(values) > max_card
            return whole or any(isinstance(value, float) for value in values)

        return kinds(table, target, is_amount)


class lists_swapped:
    """Your lists are in the wrong order: the categories come first."""

    def column_kinds(table, target, max_card=20):
        return reference.column_kinds(table, target, max_card)[::-1]


class limit_excluded:
    """You are one off: a column with exactly max_card different whole numbers is a category."""

    def column_kinds(table, target, max_card=20):
        return reference.column_kinds(table, target, max_card - 1)


class limit_fixed:
    """You always use 20. max_card is an argument; 20 is only its default."""

    def column_kinds(table, target, max_card=20):
        return reference.column_kinds(table, target)


@typical
class nan_is_a_float:
    """You take NaN for a value. It is a float in Python, so it turns texts and whole numbers into
    amounts; but it stands for a value that is missing. NaN is the only value that differs from
    itself."""

    def column_kinds(table, target, max_card=20):
        cats, conts = [], []
        for name, column in table.items():
            values = [value for value in column if value is not None]
            amounts = any(isinstance(value, float) for value in values)
            many = isinstance(values[0], int) and len(set(values)) > max_card
            if name != target:
                (conts if amounts or many else cats).append(name)
        return cats, conts


class gaps_are_values:
    """You count a missing value as one more different value. It says nothing of the column."""

    def column_kinds(table, target, max_card=20):
        def is_amount(column):
            values = reference.present(column)
            gap = len(values) < len(column)
            whole = isinstance(values[0], int) and len(set(values)) + gap > max_card
            return whole or any(isinstance(value, float) for value in values)

        cats, conts = [], []
        for name, column in table.items():
            if name != target:
                (conts if is_amount(column) else cats).append(name)
        return cats, conts


class table_changed:
    """You take the target out of the table that you were given. It belongs to your caller, who
    still needs it."""

    def column_kinds(table, target, max_card=20):
        result = reference.column_kinds(table, target, max_card)
        table.pop(target, None)
        table.pop(next(iter(table)), None)
        return result


@typical
class counted_from_zero:
    """Your codes start from 0. The code 0 is for what is not known, so the first category has the
    code 1."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for codes in self.codes.values():
                codes.update({value: code - 1 for value, code in codes.items()})


class stranger_is_last:
    """You give a value that was not in training a code behind all others. The table of vectors has
    no row for it: it gets the code 0."""

    class Prep(reference.Prep):
        def transform(self, table):
            cats, conts = super().transform(table)
            for place, name in enumerate(self.cat_names):
                column = cats[:, place]
                column[column == 0] = len(self.codes[name]) + 1
            return cats, conts


@typical
class stranger_fails:
    """Your `transform` breaks at a value that was not in training. That happens every day: such a
    value gets the code 0."""

    class Prep(reference.Prep):
        def transform(self, table):
            self.require_columns(table)
            for name in self.cat_names:
                for value in table[name]:
                    self.codes[name][value]
            return super().transform(table)


def refitted(prep, table):
    """What a `fit` on the table that is transformed sees; the same as before where it fails."""
    other = reference.Prep(prep.cat_names, prep.cont_names)
    try:
        other.fit(table)
    except (ValueError, ZeroDivisionError):
        return prep
    return other


@typical
class codes_of_the_new_table:
    """You number the categories again in `transform`. Then the same code means one thing in
    training and another later. The codes are those of the training rows."""

    class Prep(reference.Prep):
        def transform(self, table):
            self.codes = refitted(self, table).codes
            return super().transform(table)


@typical
class statistics_of_the_new_table:
    """You scale by the mean and deviation of the table that is transformed. Then the same amount
    becomes another number each time, and a single row has no deviation at all. Use those of the
    training rows."""

    class Prep(reference.Prep):
        def transform(self, table):
            other = refitted(self, table)
            self.means, self.deviations = other.means, other.deviations
            return super().transform(table)


class median_of_the_new_table:
    """You fill gaps by the median of the table that is transformed. Use that of the training rows:
    a single row whose value is missing has no median."""

    class Prep(reference.Prep):
        def transform(self, table):
            self.medians = refitted(self, table).medians
            return super().transform(table)


class codes_in_order_of_appearance:
    """You number the categories in the order in which they appear. The smallest gets the code 1,
    and so on, so that the order of the rows does not matter."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name in self.cat_names:
                values = dict.fromkeys(reference.present(table[name]))
                self.codes[name] = {value: code for code, value in enumerate(values, 1)}


class numbers_sorted_as_texts:
    """You sort whole numbers as texts: 10 then comes before 9. Numbers are sorted by their size."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name in self.cat_names:
                values = sorted(set(reference.present(table[name])), key=str)
                self.codes[name] = {value: code for code, value in enumerate(values, 1)}


class missing_is_a_category:
    """You give the missing value of a category a code of its own. It has the code 0, as everything
    that is not known."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name in self.cat_names:
                if len(reference.present(table[name])) < len(table[name]):
                    codes = {value: code + 1 for value, code in self.codes[name].items()}
                    self.codes[name] = codes

        def transform(self, table):
            cats, conts = super().transform(table)
            for place, name in enumerate(self.cat_names):
                if self.codes[name] and min(self.codes[name].values()) == 2:
                    gaps = [reference.is_missing(value) for value in table[name]]
                    cats[torch.tensor(gaps, dtype=torch.bool), place] = 1
            return cats, conts


@typical
class unscaled:
    """You leave the amounts as they are. A column of large numbers then drowns all others:
    subtract the mean and divide by the standard deviation."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            self.means = dict.fromkeys(self.means, 0.0)
            self.deviations = dict.fromkeys(self.deviations, 1.0)


def filled_columns(prep, table):
    """The columns of a table with the medians in the gaps, in float64."""
    return {
        name: torch.tensor(prep.filled(name, table[name]), dtype=torch.float64)
        for name in prep.cont_names
    }


@typical
class sample_deviation:
    """Your standard deviation divides by N - 1, as `std` does in torch and pandas unless it is told
    otherwise. The average squared distance divides by N."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name, column in filled_columns(self, table).items():
                if len(column) > 1:
                    self.deviations[name] = column.std().item() or 1.0


class variance_instead:
    """You divide by the variance. The standard deviation is its root."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            self.deviations = {name: d**2 for name, d in self.deviations.items()}


class mean_kept:
    """You divide by the standard deviation, but do not subtract the mean."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            self.means = dict.fromkeys(self.means, 0.0)


class scaled_to_one:
    """You scale by the smallest and the largest value. The mean and the standard deviation are
    asked for: one extreme row would squeeze all others together."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name, column in filled_columns(self, table).items():
                self.means[name] = column.min().item()
                self.deviations[name] = (column.max() - column.min()).item() or 1.0


@typical
class zero_divides:
    """You divide by a standard deviation of 0. A column that is the same in all training rows has
    one; nothing is divided there."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name, column in filled_columns(self, table).items():
                self.deviations[name] = self.deviations[name] if column.std(correction=0) else 1e-7


class float32_too_early:
    """You turn amounts into float32 before you subtract the mean. A float32 has seven digits, so
    large numbers that are close to each other become equal. Compute first, and round at the end."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name, column in filled_columns(self, table).items():
                self.means[name] = column.float().mean().item()
                self.deviations[name] = column.float().std(correction=0).item() or 1.0

        def scaled(self, name, column):
            values = torch.tensor(self.filled(name, column), dtype=torch.float32)
            return ((values - self.means[name]) / self.deviations[name]).tolist()


def refilled(filling):
    """A `Prep` that fills gaps with something else."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name in self.cont_names:
                self.medians[name] = filling(reference.present(table[name]))
            for name, column in filled_columns(self, table).items():
                self.means[name] = column.mean().item()
                self.deviations[name] = column.std(correction=0).item() or 1.0

    return Prep


@typical
class filled_with_zero:
    """You fill gaps with 0. An age of 0 is a statement, and a wrong one. The median of the training
    rows is asked for."""

    Prep = refilled(lambda values: 0.0)


class filled_with_the_mean:
    """You fill gaps with the mean. The median is asked for: one very rich person moves the mean of
    all wages, but hardly the median."""

    Prep = refilled(statistics.mean)


@typical
class lower_median:
    """Your median is the lower of the two middle values, as `torch.median` gives it. Of an even
    number of values it is the mean of the two."""

    Prep = refilled(statistics.median_low)


class upper_median:
    """Your median is the upper of the two middle values. Of an even number of values it is the mean
    of the two."""

    Prep = refilled(statistics.median_high)


class amounts_in_float64:
    """Your amounts are float64. The layers of a net are float32, and will not take them."""

    class Prep(reference.Prep):
        def transform(self, table):
            cats, conts = super().transform(table)
            return cats, conts.double()


class codes_as_floats:
    """Your codes are floats. They say which row of a table to look up: whole numbers, int64."""

    class Prep(reference.Prep):
        def transform(self, table):
            cats, conts = super().transform(table)
            return cats.float(), conts


class statistics_before_filling:
    """Your mean and deviation are those of the values that are there. They are taken after the gaps
    were filled, because that is the column that the net sees."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            for name in self.cont_names:
                values = torch.tensor(reference.present(table[name]), dtype=torch.float64)
                self.means[name] = values.mean().item()
                self.deviations[name] = values.std(correction=0).item() or 1.0


@typical
class no_flags:
    """The flags are not in your cats. That a value is missing may say more than any value: a flag
    beside the codes keeps it."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            self.flagged = []


@typical
class flags_from_zero:
    """Your flags are 0 and 1. They are codes of a category, and 0 stands for what is not known: 1
    means that the value is there, 2 that it is missing."""

    class Prep(reference.Prep):
        def transform(self, table):
            cats, conts = super().transform(table)
            cats[:, len(self.cat_names) :] -= 1
            return cats, conts


class flags_turned_round:
    """Your flags are the wrong way round: 1 means that the value is there, 2 that it is missing."""

    class Prep(reference.Prep):
        def transform(self, table):
            cats, conts = super().transform(table)
            cats[:, len(self.cat_names) :] = 3 - cats[:, len(self.cat_names) :]
            return cats, conts


class flags_of_the_new_table:
    """You add flags for the columns that have gaps in the table that is transformed. Then the
    number of columns changes from table to table. What was missing in training decides."""

    class Prep(reference.Prep):
        def transform(self, table):
            self.require_columns(table)
            gaps = [n for n in self.cont_names if any(map(reference.is_missing, table[n]))]
            kept, self.flagged = self.flagged, gaps
            try:
                return super().transform(table)
            finally:
                self.flagged = kept


class a_flag_for_every_amount:
    """You add a flag for each amount. Only those that had a missing value in training get one: from
    a flag that never changes nothing can be learned."""

    class Prep(reference.Prep):
        def fit(self, table):
            super().fit(table)
            self.flagged = list(self.cont_names)


class flags_first:
    """Your flags stand before the categories. The categories come first."""

    class Prep(reference.Prep):
        def transform(self, table):
            cats, conts = super().transform(table)
            return cats.roll(len(self.flagged), dims=1), conts


class fitted_again_adds:
    """A second `fit` adds to what the first one has seen. It should discard it and begin from
    nothing."""

    class Prep(reference.Prep):
        def fit(self, table):
            before = getattr(self, "codes", {})
            super().fit(table)
            for name, codes in self.codes.items():
                values = sorted({*codes, *before.get(name, ())})
                self.codes[name] = {value: code for code, value in enumerate(values, 1)}


class shared_by_all:
    """What `fit` has seen is kept for all objects together: fitting one `Prep` changes another.
    Keep it in `self`."""

    class Prep(reference.Prep):
        seen: ClassVar = {}

        def fit(self, table):
            super().fit(table)
            self.seen.update(self.codes)
            self.codes = self.seen


class columns_unchecked:
    """Your code does not notice that a column is missing, or breaks with an error that says little.
    Look for the columns first, and raise a ValueError."""

    class Prep(reference.Prep):
        def require_columns(self, table):
            pass

        def fit(self, table):
            lacking = [n for n in (*self.cat_names, *self.cont_names) if n not in table]
            super().fit({**table, **{n: [0.0] for n in lacking}})

        def transform(self, table):
            rows = len(next(iter(table.values()), []))
            lacking = [n for n in (*self.cat_names, *self.cont_names) if n not in table]
            return super().transform({**table, **{n: [None] * rows for n in lacking}})


class empty_column_unchecked:
    """You make up a median for a column in which every value is missing. There is none: raise
    a ValueError."""

    class Prep(reference.Prep):
        def fit(self, table):
            self.require_columns(table)
            empty = [n for n in self.cont_names if not reference.present(table[n])]
            super().fit({**table, **{n: [0.0] * len(table[n]) for n in empty}})


class tables_overwritten:
    """You fill the gaps in the table that you were given. It belongs to your caller, who can no
    longer see which values were missing."""

    class Prep(reference.Prep):
        def transform(self, table):
            result = super().transform(table)
            for name in self.cont_names:
                table[name][:] = self.filled(name, table[name])
            return result


@typical
class amounts_first:
    """You put the amounts first. The vectors come first, in the order of the columns, and the
    amounts behind them."""

    def embed(cats, conts, tables):
        features = reference.embed(cats, conts, tables)
        return features.roll(conts.shape[1], dims=1)


@typical
class amounts_left_out:
    """You leave the amounts out. They need no vectors, but they are features too."""

    def embed(cats, conts, tables):
        return reference.embed(cats, conts[:, :0], tables)


class one_table_for_all:
    """You look up every column in the first table. Each column has a table of its own: code 2 means
    something else in each."""

    def embed(cats, conts, tables):
        first = tables[0]
        vectors = [first[codes.clamp(max=len(first) - 1)] for codes in cats.T]
        return torch.cat([*vectors, conts], dim=1)


class codes_from_one:
    """You look up the row before the one that is asked for. Row 0 is for code 0, so a code is the
    number of its row."""

    def embed(cats, conts, tables):
        return reference.embed(cats - 1, conts, tables)
