"""Real patients, with gaps made by us: a linear model on what the learner's Prep makes of them."""

import torch
from sklearn.datasets import load_diabetes

from tutor.grading.pictures import Lines

TRAIN, STEPS, LR, GAPS = 300, 60, 0.1, 4  # every fourth blood pressure is taken out
CATS, CONTS = ["sex"], ["age", "bmi", "bp", "s5"]


def patients():
    """The table of 442 patients, in a random order, and how their illness went on."""
    data = load_diabetes(scaled=False)
    order = torch.randperm(len(data.data), generator=torch.Generator().manual_seed(3)).tolist()
    columns = {name: data.data[order, data.feature_names.index(name)] for name in CATS + CONTS}
    table = {name: column.tolist() for name, column in columns.items()}
    table["sex"] = [int(value) for value in table["sex"]]
    lost = torch.rand(len(order), generator=torch.Generator().manual_seed(4)) < 1 / GAPS
    table["bp"] = [
        None if gone else value for gone, value in zip(lost.tolist(), table["bp"], strict=True)
    ]
    return table, torch.tensor(data.target[order], dtype=torch.float32)


def features(module, cats, conts, train, table):
    """The features of the rows: the learner's Prep and embed, one-hot vectors for the codes."""
    prep = module.Prep(cats, conts)
    prep.fit(train)
    codes = prep.transform(train)[0]
    tables = [torch.eye(int(column.max()) + 1) for column in codes.T]
    return module.embed(*prep.transform(table), tables)


def losses(X, y):
    """The error on the validation rows after each step of gradient descent."""
    X = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    w, found = torch.zeros(X.shape[1]), []
    for step in range(STEPS + 1):
        error = (X @ w - y)[TRAIN:].pow(2).mean().sqrt().item()
        found.append((step, min(error, 400.0)))
        w -= LR * X[:TRAIN].T @ (X[:TRAIN] @ w - y[:TRAIN]) / TRAIN
    return found


def draw(submission):
    table, y = patients()
    train = {name: column[:TRAIN] for name, column in table.items()}
    X = submission.run(features, CATS, CONTS, train, table)
    raw = [[0.0 if value is None else value for value in table[name]] for name in CATS + CONTS]
    series = {
        "your Prep": losses(X, y),
        "gaps filled with 0, nothing scaled": losses(torch.tensor(raw).T, y),
    }
    return Lines(
        title="442 patients, read by your Prep",
        x="step of gradient descent",
        y="error on the validation rows",
        series=series,
        caption=f"A linear model learns from {TRAIN} patients how an illness goes on; the error is "
        f"that on the others, cut off at 400. With your columns it falls to "
        f"{series['your Prep'][-1][1]:.0f}. Without scaling the same learning rate is far too "
        "large, and the model breaks. A quarter of the blood pressures were taken out by us.",
    )
