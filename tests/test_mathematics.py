"""LaTeX in a terminal: formulas become plain text, and code stays code."""

import pytest

from tutor.cli.mathematics import readable
from tutor.course import Course


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"a $\tfrac12$ b", "a 1/2 b"),
        (r"$\frac{x}{1-p}$", "x/(1-p)"),
        (r"$2\cdot3$ and $x^2$", "2 · 3 and x^2"),
        ("costs `$HOME` and `$x$`", "costs `$HOME` and `$x$`"),
        ("no formula", "no formula"),
    ],
)
def test_inline_formulas(markdown: str, text: str) -> None:
    assert readable(markdown) == text


def test_a_displayed_formula_is_a_block_of_its_own() -> None:
    assert readable("so $$E = m$$ then") == "so \n\n```text\nE = m\n```\n\n then"


def test_no_statement_of_the_course_keeps_a_trace_of_latex(course: Course) -> None:
    for exercise in course.exercises:
        text = readable(exercise.statement.read_text(encoding="utf-8"))
        assert "\\" not in text, exercise.slug
        assert "$" not in text, exercise.slug
