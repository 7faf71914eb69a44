"""Draw exercises/03_neurons/heads_and_losses/three_heads.svg: the same scores, three answers."""

from math import exp
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/03_neurons/heads_and_losses/three_heads.svg"
LOGITS = (-1.0, 0.5, 2.0)
BAR, GAP, PANEL, SPACE, MIDDLE, UNIT = 40, 12, 168, 56, 146, 40
COLOURS, TEXT = ("#1f77b4", "#d1495b", "#2a9d8f"), "#6b7280"

Panel = tuple[str, str, tuple[float, ...], str]


def sigmoids() -> tuple[float, ...]:
    return tuple(1 / (1 + exp(-z)) for z in LOGITS)


def shares() -> tuple[float, ...]:
    total = sum(exp(z) for z in LOGITS)
    return tuple(exp(z) / total for z in LOGITS)


PANELS: list[Panel] = [
    ("how much", "no activation", LOGITS, "three numbers"),
    ("yes or no, each", "sigmoid", sigmoids(), "three chances, each by itself"),
    ("which one", "softmax", shares(), "three shares that add up to 1"),
]


def words(x: float, y: float, text: str, size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{TEXT}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{text}</text>'
    )


def bar(left: float, value: float, colour: str, label: str) -> str:
    top = MIDDLE - max(value, 0) * UNIT
    number = words(left + BAR / 2, top - 6 if value > 0 else MIDDLE - 6, label)
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{BAR}" height="{abs(value) * UNIT:.1f}" '
        f'fill="{colour}" fill-opacity="0.35" stroke="{colour}"/>{number}'
    )


def panel(left: float, shown: Panel) -> str:
    question, head, values, below = shown
    middle = left + PANEL / 2
    drawn = words(middle, 18, question, 15) + words(middle, 36, head)
    drawn += (
        f'<line x1="{left:.1f}" y1="{MIDDLE}" x2="{left + PANEL:.1f}" y2="{MIDDLE}" '
        f'stroke="{TEXT}"/>'
    )
    for n, (value, colour) in enumerate(zip(values, COLOURS, strict=True)):
        label = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
        drawn += bar(left + 12 + n * (BAR + GAP), value, colour, label)
    return drawn + words(middle, MIDDLE + 62, below)


def main() -> None:
    drawn = "".join(panel(10 + n * (PANEL + SPACE), shown) for n, shown in enumerate(PANELS))
    width, height = 20 + len(PANELS) * PANEL + (len(PANELS) - 1) * SPACE, MIDDLE + 74
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="The same three scores under three heads">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
