"""Draw exercises/11_transfer/cats_and_dogs/from_files_to_batches.svg: what `make_dls` decides."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/11_transfer/cats_and_dogs/from_files_to_batches.svg"
FILES = [
    ("Bombay_12.jpg", True, (30, 44)),
    ("beagle_7.jpg", False, (46, 30)),
    ("pug_31.jpg", False, (38, 38)),
    ("Persian_5.jpg", True, (44, 26)),
    ("samoyed_2.jpg", False, (28, 40)),
]
HELD_OUT = 3  # the number of one file
CAT, DOG, TEXT = "#1f77b4", "#d1495b", "#6b7280"
ROW, TOP, NAME, PHOTO, LABEL, SQUARE = 54, 50, 20, 176, 268, 380
SIDE = 34


def words(x: float, y: float, text: str, colour: str = TEXT, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="13" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def box(x: float, middle: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x - width / 2}" y="{middle - height / 2}" width="{width}" height="{height}" '
        f'fill="{colour}" fill-opacity="0.3" stroke="{colour}"/>'
    )


def row(n: int, name: str, cat: bool, size: tuple[int, int]) -> str:
    middle, colour = TOP + n * ROW + ROW / 2, CAT if cat else DOG
    drawn = words(NAME, middle + 5, f'<tspan fill="{colour}">{name[0]}</tspan>{name[1:]}')
    drawn += box(PHOTO, middle, *size, colour)
    drawn += words(LABEL, middle + 5, str(cat), colour, "middle")
    held_out = n == HELD_OUT
    drawn += box(SQUARE + (110 if held_out else 0), middle, SIDE, SIDE, colour)
    return drawn


def main() -> None:
    drawn = "".join(row(n, *file) for n, file in enumerate(FILES))
    for x, head in (
        (PHOTO, "photo"),
        (LABEL, "label"),
        (SQUARE, "training"),
        (SQUARE + 110, "validation"),
    ):
        drawn += words(x, 28, head, anchor="middle")
    drawn += words(NAME, 28, "file")
    height = TOP + len(FILES) * ROW + 34
    below = "all of one size, so that they can be stacked"
    drawn += words(SQUARE + 55, height - 12, below, anchor="middle")
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 {height}" role="img" '
        f'aria-label="From the names of five files to labels and equal squares">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
