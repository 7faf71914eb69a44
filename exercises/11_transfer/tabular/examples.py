"""Visible examples for tabular. `tutor check tabular` runs them on your code."""

import torch

from tutor.grading.checks import check, expect, expect_unchanged, require

NAN = float("nan")
TRAIN = {
    "work": ["nurse", "baker", None, "nurse", "smith"],
    "age": [40, 20, 30, NAN, 60],
    "same": [3.0, 3.0, 3.0, 3.0, 3.0],
    "income": ["high", "low", "low", "high", "low"],
}
NEW = {
    "work": ["smith", "pilot", NAN, "baker"],
    "age": [35.0, None, 63, 35.0],
    "same": [3.0, 4.0, 3.0, 1.0],
}


def prepared(module, train, *tables):
    prep = module.Prep(["work"], ["age", "same"])
    prep.fit(train)
    return [prep.transform(table) for table in tables]


@check(task=1, points=1)
def test_kinds(submission):
    """Texts and few whole numbers are categories, floats and many whole numbers are amounts."""
    table = {
        "age": list(range(20, 50)),
        "work": ["nurse", "baker"] * 15,
        "town": [None, 7, NAN, 9, 10, 7] * 5,
        "wage": [3, 2.5, 4] * 10,
        "income": ["low", "high", "low"] * 10,
    }
    found = submission.column_kinds(table, "income")
    require(isinstance(found, tuple) and len(found) == 2, "Return two lists of names.")
    expect(list(found[0]), ["work", "town"], "The categories")
    expect(list(found[1]), ["age", "wage"], "The continuous columns")


@check(task=2, points=1)
def test_training_rows(submission):
    """Five training rows: a gap in each of two columns, and a column that never changes."""
    cats, conts = submission.run(prepared, TRAIN, TRAIN)[0]
    expect(cats, torch.tensor([[2, 1], [1, 1], [0, 1], [2, 2], [3, 1]]), "cats")
    scaled = torch.tensor([0.226134, -1.281423, -0.527645, -0.150756, 1.733690])
    expect(conts[:, 0], scaled, "The age", within=1e-4, dtype=torch.float32)
    expect(conts[:, 1], torch.zeros(5), "The column that never changes")


@check(task=2, points=1)
def test_new_rows(submission):
    """Four new rows, one of them a pilot; then one of them alone."""
    alone = {name: column[3:] for name, column in NEW.items()}
    (cats, conts), one = submission.run(prepared, TRAIN, NEW, alone)
    expect(cats, torch.tensor([[3, 1], [0, 2], [0, 1], [1, 1]]), "cats")
    right = torch.tensor([[-0.150756, 0.0], [-0.150756, 1.0], [1.959824, 0.0], [-0.150756, -2.0]])
    expect(conts, right, "conts", within=1e-4)
    expect(one[0], torch.tensor([[1, 1]]), "cats of the last row alone")
    expect(one[1], right[3:], "conts of the last row alone", within=1e-4)


@check(task=3, points=1)
def test_features(submission):
    """Three rows, two columns of codes, one amount."""
    cats = torch.tensor([[1, 0], [2, 1], [0, 1]])
    conts = torch.tensor([[0.5], [-1.0], [2.0]])
    tables = [
        torch.tensor([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]]),
        torch.tensor([[7.0], [8.0]]),
    ]
    found, after = submission.embed.inputs_after(cats, conts, tables)
    right = [[1.0, 2.0, 7.0, 0.5], [3.0, 4.0, 8.0, -1.0], [0.0, 0.0, 8.0, 2.0]]
    expect(found, torch.tensor(right), dtype=torch.float32)
    expect_unchanged(after, cats=cats, conts=conts, tables=tables)
