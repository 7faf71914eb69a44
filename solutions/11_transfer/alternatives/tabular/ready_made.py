"""torch's own embedding and nanmedian-like functions; what was seen is a tuple for each column."""

import torch

NAN = float("nan")


def seen(column):
    return [value for value in column if value is not None and value == value]


def column_kinds(table, target, max_card=20):
    def continuous(values):
        if any(isinstance(value, str) for value in values):
            return False
        return not all(isinstance(value, int) for value in values) or len(set(values)) > max_card

    features = [name for name in table if name != target]
    conts = [name for name in features if continuous(seen(table[name]))]
    return [name for name in features if name not in conts], conts


class Prep:
    def __init__(self, cat_names, cont_names):
        self.names = [*cat_names], [*cont_names]

    def columns(self, table):
        try:
            return [[table[name] for name in names] for names in self.names]
        except KeyError as error:
            raise ValueError(f"{error} is not in the table") from error

    def fit(self, table):
        cats, conts = self.columns(table)
        self.orders = [sorted(set(seen(column))) for column in cats]
        self.statistics = []
        for column in conts:
            values = torch.tensor([NAN if v is None else v for v in column], dtype=torch.float64)
            gaps = values.isnan()
            if gaps.all():
                raise ValueError("nothing but missing values")
            median = values[~gaps].quantile(0.5)
            filled = values.where(~gaps, median)
            deviation, mean = torch.std_mean(filled, correction=0)
            if deviation == 0:
                deviation = torch.ones_like(deviation)
            self.statistics.append((median, mean, deviation, bool(gaps.any())))

    def transform(self, table):
        cats, conts = self.columns(table)
        rows = len(next(iter(table.values()))) if table else 0
        codes, flags = [torch.zeros(rows, 0, dtype=torch.int64)], []
        amounts = [torch.zeros(rows, 0, dtype=torch.float64)]
        for column, order in zip(cats, self.orders, strict=True):
            places = {value: place for place, value in enumerate(order)}
            numbers = [places.get(value, -1) + 1 for value in column]
            codes.append(torch.tensor(numbers, dtype=torch.int64)[:, None])
        for column, (median, mean, deviation, flagged) in zip(conts, self.statistics, strict=True):
            values = torch.tensor([NAN if v is None else v for v in column], dtype=torch.float64)
            gaps = values.isnan()
            amounts.append(((values.where(~gaps, median) - mean) / deviation)[:, None])
            if flagged:
                flags.append(gaps.long()[:, None] + 1)
        return torch.cat(codes + flags, dim=1), torch.cat(amounts, dim=1).to(torch.float32)


def embed(cats, conts, tables):
    numbered = zip(range(cats.shape[1]), tables, strict=True)
    vectors = [torch.nn.functional.embedding(cats[:, k], table) for k, table in numbered]
    return torch.cat((*vectors, conts), 1)
