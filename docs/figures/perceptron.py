"""Draw exercises/03_neurons/perceptron/one_line.svg: AND and OR have a line, XOR has none."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/03_neurons/perceptron/one_line.svg"
PANEL, SIDE, LEFT, TOP = 200, 100, 50, 76
TEXT, LINE, ONE = "#6b7280", "#8a8f98", "#d1495b"
GATES = {
    "AND": ((0, 0, 0, 1), [(0.26, 1.24, 1.24, 0.26)], "one line will do"),
    "OR": ((0, 1, 1, 1), [(-0.16, 0.66, 0.66, -0.16)], "one line will do"),
    "XOR": (
        (0, 1, 1, 0),
        [(0.26, 1.24, 1.24, 0.26), (-0.16, 0.66, 0.66, -0.16)],
        "no line will do, but two will",
    ),
}


def at(x: float, y: float, left: float) -> tuple[float, float]:
    return left + LEFT + x * SIDE, TOP + (1 - y) * SIDE


def words(text: str, x: float, y: float, size: int = 14) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{TEXT}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{text}</text>'
    )


def panel(name: str, left: float) -> str:
    labels, lines, below = GATES[name]
    drawn = words(name, left + PANEL / 2, 16, 16) + axes(left)
    for x0, y0, x1, y1 in lines:
        (a, b), (c, d) = at(x0, y0, left), at(x1, y1, left)
        drawn += (
            f'<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" stroke="{LINE}" '
            f'stroke-width="2" stroke-dasharray="{"6 5" if len(lines) > 1 else "none"}"/>'
        )
    for k, label in enumerate(labels):
        x, y = at(k // 2, k % 2, left)
        fill = ONE if label else "none"
        drawn += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{fill}" stroke="{ONE}" '
            f'stroke-width="2.5"/>'
        )
    return drawn + words(below, left + PANEL / 2, TOP + SIDE + 66)


def axes(left: float) -> str:
    """Where each of the two inputs is 0 and where it is 1."""
    drawn = ""
    for value in (0, 1):
        (x, _), (_, y) = at(value, 0, left), at(0, value, left)
        drawn += words(str(value), x, TOP + SIDE + 38, 12)
        drawn += words(str(value), left + LEFT - 34, y + 4, 12)
    middle = TOP + SIDE / 2 + 4
    return (
        drawn
        + words("input 1", left + LEFT + SIDE / 2, TOP + SIDE + 38, 12)
        + words("input 2", left + LEFT - 30, middle, 12)
    )


def main() -> None:
    panels = "".join(panel(name, k * PANEL) for k, name in enumerate(GATES))
    for x, fill, meaning in ((200, ONE, "filled: the answer is 1"), (400, "none", "empty: 0")):
        mark = f'cx="{x}" cy="{TOP + SIDE + 92}" r="6" fill="{fill}" stroke="{ONE}"'
        legend = words(meaning, x + 20, TOP + SIDE + 97).replace("middle", "start")
        panels += f'<circle {mark} stroke-width="2"/>{legend}'
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * PANEL} {TOP + SIDE + 106}" '
        f'role="img" aria-label="The corners of AND, OR and XOR: one line has the ones of AND, or '
        f'those of OR, on one side; for XOR it takes two lines">{panels}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
