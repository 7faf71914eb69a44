"""Visible examples for hello_tensor. `tutor check hello_tensor` runs them on your code.

Read them: each one calls a function of yours and compares what comes back.
"""

import torch

from tutor.grading.checks import check, require


def said(module, t):
    """What `describe` says, written out so that kinds can be told apart: a text in quotes."""
    found = module.describe(t)
    return repr({key: found[key] for key in sorted(found)}).replace("torch.Size([2, 3])", "(2, 3)")


def device_elsewhere(module, t):
    """The device that `describe` names, in quotes if it is a text."""
    return repr(module.describe(t.to("meta"))["device"])


def answered(module, tensors):
    """What `as_number` returns for those that it should refuse with a ValueError."""
    answers = []
    for t in tensors:
        try:
            answers.append(f"it returns {module.as_number(t)!r} for {t}")
        except ValueError:
            continue
    return answers


@check(task=1, points=1)
def test_one_and_one(submission):
    """1 + 1 is 2, a Python int."""
    found = submission.answer()
    require(type(found) is int and found == 2, f"The answer is {found!r}.")


@check(task=2, points=1)
def test_a_table(submission):
    """A table of 2 rows and 3 columns, of floating-point numbers, on the CPU."""
    expected = "{'device': 'cpu', 'dtype': torch.float32, 'ndim': 2, 'shape': (2, 3)}"
    found = submission.run(said, torch.tensor([[1.5, 2.0, 0.5], [4.0, 3.0, 2.5]]))
    require(found == expected, f"It says {found}, and should say {expected}.")


@check(task=2, points=1)
def test_a_number(submission):
    """A single whole number has the shape () and no axis."""
    expected = "{'device': 'cpu', 'dtype': torch.int64, 'ndim': 0, 'shape': ()}"
    found = submission.run(said, torch.tensor(7)).replace("torch.Size([])", "()")
    require(found == expected, f"It says {found}, and should say {expected}.")


@check(task=2, points=1)
def test_elsewhere(submission):
    """A tensor on the device "meta", which keeps shapes and no numbers."""
    found = submission.run(device_elsewhere, torch.zeros(2, 3))
    require(found == "'meta'", f"The device is {found}, and should be 'meta'.")


@check(task=3, points=1)
def test_the_only_element(submission):
    """One element comes out as a Python number of its kind."""
    for t, number in ((torch.tensor([[2.5]]), 2.5), (torch.tensor(7), 7)):
        found = submission.as_number(t)
        same = type(found) is type(number) and found == number
        require(same, f"For {t} it returns {found!r}.")


@check(task=3, points=1)
def test_no_only_element(submission):
    """None, or two: a ValueError."""
    answers = submission.run(answered, [torch.zeros(0), torch.tensor([1.0, 2.0])])
    require(not answers, f"A ValueError should be raised, but {' and '.join(answers)}.")
