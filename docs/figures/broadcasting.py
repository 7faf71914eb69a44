"""Draw exercises/01_predict/broadcasting/table.svg: a column and a row, stretched to a table."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/01_predict/broadcasting/table.svg"
LABELS, CLASSES = (2, 0, 1), (0, 1, 2, 3)
CELL, LEFT, TOP = 46, 200, 60
COLUMN, ROW, TEXT = "#1f77b4", "#d1495b", "#6b7280"


def words(x: float, y: float, text: str, colour: str = TEXT, size: int = 16) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def cell(x: int, y: int, text: str, colour: str, filled: float = 0.0) -> str:
    box = (
        f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{colour}" '
        f'fill-opacity="{filled}" stroke="{colour}" stroke-opacity="0.6"/>'
    )
    return box + words(x + CELL / 2, y + CELL / 2 + 6, text, colour)


def arrow(x: int, y: int, dx: int, dy: int, colour: str) -> str:
    head = f"M {x + dx} {y + dy} l {-dx / 4 - dy / 5} {-dy / 4 - dx / 5} "
    head += f"M {x + dx} {y + dy} l {-dx / 4 + dy / 5} {-dy / 4 + dx / 5}"
    return f'<path d="M {x} {y} L {x + dx} {y + dy} {head}" fill="none" stroke="{colour}"/>'


def main() -> None:
    drawn = ""
    for n, label in enumerate(LABELS):
        y = TOP + 20 + n * CELL
        drawn += cell(LEFT - CELL - 40, y, str(label), COLUMN, 0.15)
        drawn += arrow(LEFT - 32, y + CELL // 2, 20, 0, COLUMN)
        for c in CLASSES:
            same = label == c
            drawn += cell(LEFT + c * CELL, y, str(int(same)), TEXT, 0.25 if same else 0.0)
    for c in CLASSES:
        drawn += cell(LEFT + c * CELL, TOP - CELL - 10, str(c), ROW, 0.15)
        drawn += arrow(LEFT + c * CELL + CELL // 2, TOP - 6, 0, 20, ROW)
    right = LEFT + len(CLASSES) * CELL
    middle = TOP + 26 + len(LABELS) * CELL // 2
    drawn += words(50, middle - 8, "y[:, None]", COLUMN, 14)
    drawn += words(right + 70, TOP - CELL // 2 - 5, "classes: (4,)", ROW, 14)
    drawn += words(right + 70, middle, "table: (3, 4)", TEXT, 14)
    drawn += words(50, middle + 14, "(3, 1)", COLUMN, 14)
    width, height = right + 140, TOP + 30 + len(LABELS) * CELL
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="A column compared with a row gives a table">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
