"""Draw exercises/06_framework/tensor_autograd/copies.svg: copies forward, sums backward."""

from collections.abc import Sequence
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/06_framework/tensor_autograd/copies.svg"
LINE, TEXT, DATA, BACK = "#8a8f98", "#6b7280", "#1f77b4", "#d1495b"
WIDTH, HEIGHT, W, H = 690, 372, 50, 34
A, B, G = (2, 3), (1, 10, 100), ((1, 2, 3), (4, 5, 6))


def words(x: float, y: float, said: str, colour: str = TEXT, size: int = 15) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{said}</text>'
    )


def cell(x: float, y: float, number: object, colour: str, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    box = (
        f'<rect x="{x:g}" y="{y:g}" width="{W}" height="{H}" fill="none" stroke="{colour}" '
        f'stroke-width="1.5"{dash}/>'
    )
    return box + words(x + W / 2, y + H / 2 + 5, str(number), colour)


def table(x: float, y: float, rows: Sequence[Sequence[int]], colour: str, copies: str = "") -> str:
    """Rows of cells; those that broadcasting has copied are dashed."""
    drawn = ""
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            copied = (copies == "columns" and j > 0) or (copies == "rows" and i > 0)
            drawn += cell(x + j * W, y + i * H, number, colour, copied)
    return drawn


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{BACK}" '
        'stroke-width="2" marker-end="url(#tip)"/>'
    )


def forward(y: float) -> str:
    drawn = table(20, y, [[a] * 3 for a in A], DATA, "columns") + words(95, y - 12, "a, copied")
    drawn += words(200, y + H + 5, "&#183;")
    drawn += table(230, y, [B] * 2, DATA, "rows") + words(305, y - 12, "b, copied")
    drawn += words(410, y + H + 5, "=")
    made = [[a * b for b in B] for a in A]
    return drawn + table(440, y, made, DATA) + words(515, y - 12, "y = a &#183; b")


def backward(y: float) -> str:
    drawn = table(20, y, G, BACK) + words(95, y - 12, "g")
    to_a = [[g * b for g, b in zip(row, B, strict=True)] for row in G]
    drawn += table(230, y, to_a, BACK) + words(305, y - 12, "g &#183; b")
    for i, row in enumerate(to_a):
        middle = y + i * H + H / 2
        drawn += arrow(384, middle, 404, middle) + cell(410, y + i * H, sum(row), BACK)
    drawn += words(435, y - 12, "to a")
    to_b = [[g * a for g in row] for row, a in zip(G, A, strict=True)]
    drawn += table(510, y, to_b, BACK) + words(585, y - 12, "g &#183; a")
    for j in range(3):
        x = 510 + j * W
        drawn += arrow(x + W / 2, y + 2 * H + 4, x + W / 2, y + 2 * H + 22)
        drawn += cell(x, y + 2 * H + 28, to_b[0][j] + to_b[1][j], BACK)
    return drawn + words(585, y + 3 * H + 50, "to b")


def main() -> None:
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{BACK}"/>'
        "</marker></defs>"
    )
    told = (
        "A column (2, 3) times a row (1, 10, 100) makes a table; on the way back g times the row "
        "is added along each row, 321 and 654, and g times the column down each column, 14, 19 "
        "and 24"
    )
    below = "blue: forward, copies are dashed; red: backward, what comes to the copies is added"
    drawn = forward(40) + backward(172) + words(WIDTH / 2, HEIGHT - 12, below, size=14)
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{tip}{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
