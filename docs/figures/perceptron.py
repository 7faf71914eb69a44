"""Draw exercises/03_neurons/perceptron/one_line.svg: AND and OR have a line, XOR has none."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/03_neurons/perceptron/one_line.svg"
PANEL, SIDE, LEFT, TOP = 200, 100, 50, 34
TEXT, LINE, ONE = "#6b7280", "#8a8f98", "#d1495b"
GATES = {
    "AND": ((0, 0, 0, 1), [(0.3, 1.35, 1.35, 0.3)], "one line will do"),
    "OR": ((0, 1, 1, 1), [(-0.35, 0.85, 0.85, -0.35)], "one line will do"),
    "XOR": (
        (0, 1, 1, 0),
        [(0.15, 1.35, 1.35, 0.15), (-0.35, 0.85, 0.85, -0.35)],
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
    drawn = words(name, left + PANEL / 2, 14, 16)
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
    return drawn + words(below, left + PANEL / 2, TOP + SIDE + 46)


def main() -> None:
    panels = "".join(panel(name, k * PANEL) for k, name in enumerate(GATES))
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * PANEL} {TOP + SIDE + 56}" '
        f'role="img" aria-label="One line separates AND and OR; XOR needs two">{panels}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
