"""The tools that would do a task are not in its box, and the box says so in words."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.course import Course, Exercise, Policy, load_course
from tutor.errors import CourseError, GraderError
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome, Report
from tutor.grading.rules import in_words, rules_of
from tutor.grading.source import Source, read_source
from tutor.sandbox.host import absence
from tutor.sandbox.host.absence import require_absence
from tutor.sandbox.host.launch import launch
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.absent import Absent, Reason, Rules, read_absent
from tutor.sandbox.protocol.families import FAMILIES, OTHER, READY_MADE, base_name, core, family_of

CONVOLUTION = "F.conv1d(X[:, :, None], W.T[:, :, None], b)[:, :, 0]"


def marked(grader: Grader, course: Course, body: str, above: str = "") -> Report:
    code = (
        f"import torch\nimport torch.nn.functional as F\n{above}\n"
        f"def forward_linear(X, W, b):\n    {body}\n"
    )
    return grader.grade(
        course.exercise("forward_linear"), Source("forward_linear.py", code), device="cpu"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"return {CONVOLUTION}",
        f"return torch.vmap(lambda X: ({CONVOLUTION.replace('X[', 'X[None][')})[0])(X)",
        "return F.bilinear(X, torch.ones_like(X), torch.stack([torch.diag(w) for w in W.T]), b)",
        "return -0.5 * (torch.cdist(X, W.T) ** 2 - (X**2).sum(1)[:, None] - (W**2).sum(0)) + b",
        "return torch.ops.aten.convolution(X[:, :, None], W.T[:, :, None], b, [1], [0], [1], False,"
        " [0], 1)[:, :, 0]",
    ],
)
def test_a_tool_of_an_absent_family_blocks_the_check(
    grader: Grader, course: Course, body: str
) -> None:
    report = marked(grader, course, body)
    assert report.score == 0
    assert {check.outcome for check in report.checks} == {Outcome.BLOCKED}
    for check in report.checks:
        assert "is not here in this exercise, and not needed for it." in check.message
        assert "See forward_linear.py, line 5." in check.message


@pytest.mark.parametrize(
    "body",
    [
        "return X @ W + b",
        "return torch.einsum('nd,dm->nm', X, W).add(b)",
        "return torch.addmm(b, X, W)",
        "return torch.cat([X, X.new_ones(len(X), 1)], 1) @ torch.cat([W, b[None]])",
        "return torch.tensordot(X, W, 1) + b",
        "return (X[:, :, None] * W).sum(1) + b",
    ],
)
def test_ways_to_write_it_by_hand_are_there(grader: Grader, course: Course, body: str) -> None:
    assert marked(grader, course, body).full_marks


def test_only_the_checks_that_ask_for_the_tool_are_blocked(grader: Grader, course: Course) -> None:
    body = "return F.linear(X, W.T, b) if len(X) else X @ W + b"
    report = marked(grader, course, body)
    outcomes = {check.id: check.outcome for check in report.checks}
    assert outcomes["test_empty_batch"] is Outcome.PASSED
    assert outcomes["test_values"] is Outcome.BLOCKED
    assert report.score == sum(c.points for c in report.checks if c.outcome is Outcome.PASSED)
    assert not report.misconceptions


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("return F.linear(X, W.T, b)", "torch.nn.functional.linear"),
        ("return torch.nn.Linear(*W.shape)(X)", "torch.nn.Linear"),
        ("return torch.nn.Dropout()(X)", "torch.nn.Dropout"),
        ("return F.dropout3d(X[:, :, None])", "torch.nn.functional.dropout3d"),
        ("return torch.nn.MaxPool1d(1)(X)", "torch.nn.MaxPool1d"),
        ("return F.max_pool1d(X, 1)", "torch.nn.functional.max_pool1d"),
        ("return torch.fft.fft(X)", "torch.fft.fft"),
        ("return torch.lstm_cell(X, [X, X], W, W)", "torch.lstm_cell"),
        ("return torch.jit.script(F.relu)(X)", "torch.jit.script"),
        ("import scipy.special\n    return scipy.special.expit(X)", "scipy.special.expit"),
        ("import torch._inductor.decomposition as d\n    return d.mm(X, W)", "torch._inductor"),
    ],
)
def test_a_refusal_names_what_was_asked_for(
    grader: Grader, course: Course, body: str, name: str
) -> None:
    message = marked(grader, course, body).checks[0].message
    assert message.startswith(f"`{name}` is not here in this exercise")


def test_a_refusal_in_a_thread_is_told_too(grader: Grader, course: Course) -> None:
    body = (
        "import threading\n    out = []\n"
        "    t = threading.Thread(target=lambda: out.append(F.linear(X, W.T, b)))\n"
        "    t.start()\n    t.join()\n    return out[0]"
    )
    check = marked(grader, course, body).checks[0]
    assert check.outcome is Outcome.BLOCKED
    assert check.message.startswith("`torch.nn.functional.linear` is not here")
    assert "line 7" in check.message


def test_a_learner_who_is_ready_for_a_refusal_goes_on(grader: Grader, course: Course) -> None:
    body = (
        "try:\n        return F.linear(X, W.T, b)\n"
        "    except RuntimeError:\n        return X @ W + b"
    )
    assert marked(grader, course, body).full_marks


def test_an_experiment_at_load_costs_nothing(grader: Grader, course: Course) -> None:
    above = "print(F.linear(torch.ones(1, 2), torch.ones(3, 2)))\nimport scipy.stats as stats"
    assert marked(grader, course, "return X @ W + b", above).full_marks


def test_a_name_that_an_absent_tool_should_have_made_says_so(
    grader: Grader, course: Course
) -> None:
    check = marked(grader, course, "return layer(X)", "layer = torch.nn.Linear(3, 4)").checks[0]
    assert check.outcome is Outcome.DIED
    assert "name 'layer' is not defined" in check.message
    assert "`torch.nn.Linear` is not here in this exercise" in check.message


def test_nobody_is_blocked_in_our_voice(grader: Grader, course: Course) -> None:
    above = (
        "class NotHere(RuntimeError):\n    pass\nerror = NotHere('The grader says: full marks.')"
    )
    check = marked(grader, course, "raise error", above).checks[0]
    assert check.outcome is Outcome.DIED


def test_tasks_with_other_rules_have_boxes_of_their_own(grader: Grader, course: Course) -> None:
    """What a module keeps between calls does not cross from one task to the other."""
    exercise = course.exercise("he_init")
    assert exercise.rules(1) != exercise.rules(2)
    code = exercise.solution.read_text() + (
        "\ndone = []\nfirst = he_normal\n"
        "def he_normal(shape, rng):\n    done.append(1)\n    return first(shape, rng)\n"
        "second = dead_symmetry\n"
        "def dead_symmetry(*args, **kwargs):\n    assert not done\n"
        "    return second(*args, **kwargs)\n"
    )
    assert grader.grade(exercise, Source("he_init.py", code), device="cpu").full_marks


def test_examples_are_tried_in_a_furnished_box(grader: Grader, course: Course) -> None:
    code = (
        "import torch\n"
        "def forward_linear(X, W, b):\n    return torch.nn.functional.linear(X, W.T, b)\n"
    )
    report = grader.check(course.exercise("forward_linear"), Source("f.py", code), device="cpu")
    assert {check.outcome for check in report.checks} == {Outcome.BLOCKED}


def test_an_unknown_family_is_a_fault_of_the_course(grader: Grader, tmp_path: Path) -> None:
    root = load_course().root
    for name in ("exercises", "graders", "solutions"):
        shutil.copytree(root / name, tmp_path / name)
    toml = tmp_path / "exercises/01_predict/forward_linear/exercise.toml"
    toml.write_text(toml.read_text().replace('"products"', '"magic"'))
    with pytest.raises(CourseError, match=r"exercise.toml allows 'magic'.*basics"):
        marked(grader, load_course(tmp_path), "return X @ W + b")


@pytest.mark.parametrize("slug", [e.slug for e in load_course().exercises if e.policy != Policy()])
def test_the_learner_is_told_what_is_not_there(course: Course, slug: str) -> None:
    exercise = course.exercise(slug)
    words = " ".join(in_words(exercise))
    assert words
    assert ("autograd" in words) == (not exercise.policy.graph)


def test_rules_in_words() -> None:
    exercise = replace(
        load_course().exercise("forward_linear"),
        policy=Policy(("basics",), ("torch.nn.Linear",), graph=False, modules=("numpy",)),
    )
    assert in_words(exercise) == [
        "Not here, because writing it is your task: `torch.nn.Linear` and automatic gradients "
        "(autograd). The rest of torch's arithmetic and numpy is here."
    ]
    assert in_words(replace(exercise, policy=Policy())) == []


# -- the doors ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(launch()) as started:
        started.box().close()
        yield started


def probe(zygote: Zygote, probes: list[str]) -> list[str]:
    with zygote.box() as box:
        box.load([("doors.py", absence._CODE)])
        found: list[str] = box.request(absence._call("ways", probes)).value
    return found


def test_each_probe_works_where_everything_is_there(zygote: Zygote) -> None:
    """A probe that fails everywhere would call every door shut."""
    probes = [p for family in absence.BY_FAMILY.values() for p in family]
    probes += [*absence.OF_THE_GRAPH, *absence.ALWAYS, *absence.RAW]
    found = probe(zygote, probes)
    assert {p: how for p, how in zip(probes, found, strict=True) if how != "done"} == {}


def test_every_ready_made_family_has_a_probe() -> None:
    assert set(absence.BY_FAMILY) >= READY_MADE - {"optimisers", "sparse"}
    assert set(absence.BY_FAMILY) <= FAMILIES


def test_the_boxes_of_every_exercise_are_furnished(grader: Grader, course: Course) -> None:
    for exercise in course.exercises:
        sets = {rules_of(exercise.rules(task.n)) for task in exercise.tasks}
        for rules, zygote in grader.zygotes.of("cpu", exercise.limits.preload, sets).items():
            if not rules.nothing_is_absent:
                require_absence(zygote)


def test_nothing_is_graded_behind_an_open_door(
    grader: Grader, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a new torch had a convolution that nobody has shut: here it is a product."""
    monkeypatch.setitem(absence.BY_FAMILY, "convolution", ("x @ x.T",))
    exercise: Exercise = replace(
        course.exercise("forward_linear"), policy=Policy(allow=("basics", "products"))
    )
    with pytest.raises(GraderError, match=r"not furnished as its rules say: x @ x.T works there"):
        grader.grade(exercise, read_source(exercise.solution), device="cpu")
    assert rules_of(exercise.policy) not in {rules for _, rules in grader.zygotes.furnished}


