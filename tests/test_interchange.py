"""Questions to other systems and back: what comes back is what was sent, and losses are said."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.bridges import gift, qti
from tutor.bridges.tables import as_toml
from tutor.classroom.questions import Questions
from tutor.course import Course, load_course
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.learning.cards import Cards
from tutor.learning.viewer import Role, Viewer
from tutor.quiz.bank import load_bank
from tutor.quiz.model import (
    Choice,
    Matching,
    Numeric,
    Option,
    Question,
    Short,
    Slip,
    Tolerance,
    TrueFalse,
)
from tutor.records import Store

# What Markdown and GIFT care about, and what they do not; blank ends are not kept.
TEXTS = (
    st.text("ab c=~#{}:\\/%->[]\n$^_*`é🙂1", min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda t: t and "```" not in t and "->" not in t and not t.startswith("%"))
)
LINES = TEXTS.map(lambda t: " ".join(t.split())).filter(bool)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
SLIPS = st.lists(st.builds(Slip, LINES, LINES), max_size=2).map(tuple)


def common(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "id": draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5})?", fullmatch=True)),
        "concept": draw(st.text("abc ", min_size=1, max_size=9).map(str.strip).filter(bool)),
        "source": draw(LINES.filter(lambda t: "Source: " not in t)),
        "text": draw(TEXTS),
        "explanation": draw(TEXTS.filter(lambda t: "Source: " not in t)),
        "code": draw(st.sampled_from(["", "print(1)", "x = {1: 2}\nprint(x[1] # 3)"])),
    }


@st.composite
def questions(draw: st.DrawFn) -> Question:
    about = common(draw)
    kind = draw(st.sampled_from([Choice, TrueFalse, Numeric, Short, Matching]))
    if kind is TrueFalse:
        return TrueFalse(**about, answer=draw(st.booleans()), why=draw(LINES))
    if kind is Numeric:
        near = Tolerance(absolute=draw(st.floats(0, 10)))
        wrong = [Slip(repr(v), draw(LINES)) for v in draw(st.lists(NUMBERS, max_size=2))]
        return Numeric(**about, answer=draw(NUMBERS), tolerance=near, slip=tuple(wrong))
    texts = draw(st.lists(LINES, min_size=3, max_size=6, unique=True))
    if kind is Short:
        return Short(**about, accept=tuple(texts), slip=draw(SLIPS))
    if kind is Matching:
        rights = draw(st.lists(LINES, min_size=3, max_size=3))
        pairs = tuple(zip(texts[:3], rights, strict=True))
        return Matching(**about, pairs=pairs, extra=tuple(texts[3:]), why="")
    right = draw(st.integers(1, len(texts) - 1))
    options = tuple(
        Option(text, i < right, "" if i < right else draw(LINES)) for i, text in enumerate(texts)
    )
    return Choice(**about, option=options, several=right > 1)


@given(st.lists(questions(), min_size=1, max_size=4, unique_by=lambda q: q.id))
def test_gift_brings_back_what_it_was_given(asked: list[Question]) -> None:
    text, losses = gift.as_gift([(f"place/{q.id}", q) for q in asked])
    found = gift.read(text)
    assert found.problems == ()
    assert list(found.questions) == asked
    for loss in losses.changed:
        assert loss.partition(": ")[2]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_of_gift(text: str) -> None:
    found = gift.read(text)
    assert all(isinstance(problem, str) for problem in found.problems)


MOODLE = """\
$CATEGORY: physics/waves

// an example as Moodle writes it
::Grant:: Who is buried in Grant's tomb? {
  =Grant
  ~no one
  =%0%Napoleon #not there
}

Grant is {~buried =entombed ~living} there.

::Earth:: The sun rises in the west.{F#It rises in the east.}

What is $pi$ to 3 places? {#3.1415:0.0005}

A value from 1 to 5? {#1..5}

Two plus two is {=four =4}

Match. { =cat -> cat food =dog -> dog food = -> hay }

Write about it. {}

Which two? { ~%50%one ~%50%two ~%-100%three #### Both are below three. }

{broken
"""


def test_what_moodle_writes_is_read_and_what_is_not_understood_is_said() -> None:
    found = gift.read(MOODLE)
    assert [type(q).__name__ for q in found.questions][1:] == [
        *("TrueFalse", "Numeric", "Numeric", "Short", "Matching", "Open", "Choice")
    ]
    said = "\n".join(found.problems)
    assert "The category 'physics/waves' is left out." in said
    assert "one pair of braces" in said
    assert "needs: concept, source" in said
    both = found.questions[-1]
    assert isinstance(both, Choice)
    assert [option.right for option in both.option] == [True, True, False]
    assert both.explanation == "Both are below three."


def test_an_import_is_a_quiz_that_can_be_loaded(course: Course, tmp_path: Path) -> None:
    found = gift.read(MOODLE)
    whole = [replace(q, concept="waves", source="a book") for q in found.questions]
    folder = tmp_path / "exercises" / "01_waves" / "forward_linear"
    folder.mkdir(parents=True)
    (tmp_path / "exercises" / "course.toml").write_text("")
    exercise = course.exercise("forward_linear").folder
    for name in ("exercise.toml", "forward_linear.py"):
        (folder / name).write_bytes((exercise / name).read_bytes())
    (folder / "quiz.toml").write_text(as_toml(whole), encoding="utf-8")
    loaded = load_bank(load_course(tmp_path))
    assert [t.question() for t in loaded.templates] == whole


@pytest.fixture
def frozen(course: Course, tmp_path: Path, graders: Graders) -> list[tuple[str, Question]]:
    """Every question of a module, three variants of each."""
    store = Store(f"sqlite:///{tmp_path}/records.sqlite")
    teacher = Viewer("teacher", Role.INSTRUCTOR)
    cards = Cards(course, store)
    return Questions(store, graders, lambda: teacher, cards).frozen("convolve", 3)


def test_the_course_goes_out_and_comes_back(frozen: list[tuple[str, Question]]) -> None:
    text, losses = gift.as_gift(frozen)
    found = gift.read(text)
    assert found.problems == ()
    assert [q.text for q in found.questions] == [q.text.strip() for _, q in frozen]
    assert [q.code for q in found.questions] == [q.code for _, q in frozen]
    assert any("short answer" in loss for loss in losses.changed)


def test_a_variant_goes_out_with_different_numbers(frozen: list[tuple[str, Question]]) -> None:
    sizes = [q.text for family, q in frozen if family == "conv2d/output-size"]
    assert len(sizes) == len(set(sizes)) == 3


def test_canvas_gets_every_question_or_is_told(
    frozen: list[tuple[str, Question]], tmp_path: Path
) -> None:
    matching = Matching(
        id="m",
        concept="c",
        source="s",
        text="Match.",
        explanation="e",
        pairs=(("a", "b"), ("c", "d")),
        why="w",
    )
    losses = qti.write([*frozen, ("x/m", matching)], tmp_path / "out.zip")
    assert losses.left_out == ("x/m is left out: matching cannot be written.",)
    with zipfile.ZipFile(tmp_path / "out.zip") as package:
        names = package.namelist()
        assert "imsmanifest.xml" in names
        assessment = max(names, key=lambda name: package.getinfo(name).file_size)
        tree = ElementTree.fromstring(package.read(assessment))
    items = [e for e in tree.iter() if e.tag.endswith("}item")]
    assert len(items) == len(frozen)
    with pytest.raises(Refused, match="None of these"):
        qti.write([("x/m", matching)], tmp_path / "none.zip")
