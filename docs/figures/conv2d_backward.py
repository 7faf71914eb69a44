"""Draw exercises/07_convolve/conv2d_backward/conv2d_backward.svg: the gradient of a strip."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/07_convolve/conv2d_backward/conv2d_backward.svg"
WIDTH, HEIGHT, CELL = 620, 266, 46
LINE, TEXT, FIRST, SECOND = "#8a8f98", "#7f858e", "#2f86c5", "#d6536a"
PIXELS, WEIGHTS, INCOMING = (5, 6, 7, 8), (2, 3), (1, 10, 100)
LEFT, STEP = 200, 110  # middle of the first pixel, and from one to the next
UPPER, LOWER = 46, 180  # tops of the two rows of boxes


def gradient_of_pixels() -> list[int]:
    shares = [0] * len(PIXELS)
    for i, g in enumerate(INCOMING):
        for v, weight in enumerate(WEIGHTS):
            shares[i + v] += weight * g
    return shares


def words(x: float, y: float, text: str, size: int = 15, colour: str = TEXT) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def box(x: float, top: float, text: str) -> str:
    rectangle = (
        f'<rect x="{x - CELL / 2:g}" y="{top:g}" width="{CELL}" height="{CELL}" fill="none" '
        f'stroke="{LINE}" stroke-width="1.5"/>'
    )
    return rectangle + words(x, top + CELL / 2 + 6, text, 16)


def share(i: int, v: int) -> str:
    """The way of one share, from the gradient of window i to pixel i + v, and its weight."""
    x1, x2 = LEFT + STEP * (i + 0.5), LEFT + STEP * (i + v)
    y1, y2 = UPPER + CELL, LOWER - 2
    colour = (FIRST, SECOND)[v]
    line = (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" '
        f'stroke-width="2.5"/>'
    )
    aside = -16 if v == 0 else 16
    middle = (x1 + x2) / 2 + aside, (y1 + y2) / 2 + 2
    return line + words(*middle, f"\u00d7{WEIGHTS[v]}", 15, colour)


def main() -> None:
    uppers = "".join(box(LEFT + STEP * (i + 0.5), UPPER, str(g)) for i, g in enumerate(INCOMING))
    lowers = "".join(
        box(LEFT + STEP * i, LOWER, str(g))
        + words(LEFT + STEP * i, LOWER + CELL + 22, f"x = {PIXELS[i]}")
        for i, g in enumerate(gradient_of_pixels())
    )
    shares = "".join(share(i, v) for i in range(3) for v in range(2))
    parts = (
        words(LEFT + STEP * 1.5, 26, "one number of dy for each window"),
        words(80, UPPER + CELL / 2 + 5, "dy"),
        words(80, (UPPER + CELL + LOWER) / 2 + 5, "kernel (2, 3)"),
        words(80, LOWER + CELL / 2 + 5, "dx"),
        shares,
        uppers,
        lowers,
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Every window sends its gradient to its pixels">{"".join(parts)}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
