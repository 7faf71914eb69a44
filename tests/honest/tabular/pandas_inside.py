# pandas for everything, Categorical for the codes
import pandas as pd
import torch


def column_kinds(table, target, max_card=20):
    cats, conts = [], []
    for name in table:
        if name == target:
            continue
        values = [v for v in table[name] if not pd.isna(v)]
        if any(isinstance(v, float) for v in values):
            conts.append(name)
        elif not isinstance(values[0], str) and len(set(values)) > max_card:
            conts.append(name)
        else:
            cats.append(name)
    return cats, conts


class Prep:
    def __init__(self, cat_names, cont_names):
        self.cat_names, self.cont_names = cat_names, cont_names

    def fit(self, table):
        df = self.frame(table)
        self.cats = {n: sorted(df[n].dropna().unique()) for n in self.cat_names}
        self.na = [n for n in self.cont_names if df[n].isna().any()]
        conts = df[self.cont_names].astype(float)
        self.median = conts.median()
        if self.median.isna().any():
            raise ValueError("empty column")
        conts = conts.fillna(self.median)
        self.mean, self.std = conts.mean(), conts.std(ddof=0).replace(0, 1)

    def frame(self, table):
        names = [*self.cat_names, *self.cont_names]
        if not set(names) <= set(table):
            raise ValueError("columns missing")
        return pd.DataFrame(table)

    def transform(self, table):
        df = self.frame(table)
        out = pd.DataFrame(index=df.index)
        for n in self.cat_names:
            out[n] = pd.Categorical(df[n], categories=self.cats[n]).codes + 1
        for n in self.na:
            out[n + "_na"] = df[n].isna().astype(int) + 1
        conts = (df[self.cont_names].astype(float).fillna(self.median) - self.mean) / self.std
        return (
            torch.tensor(out.to_numpy(dtype="int64", copy=True)),
            torch.tensor(conts.to_numpy(dtype="float32", copy=True)),
        )


def embed(cats, conts, tables):
    return torch.cat([t[c] for t, c in zip(tables, cats.T)] + [conts], dim=1)
