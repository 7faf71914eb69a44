"""Draw exercises/05_generalise/splits/held_out.svg: a split by row against a split by group."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/05_generalise/splits/held_out.svg"
CELL, LEFT, STEP = 30, 118, 92
TEXT, FRAME = "#6b7280", "#8a8f98"
BIRDS = {"a": "#1f77b4", "b": "#e08a1e", "c": "#2a9d6f", "d": "#b4508f"}
ROWS = "aaaabbbccccddd"
BY_ROW = {2, 5, 8, 13}
BY_GROUP = {4, 5, 6}


def words(text: str, x: float, y: float, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{TEXT}" font-size="14" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def cell(row: int, held: bool, y: float) -> str:
    """A row of the data in its bird's colour; what is held out is lifted and framed."""
    x, top = LEFT + row * CELL, y - 18 * held
    frame = f'stroke="{FRAME}" stroke-width="2.5"' if held else ""
    return (
        f'<rect x="{x}" y="{top}" width="{CELL - 5}" height="{CELL - 5}" rx="4" '
        f'fill="{BIRDS[ROWS[row]]}" {frame}/>'
        f'<text x="{x + CELL / 2 - 2.5}" y="{top + 18}" fill="#fff" font-size="14" '
        f'font-family="sans-serif" text-anchor="middle">{ROWS[row].upper()}</text>'
    )


def line(name: str, held: set[int], y: float, verdict: str) -> str:
    cells = "".join(cell(row, row in held, y) for row in range(len(ROWS)))
    return words(name, 0, y + 18) + cells + words(verdict, LEFT, y + 46)


def main() -> None:
    drawn = line("split by row", BY_ROW, 24, "every bird that is asked about has been heard before")
    drawn += line("split by bird", BY_GROUP, 24 + STEP, "bird B is new, as a new bird will be")
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {LEFT + len(ROWS) * CELL + 4} {2 * STEP}" role="img" '
        f'aria-label="Recordings of four birds, held out by row and by bird">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
