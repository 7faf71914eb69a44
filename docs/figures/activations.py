"""Draw exercises/03_neurons/activations/curves.svg: four activations and their slopes."""

from collections.abc import Callable
from math import exp, tanh
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/03_neurons/activations/curves.svg"
PANEL, GAP, HEIGHT, REACH = 150, 16, 176, 4.0
CURVE, SLOPE, AXIS, TEXT = "#1f77b4", "#d1495b", "#8a8f98", "#6b7280"

Function = Callable[[float], float]


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def share(z: float) -> float:
    """The first of three shares: its own score is z, those of the others are 0 and -1."""
    return exp(z) / (exp(z) + exp(0) + exp(-1))


PANELS: list[tuple[str, Function, Function]] = [
    ("sigmoid", sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    ("tanh", tanh, lambda z: 1 - tanh(z) ** 2),
    ("relu", lambda z: max(0.0, z), lambda z: float(z > 0)),
    ("softmax, one share", share, lambda z: share(z) * (1 - share(z))),
]


def line(points: list[tuple[float, float]], colour: str, style: str) -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" {style}/>'


def text(x: float, y: float, words: str, size: int = 13, colour: str = TEXT) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{words}</text>'
    )


def panel(left: float, name: str, curve: Function, slope: Function) -> str:
    low, high = -1.15, 1.3  # one scale for all of them

    def at(z: float, y: float) -> tuple[float, float]:
        across = left + (z + REACH) / (2 * REACH) * PANEL
        return across, HEIGHT - 34 - (y - low) / (high - low) * (HEIGHT - 44)

    def drawn(function: Function, start: float, end: float) -> list[tuple[float, float]]:
        steps = [start + (end - start) * i / 80 for i in range(81)]
        return [at(z, function(z)) for z in steps if function(z) <= high]

    axes = line([at(-REACH, 0), at(REACH, 0)], AXIS, 'stroke-width="1"')
    axes += line([at(0, low), at(0, high)], AXIS, 'stroke-width="1"')
    _, height = at(0, 1)
    axes += line([(at(0, 0)[0] - 4, height), (at(0, 0)[0] + 4, height)], AXIS, 'stroke-width="1"')
    axes += text(at(0, 0)[0] - 11, height + 4, "1", 11)
    dashed = 'stroke-width="2" stroke-dasharray="5 3"'
    # Two pieces, so that the slope of relu jumps instead of leaning.
    slopes = line(drawn(slope, -REACH, 0), SLOPE, dashed)
    slopes += line(drawn(slope, 1e-9, REACH), SLOPE, dashed)
    curves = line(drawn(curve, -REACH, REACH), CURVE, 'stroke-width="2.5"')
    return axes + curves + slopes + text(left + PANEL / 2, HEIGHT - 16, name)


def main() -> None:
    width = len(PANELS) * (PANEL + GAP) - GAP
    panels = [panel(i * (PANEL + GAP), *about) for i, about in enumerate(PANELS)]
    legend = text(width / 2 - 70, HEIGHT + 4, "solid: the activation", 12, CURVE)
    legend += text(width / 2 + 70, HEIGHT + 4, "dashed: its slope", 12, SLOPE)
    told = (
        "Sigmoid rises from 0 to 1 and its slope is at most a quarter; tanh rises from -1 to 1 "
        "with slope 1 in the middle; relu is 0, then a line with slope 1; one softmax share rises "
        "from 0 to 1"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 10}" '
        f'role="img" aria-label="{told}">'
        f"{''.join(panels)}{legend}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