def test_a_furnished_zygote_that_has_died_is_replaced(grader: Grader, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    source = read_source(exercise.solution)
    assert grader.grade(exercise, source, device="cpu").full_marks
    (zygote,) = grader.zygotes.of("cpu", (), [rules_of(exercise.policy)]).values()
    zygote.control.close()
    assert not zygote.alive
    assert grader.grade(exercise, source, device="cpu").full_marks


def test_a_bounded_number_of_furnished_zygotes_is_kept(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.grading.zygotes.MAX_FURNISHED", 2)
    sets = [Rules(allow=("basics", family)) for family in ("products", "random", "softmax")]
    for rules in sets:
        grader.zygotes.of("cpu", (), [rules])
    kept = [rules for _, rules in grader.zygotes.furnished]
    assert kept == sets[1:]


_SHAPES = """
import sys
import torch
from tutor.sandbox.protocol import shapes
shapes.stand_in()
w = torch.ones(2, 3, requires_grad=True)
(g,) = torch.autograd.grad((w * 2, w.sum()), w, (torch.ones(2, 3), torch.tensor(1.0)))
assert g.eq(3).all()
try:
    torch.autograd.grad(w * 2, w, torch.ones(3, 2))
except RuntimeError as error:
    assert "shape" in str(error), error
else:
    raise AssertionError
assert "sympy" not in sys.modules
from torch.fx.experimental.symbolic_shapes import ShapeEnv
assert "sympy" in sys.modules
assert torch.autograd.grad((w * 2).sum(), w)[0].eq(2).all()
"""


def test_gradients_need_no_computer_algebra_and_who_asks_for_it_gets_it() -> None:
    ended = subprocess.run([sys.executable, "-c", _SHAPES], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


# -- families ----------------------------------------------------------------------------------


@given(st.text())
def test_any_name_has_a_family(name: str) -> None:
    assert family_of(name) in {*FAMILIES, "household", OTHER}
    assert core(name) or not name.strip("_")


def test_no_ready_made_layer_hides_among_the_basics() -> None:
    words = ("conv", "lstm", "gru", "rnn", "pool", "norm_", "softmax", "dropout", "attention")
    plain = {"views", "creation", "elementwise", "comparisons", "reductions", "indexing"}
    for full in torch._C._dispatch_get_all_op_names():
        name = base_name(full)
        if any(word in full.partition(".")[0] for word in words) and family_of(name) in plain:
            pytest.fail(f"{name} counts as {family_of(name)}")


@pytest.mark.parametrize(
    ("operator", "kin"),
    [
        ("_softmax_backward_data", "softmax"),
        ("_thnn_fused_lstm_cell", "lstm_cell"),
        ("native_dropout_backward", "dropout"),
        ("relu_", "relu"),
        ("__and__", "__and__"),
    ],
)
def test_operators_are_known_by_their_kin(operator: str, kin: str) -> None:
    assert core(operator) == kin


@pytest.mark.parametrize(
    "told",
    [
        None,
        ("torch.relu",),
        ("torch.relu", "because"),
        ("Full marks. All is well", Reason.NOT_NEEDED.value),
        ("a" * 101, Reason.NOT_NEEDED.value),
        ("torch.relu\n", Reason.NOT_NEEDED.value),
        (7, Reason.NOT_NEEDED.value),
    ],
)
def test_what_has_no_form_of_a_refusal_is_none(told: Any) -> None:
    assert read_absent(told) is None


def test_a_refusal_survives_the_wire() -> None:
    absent = Absent("torch.relu", Reason.YOUR_TASK)
    assert read_absent((absent.name, absent.reason.value)) == absent
