"""What the text of a submission says about a failure."""

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
from tutor.grading.reading import Reading
from tutor.grading.source import Source
from tutor.sandbox.host.trouble import LearnerError

REFERENCE = """
class Net:
    def backward(self, X):
        return X

    def step(self):
        pass

def f(X):
    return X
"""


def reading(code: str) -> Reading:
    return Reading(Source("a.py", code), REFERENCE)


NET = "class Net:\n    def __init__(self):\n        self.W = 1\n"


@pytest.mark.parametrize(
    "code", ["def f(X):\n    X + 1\n", "def f(X):\n    def g():\n        return X\n    g()\n"]
)
def test_a_function_without_a_return_is_found(code: str) -> None:
    said = "`f` has no `return`, so it gives None. See a.py, line 1."
    assert reading(code).of_value("The result is None (is a `return` missing?)") == said


def test_a_method_without_one_is_found_by_its_name() -> None:
    found = reading(f"{NET}    def backward(self, X):\n        self.grads = X\n")
    said = "`backward` has no `return`, so it gives None. See a.py, line 4."
    assert found.of_value("`backward` should return a dictionary.") == said
    assert found.of_exception(LearnerError("AttributeError", "'NoneType' object", [])) == said
    assert found.of_value("The result has the wrong value.") == ""


@pytest.mark.parametrize(
    "code",
    [
        "def f(X):\n    raise NotImplementedError\n",
        "def f(X):\n    yield X\n",
        f"{NET}    def step(self):\n        pass\n",
        "def helper(X):\n    print(X)\n",
        "def f(X:\n",
        "x = " + "(" * 9000,
    ],
)
def test_what_has_to_return_nothing_or_cannot_be_read_is_no_reason(code: str) -> None:
    assert reading(code).of_value("The result is None") == ""


@pytest.mark.parametrize(
    ("body", "kind", "message", "said"),
    [
        (
            "def backward(self):\n        W",
            "NameError",
            "name 'W' is not defined",
            "write `self.W`",
        ),
        ("def backward(X):\n        self", "NameError", "name 'self' is not defined", "is `self`,"),
        (
            "def backward(X):\n        pass",
            "TypeError",
            "Net.backward() takes 1 positional argument but 2 were given",
            "The first parameter of a method is `self`, and `backward` does not have it. See a.py",
        ),
    ],
)
def test_a_missing_self_is_told(body: str, kind: str, message: str, said: str) -> None:
    error = LearnerError(kind, message, [("a.py", 5, "backward", "")])
    assert said in reading(f"{NET}    {body}\n").of_exception(error)


def test_another_name_is_no_attribute() -> None:
    error = LearnerError("NameError", "name 'V' is not defined", [("a.py", 5, "g", "")])
    assert reading(f"{NET}    def g(self):\n        V\n").of_exception(error) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    return np.dot(X, W) + b\n", "Stay with torch"),
        (
            "    X @ W + b\n",
            "`forward_linear` has no `return`, so it gives None. See a.py, line 2.",
        ),
    ],
)
def test_a_report_says_it(grader: Grader, course: Course, body: str, said: str) -> None:
    code = f"import numpy as np\ndef forward_linear(X, W, b):\n{body}"
    report = grader.grade(course.exercise("forward_linear"), Source("a.py", code), device="cpu")
    assert said in report.checks[0].message


def test_a_function_with_other_parameters_is_told_those_of_the_starter(
    grader: Grader, course: Course
) -> None:
    code = "def forward_linear(X, W):\n    return X @ W\n"
    report = grader.grade(course.exercise("forward_linear"), Source("a.py", code), device="cpu")
    assert "Keep those. There it is `forward_linear(X, W, b)`." in report.checks[0].message


def test_a_name_that_was_meant_is_told() -> None:
    error = LearnerError("NameError", "name 'reslut' is not defined", [("a.py", 3, "f", "")])
    code = "def f(x):\n    result = 2 * x\n    return reslut\n"
    said = reading(code).of_exception(error)
    assert said == "`reslut` is not defined. Did you mean `result`?"


def test_of_several_functions_without_a_return_the_one_that_was_called_is_told(
    grader: Grader, course: Course
) -> None:
    code = "def error(pred, goal):\n    pred - goal\ndef mse(pred, true):\n    pred.mean()\n"
    report = grader.grade(course.exercise("mse"), Source("a.py", code), device="cpu")
    told = {check.id: check.message for check in report.checks}
    assert "`mse` has no `return`" in told["test_mean"]
    assert "`error` has no `return`" in told["test_errors"]


def test_tensors_on_two_devices_are_told_in_plain_words(grader: Grader, course: Course) -> None:
    code = "import torch\ndef forward_linear(X, W, b):\n    return X @ W + b + torch.zeros(1, 1)\n"
    report = grader.grade(course.exercise("forward_linear"), Source("a.py", code), device="cpu")
    told = {check.id: check.message for check in report.checks}
    assert told["test_gpu"].startswith("Two tensors are on different devices")


@pytest.mark.parametrize(("result", "kind"), [("[X]", "list"), ("2.0", "float")])
def test_a_result_of_another_kind_says_which_function_gave_it(
    grader: Grader, course: Course, result: str, kind: str
) -> None:
    code = f"import torch\ndef forward_linear(X, W, b):\n    X = X @ W\n    return {result}\n"
    report = grader.check(course.exercise("forward_linear"), Source("a.py", code))
    assert report.checks[0].message == (
        f"The result is of type {kind}; a tensor was expected. `forward_linear` returns it. See "
        "a.py, line 4."
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return (X @ W + b).double()", "The result has dtype float64; float32 was expected."),
        ("out = X @ W + b\n    X.add_(1)\n    return out", "changes its argument X in place."),
        ("return torch.stack([x @ W + b for x in X])", "38 more rows cost 114 more torch"),
    ],
)
def test_the_examples_look_at_more_than_values(
    grader: Grader, course: Course, body: str, said: str
) -> None:
    code = f"import torch\ndef forward_linear(X, W, b):\n    {body}\n"
    report = grader.check(course.exercise("forward_linear"), Source("a.py", code))
    assert said in report.checks[-1].message


def test_a_method_under_another_name_is_told(grader: Grader, course: Course) -> None:
    reference = course.exercise("two_layer_net").solution.read_text(encoding="utf-8")
    code = reference.replace("def backward", "def backwards")
    report = grader.check(course.exercise("two_layer_net"), Source("a.py", code))
    told = {check.id: check.message for check in report.checks}
    assert told["test_backward_by_hand"].startswith(
        "The class `TwoLayer` has no method `backward`. Keep the names of the starter"
    )
