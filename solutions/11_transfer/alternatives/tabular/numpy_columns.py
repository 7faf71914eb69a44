"""numpy does the statistics; columns are objects of their own."""

import numpy as np
import torch


def there(value):
    return value is not None and not (isinstance(value, float) and np.isnan(value))


def column_kinds(table, target, max_card=20):
    kinds = {"cat": [], "cont": []}
    for name in table:
        if name == target:
            continue
        types = {type(value) for value in filter(there, table[name])}
        different = len({value for value in table[name] if there(value)})
        amount = float in types or (types == {int} and different > max_card)
        kinds["cont" if amount else "cat"].append(name)
    return kinds["cat"], kinds["cont"]


class Category:
    def __init__(self, values):
        self.known = sorted({value for value in values if there(value)})

    def code(self, value):
        return self.known.index(value) + 1 if value in self.known else 0


class Amount:
    def __init__(self, values):
        mask = np.array([there(value) for value in values])
        if not mask.any():
            raise ValueError("a column without values")
        self.flagged = not mask.all()
        self.median = np.median([value for value in values if there(value)])
        filled = self.fill(values)
        self.mean, self.std = filled.mean(), filled.std()
        if self.std == 0:
            self.std = 1.0

    def fill(self, values):
        return np.array([value if there(value) else self.median for value in values], dtype=float)


class Prep:
    def __init__(self, cat_names, cont_names):
        self.cat_names, self.cont_names = cat_names, cont_names

    def fit(self, table):
        self.check(table)
        self.categories = [Category(table[name]) for name in self.cat_names]
        self.amounts = [Amount(table[name]) for name in self.cont_names]

    def check(self, table):
        lacking = {*self.cat_names, *self.cont_names} - set(table)
        if lacking:
            raise ValueError(f"no column {lacking}")

    def transform(self, table):
        self.check(table)
        rows = max((len(column) for column in table.values()), default=0)
        cats = np.zeros((rows, 0), dtype=np.int64)
        conts = np.zeros((rows, 0))
        for name, category in zip(self.cat_names, self.categories, strict=True):
            codes = np.array([category.code(value) for value in table[name]], dtype=np.int64)
            cats = np.column_stack([cats, codes])
        for name, amount in zip(self.cont_names, self.amounts, strict=True):
            if amount.flagged:
                flags = [1 if there(value) else 2 for value in table[name]]
                cats = np.column_stack([cats, np.array(flags, dtype=np.int64)])
            scaled = (amount.fill(table[name]) - amount.mean) / amount.std
            conts = np.column_stack([conts, scaled])
        return torch.from_numpy(cats), torch.from_numpy(conts).float()


def embed(cats, conts, tables):
    found = []
    for k, table in enumerate(tables):
        found.append(torch.index_select(table, 0, cats[:, k]))
    found.append(conts)
    return torch.hstack(found)
