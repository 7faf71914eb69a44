"""LaTeX in a terminal: formulas become plain text, and code stays code."""

import pytest

from tutor.course import Course
from tutor.course.mathematics import readable


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"a $\tfrac12$ b", "a 1/2 b"),
        (r"$\frac{x}{1-p}$", "x/(1-p)"),
        (r"$2\cdot3$ and $x^2$", "2 · 3 and x^2"),
        (r"$= 3\tfrac12$", "= 3 1/2"),
        (r"$\sqrt[3]{1000} = 10$ and $\sqrt{2 / n}$", "∛1000 = 10 and √(2 / n)"),
        (r"$\sqrt[4]{ab}$, $\sqrt[5]{x}$, $\sqrt2$", "∜(ab), x^(1/5), √2"),
        (r"$-\ln \frac28 = \ln 4 \approx 1.386$", "-ln(2/8) = ln 4 ≈ 1.386"),
        (r"$y_{nk} \log p_{nk} + \log (1 - p_{nk})$", "y_nk log p_nk + log(1 - p_nk)"),
        (r"$h_{t-1} W_h$", "h_(t-1) W_h"),
        (r"$\eta_{G-1}$ and $\frac{\eta_{i+1}}{\eta_i}$", "η_(G-1) and (η_(i+1))/η_i"),
        (r"$\frac{e^{z_i}}{\sum_j e^{z_j}}$", "(e^(z_i))/(∑_j e^(z_j))"),
        (r"$10^{-8}$, $e^{10000}$, $W_{hh}^\top + b$", "10^(-8), e^10000, W_hh^⊤ + b"),
        (r"$\sum_{c=0}^{C-1} \sum_{u=0}^{k_h-1}$", "∑_(c=0)^(C-1) ∑_(u=0)^(k_h-1)"),
        (r"$\frac{1}{NK}$, $\frac1N$, $\frac{f}{2h}$", "1/(NK), 1/N, f/(2h)"),
        (r"$\frac{1}{|B|}$, $\frac{x}{\text{mult}}$", "1/|B|, x/mult"),
        (r"$\alpha = 0.1$, $\sigma = 2$, $5 \times 5$", "α = 0.1, σ = 2, 5 × 5"),
        (r"$\sigma(0)$, $\lfloor 0.4 \cdot 5 \rfloor = 2$", "σ(0), ⌊0.4 · 5⌋ = 2"),
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
