"""Draw exercises/02_learn/gradient_descent/valley.svg: a careful step and a bold one."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/02_learn/gradient_descent/valley.svg"
PANEL, HEIGHT = 300, 210
CURVE, CAREFUL, BOLD, TEXT = "#8a8f98", "#1f77b4", "#d1495b", "#6b7280"


def error(w: float) -> float:
    return (2 * w - 3) ** 2 / 2


def path_of(alpha: float, start: float, steps: int) -> list[float]:
    weights = [start]
    for _ in range(steps):
        weights.append(weights[-1] - alpha * 2 * (2 * weights[-1] - 3))
    return weights


def at(w: float, left: float) -> tuple[float, float]:
    return left + (w + 0.7) / 4.4 * PANEL, HEIGHT - 35 - error(w) / 9.6 * (HEIGHT - 60)


def line(points: list[tuple[float, float]], colour: str, width: float) -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def panel(left: float, alpha: float, start: float, steps: int, colour: str, words: str) -> str:
    curve = [at(-0.6 + 4.2 * i / 80, left) for i in range(81)]
    walk = [at(w, left) for w in path_of(alpha, start, steps)]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in walk)
    label = (
        f'<text x="{left + PANEL / 2}" y="{HEIGHT - 8}" fill="{TEXT}" font-size="14" '
        f'font-family="sans-serif" text-anchor="middle">{words}</text>'
    )
    return line(curve, CURVE, 2) + line(walk, colour, 1.5) + dots + label


def main() -> None:
    careful = panel(0, 0.08, 0.5, 7, CAREFUL, "learning rate 0.08: walks in")
    bold = panel(PANEL + 20, 0.53, 0.5, 6, BOLD, "learning rate 0.53: bounces out")
    below = (
        f'<text x="{PANEL + 10}" y="{HEIGHT + 14}" fill="{TEXT}" font-size="14" '
        f'font-family="sans-serif" text-anchor="middle">input 2, goal 3, start 0.5: the bound is '
        f"2 / x&#178; = 0.5</text>"
    )
    told = (
        "Two walks from the same start, for the input 2 and the goal 3: with the learning rate "
        "0.08 each step is nearer to the bottom, with 0.53 each lands higher on the other side"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * PANEL + 20} {HEIGHT + 24}" '
        f'role="img" aria-label="{told}">{careful}{bold}{below}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
