# a dataclass for each kind of column, abstract methods, an exception of the learner's own
import statistics
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import torch
import torch.nn as nn


class BadTable(ValueError):
    pass


def known(values):
    for value in values:
        if value is None or value != value:
            continue
        yield value


def column_kinds(table, target, max_card=20):
    def is_cont(name):
        values = list(known(table[name]))
        if isinstance(values[0], str):
            return False
        if any(type(v) is float for v in values):
            return True
        return len(set(values)) > max_card

    names = [n for n in table if n != target]
    return [n for n in names if not is_cont(n)], [n for n in names if is_cont(n)]


@dataclass
class Column(ABC):
    name: str

    @abstractmethod
    def fit(self, values): ...


@dataclass
class Cat(Column):
    codes: dict = field(default_factory=dict)

    def fit(self, values):
        self.codes = {}
        for value in sorted(set(known(values))):
            self.codes[value] = len(self.codes) + 1

    def __call__(self, values):
        return [self.codes.get(v, 0) for v in values]


@dataclass
class Cont(Column):
    median: float = 0.0
    mean: float = 0.0
    std: float = 1.0
    flag: bool = False

    def fit(self, values):
        there = list(known(values))
        if not there:
            raise BadTable(self.name)
        self.flag = len(there) != len(values)
        self.median = statistics.median(there)
        column = self.fill(values)
        self.mean = statistics.fmean(column)
        self.std = statistics.pstdev(column, mu=None) or 1.0

    def fill(self, values):
        return [self.median if v is None or v != v else float(v) for v in values]

    def __call__(self, values):
        return [(v - self.mean) / self.std for v in self.fill(values)]

    def flags(self, values):
        return [1 + (v is None or v != v) for v in values]


class Prep:
    def __init__(self, cat_names, cont_names):
        self.cats = [Cat(n) for n in cat_names]
        self.conts = [Cont(n) for n in cont_names]

    def check(self, table):
        for column in self.cats + self.conts:
            if column.name not in table:
                raise BadTable(column.name)

    def fit(self, table):
        self.check(table)
        for column in self.cats + self.conts:
            column.fit(table[column.name])

    def transform(self, table):
        self.check(table)
        codes = [c(table[c.name]) for c in self.cats]
        codes += [c.flags(table[c.name]) for c in self.conts if c.flag]
        conts = [c(table[c.name]) for c in self.conts]
        n = len(list(table.values())[0])
        cats = torch.tensor(codes, dtype=torch.long).T if codes else torch.empty(n, 0).long()
        conts = torch.tensor(conts).float().T if conts else torch.empty(n, 0)
        return cats, conts


def embed(cats, conts, tables):
    layers = [nn.functional.embedding(c, t) for c, t in zip(cats.T, tables)]
    return torch.cat(layers + [conts], -1)
