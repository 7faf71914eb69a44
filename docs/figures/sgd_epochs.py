"""Draw exercises/02_learn/sgd_epochs/dealt.svg: two epochs deal the same rows into new batches."""

import random
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/02_learn/sgd_epochs/dealt.svg"
CELL, GAP, LEFT, ROW = 34, 18, 96, 62
FRAME, TEXT = "#8a8f98", "#6b7280"
SHADES = [f"hsl({36 * k}, 55%, 58%)" for k in range(10)]


def card(number: int, x: float, y: float) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{CELL - 4}" height="{CELL - 4}" rx="4" '
        f'fill="{SHADES[number]}"/>'
        f'<text x="{x + CELL / 2 - 2}" y="{y + 20}" fill="#111" font-size="14" '
        f'font-family="sans-serif" text-anchor="middle">{number}</text>'
    )


def words(text: str, x: float, y: float, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{TEXT}" font-size="14" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def deal(name: str, order: list[int], y: float, size: int) -> str:
    drawn = words(name, 0, y + 20)
    x = float(LEFT)
    for start in range(0, len(order), size or len(order)):
        batch = order[start : start + size] if size else order
        width = CELL * len(batch) + 4
        if size:
            drawn += (
                f'<rect x="{x - 4}" y="{y - 4}" width="{width}" height="{CELL + 4}" rx="6" '
                f'fill="none" stroke="{FRAME}" stroke-width="1.5"/>'
            )
        drawn += "".join(card(n, x + CELL * i, y) for i, n in enumerate(batch))
        x += width + GAP
    return drawn


def main() -> None:
    shuffle = random.Random(4)
    first, second = (shuffle.sample(range(10), 10) for _ in range(2))
    rows = deal("the data", list(range(10)), 8, 0)
    rows += deal("epoch 1", first, 8 + ROW, 4) + deal("epoch 2", second, 8 + 2 * ROW, 4)
    below = words("ten rows, batches of four: 4, 4 and the 2 that are left", LEFT, 3 * ROW + 16)
    width = LEFT + 10 * CELL + 2 * (GAP + 4) + 8
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {3 * ROW + 28}" '
        f'role="img" aria-label="Two epochs deal ten rows into batches in new orders">'
        f"{rows}{below}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
