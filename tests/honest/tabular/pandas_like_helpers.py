# small helper functions with lambdas, Counter for the values, a NamedTuple for what was learned
import math
from collections import Counter
from typing import NamedTuple

import torch


class Scale(NamedTuple):
    median: float
    mean: float
    std: float
    has_gaps: bool


isna = lambda v: v is None or (isinstance(v, float) and math.isnan(v))
dropna = lambda column: [v for v in column if not isna(v)]


def column_kinds(table, target, max_card=20):
    cat_names = []
    cont_names = []
    for name in table.keys():
        if name == target:
            continue
        counts = Counter(dropna(table[name]))
        kinds = Counter(type(v).__name__ for v in counts)
        if kinds["float"] > 0:
            cont_names.append(name)
        elif kinds["int"] > 0 and len(counts) > max_card:
            cont_names.append(name)
        else:
            cat_names.append(name)
    return cat_names, cont_names


class Prep:
    def __init__(self, cat_names, cont_names):
        self.cat_names = cat_names
        self.cont_names = cont_names
        self.categories = {}
        self.scales = {}

    def fit(self, table):
        for name in self.cat_names + self.cont_names:
            if name not in table:
                raise ValueError(f"missing column: {name}")
        self.categories = {n: sorted(Counter(dropna(table[n]))) for n in self.cat_names}
        self.scales = {}
        for n in self.cont_names:
            values = sorted(dropna(table[n]))
            if not values:
                raise ValueError(f"no values in {n}")
            k = len(values)
            median = (values[(k - 1) // 2] + values[k // 2]) / 2
            filled = [median if isna(v) else v for v in table[n]]
            mean = sum(filled) / len(filled)
            var = sum((v - mean) ** 2 for v in filled) / len(filled)
            self.scales[n] = Scale(median, mean, var**0.5, k < len(table[n]))
        print("fitted", self.scales)
        return self

    def transform(self, table):
        for name in self.cat_names + self.cont_names:
            if name not in table:
                raise ValueError(f"missing column: {name}")
        n_rows = len(list(table.values())[0]) if table else 0
        cat_columns, cont_columns = [], []
        for name in self.cat_names:
            known = self.categories[name]
            cat_columns.append([1 + known.index(v) if v in known else 0 for v in table[name]])
        for name in self.cont_names:
            scale = self.scales[name]
            if scale.has_gaps:
                cat_columns.append([2 if isna(v) else 1 for v in table[name]])
            column = [scale.median if isna(v) else v for v in table[name]]
            cont_columns.append([(v - scale.mean) / (scale.std or 1) for v in column])
        cats = torch.zeros((n_rows, len(cat_columns)), dtype=torch.int64)
        conts = torch.zeros((n_rows, len(cont_columns)), dtype=torch.float32)
        for j, column in enumerate(cat_columns):
            cats[:, j] = torch.tensor(column, dtype=torch.int64)
        for j, column in enumerate(cont_columns):
            conts[:, j] = torch.tensor(column, dtype=torch.float64).float()
        return cats, conts


def embed(cats, conts, tables):
    out = []
    for j in range(len(tables)):
        out.append(tables[j][cats[:, j]])
    out.append(conts)
    return torch.cat(out, dim=1)
