"""Draw exercises/06_framework/lr_find/curve.svg: the example of the statement, and two answers."""

import math
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/06_framework/lr_find/curve.svg"
CURVE, STEEP, TENTH, AXIS, TEXT = "#1f77b4", "#d1495b", "#2a9d5c", "#8a8f98", "#6b7280"
WIDTH, HEIGHT, LEFT, BOTTOM = 640, 310, 70, 250
POINTS = ((0.001, 2.3), (0.01, 2.2), (0.1, 1.4), (1, 1.2), (1.5, 4))


def x(lr: float) -> float:
    return LEFT + 40 + 140 * (math.log10(lr) + 3)


def y(loss: float) -> float:
    return BOTTOM - 50 * loss


def words(at: float, down: float, said: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{at:.1f}" y="{down:.1f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{said}</text>'
    )


def line(a: tuple[float, float], b: tuple[float, float], colour: str, more: str = "") -> str:
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{colour}" {more}/>'
    )


def marked(lr: float, said: str, colour: str, top: float) -> str:
    dashed = 'stroke-width="2" stroke-dasharray="5 4"'
    return line((x(lr), BOTTOM), (x(lr), top), colour, dashed) + words(x(lr), top - 8, said, colour)


def main() -> None:
    drawn = line((LEFT, BOTTOM), (WIDTH - 20, BOTTOM), AXIS, 'stroke-width="1.5"')
    drawn += line((LEFT, BOTTOM), (LEFT, 30), AXIS, 'stroke-width="1.5"')
    for lr in (0.001, 0.01, 0.1, 1):
        drawn += words(x(lr), BOTTOM + 20, f"{lr:g}")
    for loss in (1, 2, 3, 4):
        drawn += words(LEFT - 14, y(loss) + 5, str(loss))
    drawn += words(WIDTH / 2, HEIGHT - 10, "learning rate (each mark is ten times the one before)")
    drawn += words(LEFT, 20, "smooth loss")
    path = " ".join(f"{x(lr):.1f},{y(loss):.1f}" for lr, loss in POINTS)
    drawn += f'<polyline points="{path}" fill="none" stroke="{CURVE}" stroke-width="2"/>'
    drawn += line((x(0.01), y(2.2)), (x(0.1), y(1.4)), STEEP, 'stroke-width="5"')
    for lr, loss in POINTS:
        drawn += f'<circle cx="{x(lr):.1f}" cy="{y(loss):.1f}" r="4" fill="{CURVE}"/>'
    drawn += marked(math.sqrt(0.001), "steepest: 0.032", STEEP, 92)
    drawn += marked(0.1, "a tenth of the lowest: 0.1", TENTH, 60)
    drawn += words(x(1) - 8, y(1.2) + 24, "lowest", CURVE)
    told = (
        "A loss over learning rates on a logarithmic axis: flat, then falling, lowest at 1, then "
        "rising; the steepest piece and a tenth of the lowest are marked"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
