"""Rows one after the other, sums by hand, an embedding as a product with one-hot rows."""

import math

import torch
from torch.nn import functional as F


def missing(value):
    return value is None or (type(value) is float and math.isnan(value))


def column_kinds(table, target, max_card=20):
    cats, conts = [], []
    for name, column in table.items():
        if name == target:
            continue
        different, has_float, has_text = set(), False, False
        for value in column:
            if missing(value):
                continue
            different.add(value)
            has_float = has_float or isinstance(value, float)
            has_text = has_text or isinstance(value, str)
        if has_float or (not has_text and len(different) > max_card):
            conts.append(name)
        else:
            cats.append(name)
    return cats, conts


class Prep:
    def __init__(self, cat_names, cont_names):
        self.cat_names = tuple(cat_names)
        self.cont_names = tuple(cont_names)

    def fit(self, table):
        self._look_for_columns(table)
        self.vocab, self.numbers, self.had_gaps = {}, {}, []
        for name in self.cat_names:
            found = set()
            for value in table[name]:
                if not missing(value):
                    found.add(value)
            self.vocab[name] = dict(zip(sorted(found), range(1, len(found) + 1), strict=True))
        for name in self.cont_names:
            there = sorted(value for value in table[name] if not missing(value))
            if len(there) == 0:
                raise ValueError(name + " is empty")
            half = len(there) // 2
            median = there[half] if len(there) % 2 else (there[half - 1] + there[half]) / 2
            if len(there) != len(table[name]):
                self.had_gaps.append(name)
            column = [median if missing(value) else value for value in table[name]]
            mean = math.fsum(column) / len(column)
            spread = math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
            self.numbers[name] = (median, mean, spread if spread > 0 else 1.0)

    def _look_for_columns(self, table):
        for name in self.cat_names + self.cont_names:
            if name not in table:
                raise ValueError(name)

    def transform(self, table):
        self._look_for_columns(table)
        names = self.cat_names + self.cont_names
        columns = [table[name] for name in names] or list(table.values())[:1]
        cats, conts = [], []
        for row in range(len(columns[0]) if columns else 0):
            codes, amounts = [], []
            for name in self.cat_names:
                codes.append(self.vocab[name].get(table[name][row], 0))
            for name in self.had_gaps:
                codes.append(1 + int(missing(table[name][row])))
            for name in self.cont_names:
                median, mean, spread = self.numbers[name]
                value = table[name][row]
                value = median if missing(value) else value
                amounts.append((value - mean) / spread)
            cats.append(codes)
            conts.append(amounts)
        width = len(self.cat_names) + len(self.had_gaps)
        return (
            torch.tensor(cats, dtype=torch.long).view(len(cats), width),
            torch.tensor(conts, dtype=torch.float32).view(len(cats), len(self.cont_names)),
        )


def embed(cats, conts, tables):
    pieces = []
    for codes, table in zip(cats.unbind(dim=1), tables, strict=True):
        pieces.append(F.one_hot(codes, len(table)).to(table.dtype) @ table)
    return torch.cat([*pieces, conts], dim=-1)
