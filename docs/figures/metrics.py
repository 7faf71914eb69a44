"""Draw exercises/05_generalise/metrics/row_and_column.svg: where precision and recall are read."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/05_generalise/metrics/row_and_column.svg"
NAMES = ["cat", "dog", "owl"]
COUNTS = [[9, 1, 0], [3, 6, 1], [0, 2, 8]]
CELL, LEFT, TOP = 62, 120, 62
RIGHT, RECALL, PRECISION, TEXT, FRAME = "#2a9d6f", "#1f77b4", "#e08a1e", "#6b7280", "#8a8f98"
ROW = COLUMN = 1


def words(text: str, x: float, y: float, anchor: str = "middle", colour: str = TEXT) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="15" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def box(column: int, row: int, wide: int, high: int, colour: str, by: int) -> str:
    """A frame around some cells, `by` pixels outside of them."""
    return (
        f'<rect x="{LEFT + column * CELL - by}" y="{TOP + row * CELL - by}" '
        f'width="{wide * CELL + 2 * by}" height="{high * CELL + 2 * by}" rx="8" fill="none" '
        f'stroke="{colour}" stroke-width="3"/>'
    )


def cell(row: int, column: int) -> str:
    x, y = LEFT + column * CELL, TOP + row * CELL
    fill = f'fill="{RIGHT}" fill-opacity="0.3"' if row == column else 'fill="none"'
    return (
        f'<rect x="{x + 3}" y="{y + 3}" width="{CELL - 6}" height="{CELL - 6}" rx="5" {fill} '
        f'stroke="{FRAME}"/>' + words(str(COUNTS[row][column]), x + CELL / 2, y + CELL / 2 + 5)
    )


def main() -> None:
    size = len(NAMES)
    drawn = "".join(cell(row, column) for row in range(size) for column in range(size))
    for k, name in enumerate(NAMES):
        drawn += words(name, LEFT - 14, TOP + (k + 0.5) * CELL + 5, "end")
        drawn += words(name, LEFT + (k + 0.5) * CELL, TOP - 14)
    drawn += words("it is a ...", 0, TOP - 14, "start")
    drawn += words("the answer is ...", LEFT + size * CELL / 2, TOP - 40)
    drawn += box(0, ROW, size, 1, RECALL, 2) + box(COLUMN, 0, 1, size, PRECISION, 6)
    beside = LEFT + size * CELL + 24
    middle, bottom = TOP + (ROW + 0.5) * CELL, TOP + size * CELL
    drawn += words("ten dogs, six of them found:", beside, middle - 5, "start", RECALL)
    drawn += words("recall 6 / 10", beside, middle + 15, "start", RECALL)
    under = LEFT + (COLUMN + 0.5) * CELL
    drawn += words(
        "nine answers &#8220;dog&#8221;, six of them right:", under, bottom + 30, colour=PRECISION
    )
    drawn += words("precision 6 / 9", under, bottom + 50, colour=PRECISION)
    told = (
        "Counts for cat, dog and owl. The row of dog, 3, 6 and 1, gives its recall, 6 of 10; the "
        "column of dog, 1, 6 and 2, gives its precision, 6 of 9"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 {bottom + 62}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
