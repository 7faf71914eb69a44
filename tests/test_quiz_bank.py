"""The questions of the course keep their promises, and a careless author is told."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tutor.audit.quizzes import audit_quizzes
from tutor.course import Course
from tutor.errors import CourseError, Refused
from tutor.grading.graders import Graders
from tutor.quiz.bank import Bank, load_bank
from tutor.quiz.lint import duplicates, faults, template_faults
from tutor.quiz.model import KINDS

SINGLE = """
[[question]]
id = "why"
type = "single"
concept = "weighted sum"
source = "somewhere"
text = "Why?"
explanation = "Because."
[[question.option]]
text = "Therefore."
right = true
[[question.option]]
text = "For nothing."
why = "It looks like it."
"""
NUMERIC = """
[[question]]
id = "how-many"
type = "numeric"
concept = "weighted sum"
source = "somewhere"
text = "How many are {{n}} and 1?"
explanation = "{{answer}}."
variants = true
answer = "{{answer}}"
tolerance = { absolute = 0.1 }
[[question.slip]]
answer = "{{n}}"
why = "One more."
"""
GENERATOR = (
    "def how_many(draw):\n    n = draw.randrange(50)\n    return {'n': n, 'answer': n + 1}\n"
)


@pytest.fixture(scope="module")
def bank(course: Course) -> Bank:
    return load_bank(course)


@pytest.fixture
def folder(course: Course, tmp_path: Path) -> Path:
    """The folder of an exercise in a course of its own."""
    exercise = course.exercise("forward_linear")
    made = tmp_path / "exercises" / exercise.module / exercise.slug
    made.mkdir(parents=True)
    (tmp_path / "exercises" / "course.toml").write_text("")
    for name in ("exercise.toml", "forward_linear.py"):
        (made / name).write_bytes((exercise.folder / name).read_bytes())
    about = (made / "exercise.toml").read_text()
    concepts = re.sub("^concepts = .*$", 'concepts = ["weighted sum"]', about, flags=re.MULTILINE)
    (made / "exercise.toml").write_text(concepts)
    return made


def small(folder: Path, text: str = SINGLE, generator: str = "") -> tuple[Course, Bank]:
    from tutor.course import load_course

    (folder / "quiz.toml").write_text(text)
    if generator:
        (folder / "quiz.py").write_text(generator)
    course = load_course(folder.parents[2])
    return course, load_bank(course)


def found(folder: Path, graders: Graders, text: str, generator: str = "") -> str:
    """Everything that the audit says against this quiz."""
    course, _ = small(folder, text, generator)
    return "\n".join(d for finding in audit_quizzes(course, graders) for d in finding.details)


def test_every_question_of_the_course_keeps_every_promise(course: Course, graders: Graders) -> None:
    findings = list(audit_quizzes(course, graders))
    assert [f"{f.exercise}: {d}" for f in findings for d in f.details] == []
    assert len(findings) > 30


def test_the_bank_is_large_and_has_every_type(bank: Bank, course: Course) -> None:
    assert len(bank.templates) >= 150
    kinds = Counter(template.kind for template in bank.templates)
    assert set(kinds) == set(KINDS)
    assert sum(template.has_variants for template in bank.templates) >= 50
    asked = {template.exercise for template in bank.templates}
    assert asked >= {exercise.slug for exercise in course.exercises}


def test_a_family_is_named_after_its_place(bank: Bank) -> None:
    assert bank.template("conv2d/output-size").module == "07_convolve"
    assert bank.template("predict/one-plus-one").exercise is None
    with pytest.raises(Refused, match="no longer in the course"):
        bank.template("conv2d/nothing")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('type = "single"', 'type = "riddle"', "unknown type 'riddle'"),
        ('concept = "weighted sum"', "", "has no entry 'concept'"),
        ("right = true", 'right = "yes"', "'right' should be true or false"),
        ('text = "Why?"', "text = 3", "'text' should be a string"),
        ('source = "somewhere"', 'sauce = "somewhere"', "has no field 'sauce'"),
        ('type = "single"', 'type = "single"\nvariants = true', "no quiz.py next to it"),
        ("[[question]]", "[question]", "'question' should be a list"),
        ("[[question]]", "[[question", "not valid TOML"),
    ],
)
def test_a_question_that_does_not_fit_the_format_names_its_file(
    folder: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(CourseError, match=r"quiz\.toml") as caught:
        small(folder, SINGLE.replace(old, new, 1))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('text = "Why?"', 'text = ""', "it has no text"),
        ('explanation = "Because."', 'explanation = " "', "it has no explanation"),
        ('why = "It looks like it."', "", "does not say why it is tempting"),
        ("For nothing.", "Therefore.", "several options, all different"),
        ("right = true\n", "", "it has 0 right options"),
        ('why = "It looks like it."', "right = true", "it has 2 right options"),
        ('concept = "weighted sum"', 'concept = "magic"', "'magic' is not one of the exercise's"),
        ('id = "why"', 'id = "Why not"', "lower-case words"),
        ('text = "Why?"', 'text = "Why {{not}}?"', "a placeholder is left over"),
        ('text = "Why?"', 'text = "Why?"\ncode = "x ="', "its code is not valid Python"),
        ('text = "Why?"', 'text = "Why?"\nlevel = 7', "its level is 7"),
    ],
)
def test_the_audit_finds_what_a_careless_author_wrote(
    folder: Path, graders: Graders, old: str, new: str, words: str
) -> None:
    assert found(folder, graders, SINGLE) == ""
    assert words in found(folder, graders, SINGLE.replace(old, new, 1))


def test_a_concept_that_no_question_has_is_found(folder: Path, graders: Graders) -> None:
    told = found(folder, graders, SINGLE.replace('"weighted sum"', '"weighted sums"'))
    assert "no question is about 'weighted sum', a concept of forward_linear" in told


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("randrange(50)", "randrange(3)", "only 3 different variants"),
        ("'answer': n + 1", "'answer': n + draw.choice([1, 2])", "ask the same and have the keys"),
        ("'answer': n + 1", "'answer': n", "is marked right"),
        ("'n': n, ", "", "returns no value"),
        ("return", "raise ValueError(n)\n    return", "failed"),
        ("return {'n': n, 'answer': n + 1}", "return n", "should return a dictionary"),
        ("def how_many", "def how_few", "failed"),
    ],
)
def test_the_audit_finds_generators_that_go_wrong(
    folder: Path, graders: Graders, old: str, new: str, words: str
) -> None:
    assert found(folder, graders, NUMERIC, GENERATOR) == ""
    assert words in found(folder, graders, NUMERIC, GENERATOR.replace(old, new, 1))


def test_a_tolerance_must_not_forgive_a_count_that_is_off_by_one(
    folder: Path, graders: Graders
) -> None:
    loose = NUMERIC.replace("absolute = 0.1", "significant = 1")
    assert "off by one would pass" in found(folder, graders, loose, GENERATOR)


def test_a_key_that_the_code_does_not_print_is_found(folder: Path, graders: Graders) -> None:
    text = SINGLE.partition("[[question.option]]")[0].replace("single", "output")
    text += 'code = "print(1 + 1)"\nanswer = 3\n'
    assert "the code prints '2'" in found(folder, graders, text)
    assert found(folder, graders, text.replace("answer = 3", "answer = 2")) == ""


def test_the_same_question_twice_is_found(bank: Bank) -> None:
    one = bank.templates[0]
    assert list(duplicates([one, one])) == [f"{one.family} occurs 2 times"]
    twin = replace(one, family="other/name")
    assert list(duplicates([one, twin])) == [f"other/name asks the same as {one.family}"]


def test_an_unmarkable_question_is_a_fault_and_no_crash(bank: Bank) -> None:
    numeric: Any = bank.template("predict/checkers-year").question()
    assert list(faults(numeric)) == []
    broken = replace(numeric, tolerance=replace(numeric.tolerance, absolute=None))
    assert any("tolerance" in fault for fault in faults(broken))
    assert list(template_faults(bank.templates[0], ())) == []
