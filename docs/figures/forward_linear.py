"""Draw exercises/01_predict/forward_linear/row_meets_column.svg: a row meets a column."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/01_predict/forward_linear/row_meets_column.svg"
CELL, TOP = 44, 40
ROW, COLUMN, RESULT, FRAME, TEXT = "#1f77b4", "#c26a12", "#7b4fa3", "#8a8f98", "#6b7280"
X = ((2.0, 1.0), (0.0, 1.0), (4.0, 0.0))
W = ((3.0, 1.0, -2.0), (-1.0, 2.0, 1.0))
B = (0.5, 0.0, 1.0)
Y = [
    [sum(x * w[c] for x, w in zip(row, W, strict=True)) + B[c] for c in range(len(B))] for row in X
]

Table = tuple[tuple[float, ...], ...] | list[list[float]]


def words(text: str, x: float, y: float, size: int = 15, colour: str = TEXT) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{text}</text>'
    )


def number(value: float) -> str:
    return f"{value:g}".replace("-", "&#8722;")


def cell(value: float, x: float, y: float, colour: str | None) -> str:
    paint = f'fill="{colour}"' if colour else f'fill="none" stroke="{FRAME}" stroke-width="1.5"'
    box = f'<rect x="{x}" y="{y}" width="{CELL - 6}" height="{CELL - 6}" rx="5" {paint}/>'
    shown = words(number(value), x + CELL / 2 - 3, y + 25, 15, "#ffffff" if colour else TEXT)
    return box + shown


def table(values: Table, x: float, name: str, colours: dict[tuple[int, int], str]) -> str:
    rows, columns = len(values), len(values[0])
    y = TOP + (len(X) - rows) * CELL / 2
    drawn = words(name, x + columns * CELL / 2 - 3, TOP - 16, 16)
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            drawn += cell(value, x + j * CELL, y + i * CELL, colours.get((i, j)))
    return drawn


def main() -> None:
    middle = TOP + 1.5 * CELL + 2
    drawn = table(X, 10, "X", {(0, 0): ROW, (0, 1): ROW})
    drawn += words("@", 120, middle, 20) + table(W, 142, "W", {(0, 0): COLUMN, (1, 0): COLUMN})
    drawn += words("+", 292, middle, 20) + table((B,), 312, "b", {(0, 0): RESULT})
    drawn += words("=", 462, middle, 20) + table(Y, 482, "Y", {(0, 0): RESULT})
    sum_of = "2 &#215; 3 + 1 &#215; (&#8722;1) + 0.5 = 5.5"
    drawn += words(sum_of, 310, TOP + 3 * CELL + 26, 16)
    told = "The first row of X times the first column of W, plus the first bias: 5.5 in Y"
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 {TOP + 3 * CELL + 40}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
