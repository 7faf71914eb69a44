"""Reference: fastai 2.8.12, tabular/core.py (Categorify, FillMissing, Normalize)."""

import statistics

import torch

Value = str | int | float | None
Table = dict[str, list[Value]]


def is_missing(value: Value) -> bool:
    return value is None or value != value


def present(column: list[Value]) -> list:
    return [value for value in column if not is_missing(value)]


def column_kinds(table: Table, target: str, max_card: int = 20) -> tuple[list[str], list[str]]:
    cat_names, cont_names = [], []
    for name, column in table.items():
        if name != target:
            values = present(column)
            amounts = any(isinstance(value, float) for value in values)
            many = isinstance(values[0], int) and len(set(values)) > max_card
            (cont_names if amounts or many else cat_names).append(name)
    return cat_names, cont_names


class Prep:
    def __init__(self, cat_names: list[str], cont_names: list[str]) -> None:
        self.cat_names, self.cont_names = list(cat_names), list(cont_names)

    def fit(self, table: Table) -> None:
        self.require_columns(table)
        self.codes, self.flagged = {}, []
        self.medians, self.means, self.deviations = {}, {}, {}
        for name in self.cat_names:
            values = sorted(set(present(table[name])))
            self.codes[name] = {value: code for code, value in enumerate(values, 1)}
        for name in self.cont_names:
            values = present(table[name])
            if not values:
                raise ValueError(f"the column '{name}' has no values")
            self.medians[name] = statistics.median(values)
            if len(values) < len(table[name]):
                self.flagged.append(name)
            filled = torch.tensor(self.filled(name, table[name]), dtype=torch.float64)
            self.means[name] = filled.mean().item()
            self.deviations[name] = filled.std(correction=0).item() or 1.0

    def require_columns(self, table: Table) -> None:
        for name in self.cat_names + self.cont_names:
            if name not in table:
                raise ValueError(f"the table has no column '{name}'")

    def filled(self, name: str, column: list[Value]) -> list:
        return [self.medians[name] if is_missing(value) else value for value in column]

    def transform(self, table: Table) -> tuple[torch.Tensor, torch.Tensor]:
        self.require_columns(table)
        cats = [[self.codes[n].get(value, 0) for value in table[n]] for n in self.cat_names]
        cats += [[2 if is_missing(value) else 1 for value in table[n]] for n in self.flagged]
        conts = [self.scaled(n, table[n]) for n in self.cont_names]
        rows = len(next(iter(table.values()), []))
        return (
            torch.tensor(cats, dtype=torch.int64).reshape(len(cats), rows).T,
            torch.tensor(conts, dtype=torch.float32).reshape(len(conts), rows).T,
        )

    def scaled(self, name: str, column: list[Value]) -> list[float]:
        mean, deviation = self.means[name], self.deviations[name]
        return [(value - mean) / deviation for value in self.filled(name, column)]


def embed(cats: torch.Tensor, conts: torch.Tensor, tables: list[torch.Tensor]) -> torch.Tensor:
    vectors = [table[codes] for table, codes in zip(tables, cats.T, strict=True)]
    return torch.cat([*vectors, conts], dim=1)
