"""A misconception is named for what the values show, and none is named beside the right one."""

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
from tutor.grading.recogniser import explain
from tutor.grading.source import Source

FIT = """
import torch

def predict(X, w, b):
    return (X @ w + b > 0).long()

def perceptron_fit(X, y, max_epochs):
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(max_epochs):
        mistakes = 0
        for row, label in zip(X, y):
            error = label - (row @ w + b > 0).long()
            w, b = w {sign} error * row, b {sign} error
            mistakes += int(error != 0)
        if mistakes == 0:
            return w, b, True
    return w, b, {in_the_end}

def xor_net(x):
    return {xor}
"""
XOR = "((x.sum(1) > 0.5) & (x.sum(1) < 1.5)).long()"


def perceptron(sign: str = "+", in_the_end: str = "False", xor: str = XOR) -> str:
    return FIT.format(sign=sign, in_the_end=in_the_end, xor=xor)


ONE_BUFFER = """
import torch

def hot_and_cold(w, x, goal, step, max_iter):
    w, history = w.clone(), [w.clone()]
    for _ in range(max_iter):
        up, down = ((x * (w + s) - goal) ** 2 for s in (step, -step))
        w.copy_(torch.where(up < down, w + step, torch.where(down < up, w - step, w)))
        history.append(w)
    return w, torch.stack(history)
"""
ONE_DART = """
_right = sample

def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature <= 0 or top_k is not None:
        return _right(logits, temperature, top_k, rng)
    p = (logits.double() / temperature).softmax(1)
    dart = torch.rand(1, 1, generator=rng, dtype=p.dtype, device=p.device)
    return (p.cumsum(1) <= dart).sum(1).clamp(max=p.shape[1] - 1)
"""
FLOATS = perceptron().replace(
    "> 0).long()\n\ndef perceptron_fit", "> 0).float()\n\ndef perceptron_fit"
)
SUBMISSIONS = {
    "the wrong direction": ("perceptron", perceptron(sign="-"), {"wrong-direction"}),
    "always converged": ("perceptron", perceptron(in_the_end="True"), {"always-converged"}),
    "the opposite": ("perceptron", perceptron(xor=f"1 - {XOR}"), {"equal-instead"}),
    "answers as floats": ("perceptron", FLOATS, set()),
    "one buffer": ("hot_and_cold", ONE_BUFFER, {"one-buffer-for-all-rounds"}),
    "one dart": ("char_lm", ONE_DART, {"one-dart-for-all"}),
}
ALSO_TRUE = {"right-in-the-end"}  # of one row after one epoch, which is right by then


@pytest.mark.parametrize("what", SUBMISSIONS)
def test_the_misconception_is_named_and_no_other(what: str, grader: Grader, course: Course) -> None:
    slug, code, names = SUBMISSIONS[what]
    exercise = course.exercise(slug)
    if slug == "char_lm":
        code = exercise.solution.read_text(encoding="utf-8") + code
    report = grader.grade(exercise, Source(f"{slug}.py", code), device="cpu", seed=7)
    assert set(report.misconceptions) - ALSO_TRUE == names


# Changes of right solutions, by their files under solutions/, and what they are rightly called.
CHANGES = {
    "zeros everywhere, not in a view alone": (
        "04_backprop/alternatives/gradient_check/index_tuples.py",
        "up[where] += h",
        "up[where] -= h",
        set(),
    ),
    "nearly zero everywhere": (
        "04_backprop/alternatives/gradient_check/index_tuples.py",
        "/ (2 * h)",
        "/ 2",
        set(),
    ),
    "a small count that is the same by chance": (
        "02_learn/alternatives/sgd_epochs/shuffled_copies.py",
        "math.ceil(n / bs)",
        "math.ceil(n / bs / bs)",
        set(),
    ),
    "one path that is the same, and no other": (
        "03_neurons/alternatives/perceptron/jump_to_the_mistake.py",
        "position + 1, mistakes + 1",
        "position + 1, mistakes",
        set(),
    ),
    "all rows held out, not in one case": (
        "05_generalise/alternatives/splits/masks.py",
        "int(valid_pct * n)",
        "n",
        set(),
    ),
    "unfrozen in the end, so unfrozen": (
        "11_transfer/alternatives/fine_tuning/one_optimizer.py",
        "range(freeze_epochs + epochs)",
        "range(freeze_epochs)",
        set(),
    ),
    "float32 on the way, nothing cut": (
        "09_sequences/alternatives/lstm/gate_by_gate.py",
        "new_c = keep * c + write * candidate",
        "new_c = (keep * c + write * candidate).float()",
        set(),
    ),
    "one function of two": (
        "03_neurons/activations.py",
        "return 1 - tanh(z) ** 2",
        "return 1 - z**2",
        {"output-formula-fed-the-input"},
    ),
    "two at once": (
        "07_convolve/conv2d_backward.py",
        "return dx, dk, dy.sum((0, 2, 3))",
        "return dx, dk / max(len(x), 1), dy.sum((0, 2, 3)) / max(len(x), 1)",
        {"kernels-divided-by-the-batch", "biases-divided-by-the-batch"},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_mistake_that_a_check_refutes_is_not_named(
    what: str, grader: Grader, course: Course
) -> None:
    file, was, now, names = CHANGES[what]
    path = course.root / "solutions" / file
    code = path.read_text(encoding="utf-8")
    assert was in code
    slug = path.stem if path.parent.name[:2].isdigit() else path.parent.name
    source = Source(f"{slug}.py", code.replace(was, now))
    report = grader.grade(course.exercise(slug), source, device="cpu", seed=1)
    assert not report.full_marks
    assert set(report.misconceptions) == names


def test_of_two_mistakes_that_fit_the_same_checks_none_is_chosen() -> None:
    assert explain({"a": ["one", "other"], "b": ["one", "other"]}) == {}
    assert explain({"a": ["one", "other"], "b": ["one"]}) == {"a": "one", "b": "one"}


def test_unless_a_check_that_was_passed_contradicts_one_of_them() -> None:
    assert explain({"a": ["one", "other"]}, contradicted={"one"}) == {"a": "other"}
