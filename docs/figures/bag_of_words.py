"""Draw exercises/08_text/bag_of_words/counts.svg: two reviews become two rows of counts."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/08_text/bag_of_words/counts.svg"
CELL, LEFT, TOP, WIDTH, HEIGHT = 72, 250, 70, 660, 200
LINE, TEXT, GOOD, BAD = "#8a8f98", "#7f858e", "#2f86c5", "#d6536a"
REVIEWS = (("a good, good film", GOOD), ("a bad film", BAD))
VOCAB = ("&lt;unk&gt;", "a", "film", "good", "bad")
COUNTS = ((0, 1, 1, 2, 0), (0, 1, 1, 0, 1))


def words(x: float, y: float, text: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="16" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def cell(row: int, column: int, colour: str) -> str:
    x, y, count = LEFT + column * CELL, TOP + row * (CELL - 20), COUNTS[row][column]
    box = (
        f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL - 20}" fill="{colour}" '
        f'fill-opacity="{0.2 * count:g}" stroke="{LINE}"/>'
    )
    return box + words(x + CELL / 2, y + 32, str(count), colour if count else TEXT)


def main() -> None:
    drawn = ""
    for column, word in enumerate(VOCAB):
        x = LEFT + (column + 0.5) * CELL
        drawn += words(x, TOP - 36, str(column)) + words(x, TOP - 12, word)
    for row, (review, colour) in enumerate(REVIEWS):
        middle = TOP + row * (CELL - 20) + 32
        drawn += words(12, middle, f"&#8220;{review}&#8221;", colour, "start")
        drawn += words(LEFT - 30, middle, "&#8594;", colour)
        drawn += "".join(cell(row, column, colour) for column in range(len(VOCAB)))
    drawn += words(LEFT - 20, TOP - 36, "number", anchor="end")
    drawn += words(LEFT - 20, TOP - 12, "word", anchor="end")
    told = "Two reviews are cut into words, and each becomes a row of counts, one for each word"
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
