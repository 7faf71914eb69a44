"""A misconception is named for what the values show, and none is named beside the right one."""

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
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
