"""Draw exercises/00_start/hello_tensor/axes.svg: tensors with no axis, with one, two and three."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/00_start/hello_tensor/axes.svg"
CELL, TEXT, FRAME, FILL = 30, "#6b7280", "#8a8f98", "#1f77b4"
TOP, BELOW = 34, 150


def words(text: str, x: float, y: float, size: int = 15) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{TEXT}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def table(left: float, top: float, rows: int, columns: int, strength: float = 0.28) -> str:
    return "".join(
        f'<rect x="{left + column * CELL}" y="{top + row * CELL}" width="{CELL - 4}" '
        f'height="{CELL - 4}" rx="4" fill="{FILL}" fill-opacity="{strength}" stroke="{FRAME}"/>'
        for row in range(rows)
        for column in range(columns)
    )


def named(middle: float, what: str, shape: str, axes: str) -> str:
    return (
        words(what, middle, BELOW)
        + words(shape, middle, BELOW + 22)
        + words(axes, middle, BELOW + 44)
    )


def main() -> None:
    drawn = table(52, TOP + CELL, 1, 1) + named(65, "a number", "( )", "0 axes")
    drawn += table(150, TOP + CELL, 1, 3) + named(193, "a row", "(3,)", "1 axis")
    drawn += table(300, TOP + CELL / 2, 2, 3) + named(343, "a table", "(2, 3)", "2 axes")
    drawn += table(486, TOP, 2, 3) + table(472, TOP + CELL / 2, 2, 3, 1)
    drawn += named(522, "a stack of tables", "(2, 2, 3)", "3 axes")
    told = (
        "A number has the shape () and no axis; a row of three has the shape (3,) and one axis; a "
        "table has the shape (2, 3) and two axes; a stack of two tables (2, 2, 3) and three axes"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {BELOW + 58}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
