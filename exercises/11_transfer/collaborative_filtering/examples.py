"""Visible examples for collaborative_filtering. `tutor check collaborative_filtering` runs them."""

import torch

from tutor.grading.checks import check, expect, require

TABLES = {  # two users, three films, two factors; row 0 is left to you
    "user_factors": torch.tensor([[1.0, 0.0], [-1.0, 2.0]]),
    "item_factors": torch.tensor([[2.0, 1.0], [0.0, -1.0], [-1.0, 0.5]]),
    "user_bias": torch.tensor([[0.5], [-0.5]]),
    "item_bias": torch.tensor([[0.0], [1.0], [0.25]]),
}


def predict(module, tables, y_range, ui):
    model = module.DotProductBias(2, 3, 2, y_range)
    with torch.no_grad():
        for name, rows in tables.items():
            getattr(model, name).weight[1:] = rows
    return model(ui)


@check(task=1, points=1)
def test_middle_and_ends(submission):
    """0 goes to the middle, large numbers near the ends."""
    found = submission.sigmoid_range(torch.tensor([[0.0, 30.0, -30.0]]), 0.5, 5.5)
    expect(found, torch.tensor([[3.0, 5.5, 0.5]]), within=1e-4)


@check(task=2, points=1)
def test_ids(submission):
    """The training rows have the ids 12, 55 and 300; nobody there has 41 or 999."""
    ids, train_ids = torch.tensor([300, 41, 12, 55, 999, 12]), torch.tensor([55, 300, 12, 55])
    expect(submission.encode(ids, train_ids), torch.tensor([3, 0, 1, 2, 0, 1]))


@check(task=3, points=1)
def test_predictions(submission):
    """Three predictions with all numbers by hand; the last is for a new user."""
    ui = torch.tensor([[1, 1], [2, 3], [0, 2]])
    sums = submission.run(predict, TABLES, None, ui)
    expect(sums, torch.tensor([2.5, 1.75, 1.0]), "The sums")
    ratings = submission.run(predict, TABLES, (0.5, 5.5), ui)
    expect(ratings, torch.tensor([5.12071, 4.75978, 4.15529]), "The ratings", within=1e-4)


@check(task=3, points=1)
def test_fresh_model(submission):
    """A fresh model predicts the middle of its range for everybody, or nearly so."""

    def fresh(module):
        model = module.DotProductBias(4, 5, 6)
        pairs = torch.cartesian_prod(torch.arange(5), torch.arange(6))
        return model(pairs), model.user_factors.weight, model.item_factors.weight

    ratings, users, items = submission.run(fresh)
    expect(ratings, torch.full((30,), 3.0), "The ratings", within=0.02)
    require(bool((users[1:] != 0).all() and (items[1:] != 0).all()), "Factors of 0 learn nothing.")


@check(task=4, points=1)
def test_two_films(submission):
    """The two best of six films for a user who has seen one of them."""

    def choose(module, seen):
        model = module.DotProductBias(3, 6, 2, None)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.zero_()
            model.item_bias.weight[1:, 0] = torch.tensor([0.1, 0.9, -0.5, 0.8, 0.3, -0.2])
        return module.recommend(model, 2, seen, 2)

    expect(submission.run(choose, torch.tensor([2])), torch.tensor([4, 5]))
    expect(submission.run(choose, torch.tensor([2, 4, 5, 1, 6])), torch.tensor([3]))
