"""Draw exercises/07_convolve/counting_weights/field.svg: how far a result of two layers sees."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/07_convolve/counting_weights/field.svg"
CELL, GAP, ROWS, PIXELS = 30, 60, (200, 120, 40), 9
LINE, TEXT, SEEN = "#8a8f98", "#7f858e", "#2f86c5"


def words(x: float, y: float, text: str, anchor: str = "middle", colour: str = TEXT) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="15" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def cell(x: float, y: float, seen: bool) -> str:
    colour = SEEN if seen else LINE
    return (
        f'<rect x="{x - CELL / 2 + 1:g}" y="{y:g}" width="{CELL - 2}" height="{CELL - 2}" '
        f'fill="{colour}" fill-opacity="{0.3 * seen:g}" stroke="{colour}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{SEEN}" opacity="0.6"/>'


def panel(left: float, step: int) -> str:
    """Pixels below, the first layer's results above the middles of their windows, one result on
    top."""
    seen = 3 + 2 * step
    start = (PIXELS - seen) // 2
    pixels = [left + (n + 0.5) * CELL for n in range(PIXELS)]
    results = [pixels[start + 1 + n * step] for n in range(3)]
    drawn = "".join(cell(x, ROWS[0], start <= n < start + seen) for n, x in enumerate(pixels))
    drawn += "".join(cell(x, ROWS[1], True) for x in results)
    drawn += cell(results[1], ROWS[2], True)
    for n, x in enumerate(results):
        drawn += line(results[1], ROWS[2] + CELL - 2, x, ROWS[1])
        for pixel in range(3):
            drawn += line(x, ROWS[1] + CELL - 2, pixels[start + n * step + pixel], ROWS[0])
    middle = left + PIXELS * CELL / 2
    moved = "by 1 pixel" if step == 1 else f"by {step} pixels"
    drawn += words(middle, 254, f"first layer moves {moved}:")
    return drawn + words(middle, 276, f"the result sees {seen} pixels", colour=SEEN)


def main() -> None:
    left, width = 110, 110 + 2 * PIXELS * CELL + GAP
    drawn = panel(left, 1) + panel(left + PIXELS * CELL + GAP, 2)
    for y, name in zip(ROWS, ("pixels", "first layer", "second layer"), strict=True):
        drawn += words(4, y + 20, name, "start")
    told = (
        "Two layers of windows of three: with steps of one a result sees five pixels, and if the "
        "first layer moves by two it sees seven"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 6} 290" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
