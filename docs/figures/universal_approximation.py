"""Draw exercises/04_backprop/universal_approximation/folding_rule.svg: a sine, joined by hand."""

from math import pi, sin
from pathlib import Path

TARGET = (
    Path(__file__).parents[2] / "exercises/04_backprop/universal_approximation/folding_rule.svg"
)
LEFT, TOP, ACROSS, UP = 110, 92, 60, 50  # pixels: x = 0, y = 0, one unit of each
BEFORE, LAST, BEHIND = -1.3, 2 * pi, 7.9
SINE, FEW, MANY, TEXT = "#1f77b4", "#d1495b", "#2a9d8f", "#6b7280"


def words(x: float, y: float, text: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="13" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def at(x: float, y: float) -> tuple[float, float]:
    return LEFT + ACROSS * x, TOP - UP * y


def line(points: list[tuple[float, float]], colour: str, dashes: str = "") -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
    style = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"{style}/>'


def rule(units: int, colour: str) -> str:
    """The net of this many units: flat before its first kink, straight on behind its last."""
    kinks = [LAST * h / units for h in range(units + 1)]
    points = [(x, sin(x)) for x in kinks]
    slope = (points[-1][1] - points[-2][1]) / (kinks[-1] - kinks[-2])
    reach = min(BEHIND, LAST + 1.55 / slope)
    drawn = line([(BEFORE, 0.0), (0.0, 0.0)], colour, "5 4") + line(points, colour)
    drawn += line([points[-1], (reach, slope * (reach - LAST))], colour, "5 4")
    for x, y in (at(*point) for point in points[:-1]):
        drawn += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    return drawn


def main() -> None:
    x, y = at(0, 1.35)
    drawn = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{ACROSS * LAST:.1f}" height="{2.7 * UP:.1f}" '
        f'fill="{TEXT}" fill-opacity="0.1"/>'
    )
    steps = [BEFORE + (BEHIND - BEFORE) * i / 120 for i in range(121)]
    drawn += line([(step, sin(step)) for step in steps], SINE)
    drawn += rule(4, FEW) + rule(8, MANY)
    drawn += words(*at(0.15, 1.12), "the sine", SINE, "start")
    drawn += words(*at(LAST / 2 + 0.35, 1.12), "4 units", FEW, "start")
    drawn += words(*at(LAST / 2 + 0.35, 0.8), "8 units", MANY, "start")
    drawn += words(*at(LAST / 2, -1.62), "the interval of the points")
    drawn += words(*at(-0.7, -1.62), "before")
    drawn += words(*at(7.15, -1.62), "behind")
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 190" role="img" '
        f'aria-label="A sine and two nets with 4 and 8 hidden units">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
