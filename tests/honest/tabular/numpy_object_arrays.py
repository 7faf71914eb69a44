# numpy throughout, searchsorted for the codes, list returned for the pair, embeddings by gather
import numpy as np
import torch


def _gaps(column):
    return np.array([v is None or v != v for v in column], dtype=bool)


def column_kinds(table, target, max_card=20):
    cats, conts = [], []
    for name, column in table.items():
        if name != target:
            values = [v for v, gap in zip(column, _gaps(column)) if not gap]
            kind = np.array(values).dtype.kind
            if kind == "f" or (kind == "i" and np.unique(values).size > max_card):
                conts.append(name)
            else:
                cats.append(name)
    return cats, conts


class Prep:
    def __init__(self, cat_names, cont_names):
        self.cat_names, self.cont_names = cat_names, cont_names

    def _columns(self, table):
        missing = [n for n in [*self.cat_names, *self.cont_names] if n not in table]
        if missing:
            raise ValueError(", ".join(missing))
        return [table[n] for n in self.cat_names], [table[n] for n in self.cont_names]

    def fit(self, table):
        cats, conts = self._columns(table)
        self.known = []
        for column in cats:
            self.known.append(sorted(set(np.array(column, dtype=object)[~_gaps(column)])))
        self.median, self.mean, self.std, self.flagged = [], [], [], []
        for column in conts:
            gaps = _gaps(column)
            if gaps.all():
                raise ValueError("only gaps")
            values = np.array([np.nan if g else v for v, g in zip(column, gaps)], dtype=np.float64)
            median = np.nanmedian(values)
            values = np.where(gaps, median, values)
            self.median.append(median)
            self.mean.append(values.mean())
            self.std.append(values.std())
            self.flagged.append(gaps.any())

    def transform(self, table):
        cats, conts = self._columns(table)
        n = len(next(iter(table.values()))) if table else 0
        codes = np.zeros((n, len(cats) + int(sum(self.flagged))), dtype=np.int64)
        numbers = np.zeros((n, len(conts)), dtype=np.float64)
        for k, column in enumerate(cats):
            lookup = {v: i + 1 for i, v in enumerate(self.known[k])}
            codes[:, k] = [lookup.get(v, 0) for v in column]
        place = len(cats)
        for k, column in enumerate(conts):
            gaps = _gaps(column)
            values = [self.median[k] if g else v for v, g in zip(column, gaps)]
            numbers[:, k] = np.array(values, dtype=np.float64) - self.mean[k]
            if self.std[k] != 0:
                numbers[:, k] /= self.std[k]
            if self.flagged[k]:
                codes[:, place] = np.where(gaps, 2, 1)
                place += 1
        return torch.tensor(codes), torch.tensor(numbers.astype(np.float32))


def embed(cats, conts, tables):
    vectors = [t.gather(0, cats[:, [k]].expand(-1, t.shape[1])) for k, t in enumerate(tables)]
    return torch.concat([*vectors, conts], axis=1)
