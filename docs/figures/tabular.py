"""Draw exercises/11_transfer/tabular/clerk.svg: five training rows and a stranger."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/11_transfer/tabular/clerk.svg"
ROWS = [  # work, age, code, flag, standardised age
    ("nurse", "40", "2", "1", "0.23"),
    ("baker", "20", "1", "1", "\N{MINUS SIGN}1.28"),
    ("(gap)", "30", "0", "1", "\N{MINUS SIGN}0.53"),
    ("nurse", "(gap)", "2", "2", "\N{MINUS SIGN}0.15"),
    ("smith", "60", "3", "1", "1.73"),
]
STRANGER = ("pilot", "(gap)", "0", "2", "\N{MINUS SIGN}0.15")
COLUMNS = (60, 140, 425, 490, 565)
HEADS = ("work", "age", "code", "flag", "age")
TOP, STEP = 44, 24
TEXT, GAP, CODE, AMOUNT = "#6b7280", "#d1495b", "#1f77b4", "#2a9d8f"


def words(x: float, y: float, text: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="13" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def row(y: float, cells: tuple[str, ...]) -> str:
    colours = [GAP if cell == "(gap)" else TEXT for cell in cells[:2]]
    colours += [CODE, GAP if cells[3] == "2" else CODE, AMOUNT]
    drawn = "".join(
        words(x, y, cell, colour) for x, cell, colour in zip(COLUMNS, cells, colours, strict=True)
    )
    return drawn + words(189, y, "\N{RIGHTWARDS ARROW}")


def box(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{TEXT}" '
        f'fill-opacity="0.1"/>'
    )


def main() -> None:
    drawn = "".join(words(x, 18, head) for x, head in zip(COLUMNS, HEADS, strict=True))
    drawn += box(20, TOP - 18, 160, 5 * STEP + 4) + box(388, TOP - 18, 227, 5 * STEP + 4)
    for place, cells in enumerate(ROWS):
        drawn += row(TOP + place * STEP, cells)
    learned = ("baker 1, nurse 2, smith 3", "median 35", "mean 37", "deviation 13.27")
    drawn += box(199, TOP - 6, 180, 4 * STEP + 4)
    for place, line in enumerate(learned):
        drawn += words(289, TOP + 13 + place * (STEP - 1), line, (CODE, *[AMOUNT] * 3)[place])
    below = TOP + 5.6 * STEP
    drawn += box(20, below - 18, 160, STEP + 4) + box(388, below - 18, 227, STEP + 4)
    drawn += row(below, STRANGER)
    drawn += words(289, below, "nothing new is learned")
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {below + 18:.0f}" role="img" '
        f'aria-label="A table of texts and numbers becomes codes, flags and amounts">{drawn}'
        f"</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
