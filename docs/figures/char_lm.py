"""Draw exercises/09_sequences/char_lm/two_columns.svg: a text down two columns, with targets."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/09_sequences/char_lm/two_columns.svg"
CELL, STRIP, TOP = 36, 30, 108
COLUMNS, FRAME, TEXT = ("#1f77b4", "#c26a12"), "#8a8f98", "#6b7280"
FIRST, LAST, LENGTH, BPTT = 20, 30, 5, 3
INPUTS, TARGETS = 120, 270  # where the two tables begin


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def token(number: int, x: float, y: float, column: int | None) -> str:
    paint = f'fill="{COLUMNS[column]}"' if column is not None else f'fill="none" stroke="{FRAME}"'
    box = f'<rect x="{x}" y="{y}" width="{CELL - 6}" height="{CELL - 8}" rx="5" {paint}/>'
    ink = TEXT if column is None else "#ffffff"
    return box + words(str(number), x + CELL / 2 - 3, y + 19, ink)


def column_of(number: int) -> int | None:
    """In which column a token is an input; the last one is a target only."""
    return (number - FIRST) // LENGTH if number < LAST else None


def down(step: int) -> int:
    """Between the two batches there is a gap."""
    return TOP + step * CELL + 14 * (step >= BPTT)


def main() -> None:
    drawn = words("the text", 0, STRIP + 19, anchor="start")
    for number in range(FIRST, LAST + 1):
        drawn += token(number, 78 + (number - FIRST) * CELL, STRIP, column_of(number))
    drawn += words("inputs", INPUTS + CELL - 3, TOP - 12)
    drawn += words("targets", TARGETS + CELL - 3, TOP - 12)
    for step in range(LENGTH):
        for column in range(2):
            number = FIRST + column * LENGTH + step
            drawn += token(number, INPUTS + column * CELL, down(step), column)
            x = TARGETS + column * CELL
            drawn += token(number + 1, x, down(step), column_of(number + 1))
    for name, first, last in (("batch 1", 0, BPTT - 1), ("batch 2", BPTT, LENGTH - 1)):
        drawn += words(name, 96, (down(first) + down(last)) / 2 + 19, anchor="end")
    note = ("The target of 24 is 25:", "in the text it comes next.")
    for i, line in enumerate(note):
        drawn += words(line, 362, down(LENGTH - 1) + 10 + 18 * i, anchor="start")
    told = (
        "Eleven tokens, 20 to 30. 20 to 24 run down the first column of inputs, 25 to 29 down the "
        "second. Beside each input is its target, the next token of the text"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 {down(LENGTH - 1) + 44}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
