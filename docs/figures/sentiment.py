"""Draw exercises/11_transfer/sentiment/table.svg: three reviews become one table."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/11_transfer/sentiment/table.svg"
TEXTS = (
    ("two", "hours", "of", "plot", "but", "great"),
    ("so", "boring"),
    ("I", "loved", "it"),
)
LENGTH, CELL, HIGH, TOP, GAP = 4, 62, 30, 44, 70
TEXT, TOKEN, CUT, PADDING = "#6b7280", "#1f77b4", "#c26a12", "#8a8f98"


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def box(text: str, x: float, y: float, colour: str, full: bool) -> str:
    fill = f'fill="{colour}"' if full else f'fill="none" stroke="{colour}" stroke-dasharray="4 3"'
    return (
        f'<rect x="{x + 2:.0f}" y="{y + 2:.0f}" width="{CELL - 4}" height="{HIGH - 4}" {fill}/>'
        + words(text, x + CELL / 2, y + HIGH / 2 + 5, "#ffffff" if full else colour)
    )


def main() -> None:
    widest = max(len(text) for text in TEXTS)
    second = widest * CELL + GAP
    drawn = words("three reviews", 4, 24, anchor="start")
    drawn += words(f"one table, length {LENGTH}", second, 24, anchor="start")
    for i, text in enumerate(TEXTS):
        y = TOP + i * (HIGH + 8)
        for j, token in enumerate(text):
            cut = j < len(text) - LENGTH
            drawn += box(token, 4 + j * CELL, y, CUT if cut else TOKEN, not cut)
        kept = text[-LENGTH:]
        for j in range(LENGTH):
            token = kept[j] if j < len(kept) else "pad"
            colour = TOKEN if j < len(kept) else PADDING
            drawn += box(token, second + j * CELL, y, colour, j < len(kept))
        drawn += words(f"mean of {len(kept)}", second + LENGTH * CELL + 12, y + 20, anchor="start")
    bottom = TOP + len(TEXTS) * (HIGH + 8) + 20
    drawn += words("cut off", 4, bottom, CUT, "start")
    drawn += words("tokens", 74, bottom, TOKEN, "start")
    drawn += words("padding, in no mean", 140, bottom, PADDING, "start")
    told = (
        "Three reviews of 6, 2 and 3 tokens become a table of three rows and four columns. The "
        "first two tokens of the longest are cut off, the others are filled up with padding, and "
        "each mean is that of the tokens alone"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {second + LENGTH * CELL + 90} {bottom + 12}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
