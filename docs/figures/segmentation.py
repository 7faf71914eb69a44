"""Draw exercises/11_transfer/segmentation/resize.svg: a mask made smaller, well and badly."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/11_transfer/segmentation/resize.svg"
MASK = ((4, 4, 4, 4, 4), (4, 4, 2, 2, 4), (4, 2, 2, 2, 2), (1, 2, 2, 2, 1), (1, 1, 1, 1, 1))
NAMES = {1: "road", 2: "car", 4: "sky"}
COLOURS = {1: "#6f6a63", 2: "#c26a12", 3: "#9b2c6b", 4: "#1f77b4"}
SIZE, CELL, GAP, TOP, TEXT = 3, 34, 54, 40, "#6b7280"


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def nearest() -> list[list[int]]:
    old = len(MASK)
    return [[MASK[i * old // SIZE][j * old // SIZE] for j in range(SIZE)] for i in range(SIZE)]


def blended() -> list[list[int]]:
    """Each new pixel is the rounded mean of the four old ones round its place."""

    def at(i: int, j: int) -> int:
        rows, columns = (2 * i, min(2 * i + 1, 4)), (2 * j, min(2 * j + 1, 4))
        return round(sum(MASK[r][c] for r in rows for c in columns) / 4)

    return [[at(i, j) for j in range(SIZE)] for i in range(SIZE)]


def picture(rows: "list[list[int]] | tuple[tuple[int, ...], ...]", x: float, title: str) -> str:
    drawn = words(title, x + len(rows) * CELL / 2, 24)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            left, top = x + j * CELL, TOP + i * CELL
            drawn += (
                f'<rect x="{left + 1}" y="{top + 1}" width="{CELL - 2}" height="{CELL - 2}" '
                f'fill="{COLOURS[value]}"/>'
            )
            drawn += words(str(value), left + CELL / 2, top + CELL / 2 + 5, "#ffffff")
    return drawn


def main() -> None:
    drawn = picture(MASK, 4, "the mask, 5 x 5")
    x = 4 + len(MASK) * CELL + GAP
    drawn += picture(nearest(), x, "taken as they are")
    x += SIZE * CELL + GAP + 20
    drawn += picture(blended(), x, "blended")
    bottom = TOP + len(MASK) * CELL + 26
    place = 4
    for value, name in NAMES.items():
        drawn += words(f"{value} {name}", place, bottom, anchor="start")
        place += 80
    drawn += words("3 is a class that nobody has painted", place, bottom, anchor="start")
    assert any(3 in row for row in blended())
    width = int(x + SIZE * CELL + 40)
    told = (
        "A mask of 5 by 5 pixels with the classes 1 road, 2 car and 4 sky, made into 3 by 3. "
        "Taking old pixels as they are keeps the classes. Blending makes a pixel of class 3, which "
        "the mask does not have"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 14}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
