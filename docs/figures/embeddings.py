"""Draw exercises/08_text/embeddings/blank.svg: a blank, its context, and the way back."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/08_text/embeddings/blank.svg"
WIDTH, HEIGHT, CELL, TOP = 680, 330, 46, 96
LINE, TEXT, AHEAD, BACK = "#8a8f98", "#7f858e", "#2f86c5", "#d6536a"
SENTENCE = ("to 0", "be 1", "? 2", "not 3", "to 0", "be 1")
ROWS = ((4, 0), (0, 4), (9, 9), (0, 0))
GIVEN = ((4, 2), (2, 1), (0, 0), (2, 1))
USED = (0, 1, 3)


def words(x: float, y: float, text: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="15" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def box(x: float, y: float, width: float, colour: str, fill: float = 0) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="34" fill="{colour}" '
        f'fill-opacity="{fill:g}" stroke="{colour}"/>'
    )


def sentence() -> str:
    drawn = ""
    for place, word in enumerate(SENTENCE):
        x, context = 96 + place * 82, place in (0, 1, 3, 4)
        drawn += box(x, 14, 70, BACK if place == 2 else AHEAD if context else LINE, 0.15 * context)
        drawn += words(x + 35, 37, word, BACK if place == 2 else TEXT)
    return drawn


def table(left: float, rows: tuple[tuple[int, int], ...], title: str, colour: str) -> str:
    drawn = words(left + CELL, TOP - 14, title, colour)
    for row, numbers in enumerate(rows):
        y, used = TOP + row * 40, row in USED
        drawn += words(left - 14, y + 23, str(row))
        for column, number in enumerate(numbers):
            x = left + column * CELL
            drawn += box(x, y, CELL, colour if used else LINE, 0.15 * used)
            drawn += words(x + CELL / 2, y + 23, str(number))
    return drawn


def main() -> None:
    middle = TOP + 84
    drawn = sentence() + table(60, ROWS, "W_in", AHEAD)
    drawn += words(232, middle, "mean of", AHEAD) + words(
        232, middle + 20, "rows 0, 1, 3, 0 &#8594;", AHEAD
    )
    drawn += box(310, middle - 14, 74, AHEAD, 0.15) + words(347, middle + 9, "(2, 1)")
    drawn += words(347, middle - 28, "h", AHEAD)
    drawn += box(310, middle + 40, 74, BACK, 0.15) + words(347, middle + 63, "(8, 4)")
    drawn += words(347, middle + 94, "gradient of h", BACK)
    drawn += words(466, middle + 54, "&#247; 4, to each", BACK)
    drawn += words(466, middle + 74, "of the places &#8594;", BACK)
    drawn += table(556, GIVEN, "gradient of W_in", BACK)
    drawn += words(
        WIDTH / 2, HEIGHT - 18, "&#8220;to&#8221; stands in two places: row 0 gets two shares"
    )
    told = (
        "A blank with its context; the rows of the context go into the mean, and the gradient "
        "returns to the same rows, twice to the word that stands there twice"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
