"""Draw exercises/02_learn/hot_and_cold/swing.svg: steps that walk past the goal and come back."""

from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/02_learn/hot_and_cold/swing.svg"
WIDTH, FLOOR, STEP, BEST = 600, 130, 0.2, 1.6
CURVE, SEARCH, SWING, TEXT = "#8a8f98", "#1f77b4", "#d1495b", "#6b7280"


def error(w: float) -> float:
    return (0.5 * w - 0.8) ** 2


def across(w: float) -> float:
    return (w - 0.7) / 1.5 * WIDTH


def above(w: float) -> float:
    return FLOOR - error(w) * 700


def words(x: float, y: float, text: str, colour: str = TEXT) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="middle">{text}</text>'
    )


def hop(start: float, end: float, colour: str) -> str:
    """A step as an arc, above the floor to the right and below it to the left."""
    a, b = across(start), across(end)
    top = FLOOR + 8 + (34 if b > a else 74)
    return (
        f'<path d="M {a:.1f} {FLOOR + 8} Q {(a + b) / 2:.1f} {top} {b:.1f} {FLOOR + 8}" '
        f'fill="none" stroke="{colour}" stroke-width="2" marker-end="url(#{colour[1:]})"/>'
    )


def arrowhead(colour: str) -> str:
    return (
        f'<marker id="{colour[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        f'markerHeight="6" orient="auto"><path d="M 0 0 L 8 4 L 0 8 z" fill="{colour}"/></marker>'
    )


def main() -> None:
    curve = " ".join(
        f"{across(w):.1f},{above(w):.1f}" for w in (0.75 + i / 100 for i in range(141))
    )
    walk = [0.9 + STEP * i for i in range(5)]
    drawn = f"<defs>{arrowhead(SEARCH)}{arrowhead(SWING)}</defs>"
    drawn += f'<polyline points="{curve}" fill="none" stroke="{CURVE}" stroke-width="2"/>'
    drawn += (
        f'<line x1="{across(BEST):.1f}" y1="30" x2="{across(BEST):.1f}" y2="{FLOOR}" '
        f'stroke="{CURVE}" stroke-dasharray="4 4"/>'
    )
    drawn += words(across(BEST), 22, "best weight: 1.6")
    for start, end in pairwise(walk[:-1]):
        drawn += hop(start, end, SEARCH)
    drawn += hop(1.5, 1.7, SWING) + hop(1.7, 1.5, SWING)
    for w in walk:
        colour = SWING if w > 1.4 else SEARCH
        drawn += f'<circle cx="{across(w):.1f}" cy="{above(w):.1f}" r="4" fill="{colour}"/>'
        drawn += words(across(w), above(w) - 10, f"{w:.1f}", colour)
    drawn += words(across(1.1), FLOOR + 50, "steps of 0.2 towards the goal", SEARCH)
    drawn += words(across(BEST), FLOOR + 66, "to and fro for ever", SWING)
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {FLOOR + 76}" role="img" '
        f'aria-label="A search that swings between two weights">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
