"""Draw exercises/07_convolve/conv2d/conv2d.svg: a kernel slides over a picture of numbers."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/07_convolve/conv2d/conv2d.svg"
CELL, TOP, WIDTH, HEIGHT = 44, 48, 700, 232
LINE, TEXT, FIRST, LAST = "#8a8f98", "#7f858e", "#2f86c5", "#d6536a"
PICTURE = [[1, 2, 0, 3], [4, 1, 1, 0], [2, 0, 5, 1]]
KERNEL = [[1, 0], [-1, 2]]
BIAS = 0.5


def convolved() -> list[list[float]]:
    return [
        [
            BIAS + sum(PICTURE[i + u][j + v] * KERNEL[u][v] for u in range(2) for v in range(2))
            for j in range(3)
        ]
        for i in range(2)
    ]


def number(value: float) -> str:
    """A number with a true minus sign."""
    return f"{value:g}".replace("-", "\u2212")


def words(x: float, y: float, text: str, size: int = 14, colour: str = TEXT) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def box(left: float, row: int, column: int, size: int, colour: str, fill: float = 0) -> str:
    side, inset = size * CELL, 0 if size == 1 else 3
    return (
        f'<rect x="{left + column * CELL + inset:g}" y="{TOP + row * CELL + inset}" '
        f'width="{side - 2 * inset}" height="{side - 2 * inset}" fill="{colour}" '
        f'fill-opacity="{fill:g}" stroke="{colour}" stroke-width="{1 if not fill else 3}"/>'
    )


def grid(left: float, rows: list[list[float]], title: str) -> str:
    cells = [
        box(left, i, j, 1, LINE)
        + words(left + (j + 0.5) * CELL, TOP + (i + 0.62) * CELL, number(value), 16)
        for i, row in enumerate(rows)
        for j, value in enumerate(row)
    ]
    return "".join(cells) + words(left + len(rows[0]) * CELL / 2, TOP - 16, title)


def main() -> None:
    picture, kernel, result = 20, 282, 532
    middle = TOP + CELL + 6
    marks = (
        box(picture, 0, 0, 2, FIRST, 0.15)
        + box(picture, 1, 2, 2, LAST, 0.15)
        + box(result, 0, 0, 1, FIRST, 0.15)
        + box(result, 1, 2, 1, LAST, 0.15)
    )
    first = (
        "1\u00b71 + 2\u00b70 + 4\u00b7(\u22121) + 1\u00b72 + 0.5 = \u22120.5",
        "1\u00b71 + 0\u00b70 + 5\u00b7(\u22121) + 1\u00b72 + 0.5 = \u22121.5",
    )
    parts = (
        marks,
        grid(picture, PICTURE, "picture, 3 \u00d7 4"),
        words(239, middle, "and", 14),
        grid(kernel, KERNEL, "kernel, 2 \u00d7 2"),
        words(434, middle, "plus 0.5 give", 14),
        grid(result, convolved(), "result, 2 \u00d7 3"),
        words(350, 204, first[0], 15, FIRST),
        words(350, 226, first[1], 15, LAST),
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="A kernel slides over a picture">{"".join(parts)}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
