"""Draw exercises/06_framework/scalar_autograd/graph.svg: five values, and what travels back."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/06_framework/scalar_autograd/graph.svg"
FORWARD, BACK, UNIT, TEXT = "#8a8f98", "#d1495b", "#1f77b4", "#6b7280"
WIDTH, HEIGHT, R = 660, 300, 25
PLACES = {"a": (70, 90), "b": (70, 220), "c": (230, 190), "d": (400, 90), "e": (570, 90)}
MADE = {"a": "2", "b": "3", "c": "6", "d": "8", "e": "64"}
GRADS = {"a": "16 + 48 = 64", "b": "32", "c": "16", "d": "8 + 8 = 16", "e": "1"}
EDGES = (  # from, to, the slope, how far the line is moved to the side
    ("a", "c", "3", 0),
    ("b", "c", "2", 0),
    ("c", "d", "1", 0),
    ("a", "d", "1", 0),
    ("d", "e", "8", -13),
    ("d", "e", "8", 13),
)
HOW = {"c": "c = a &#183; b", "d": "d = c + a", "e": "e = d &#183; d"}


def words(x: float, y: float, said: str, colour: str = TEXT, size: int = 14) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{said}</text>'
    )


def edge(start: str, end: str, slope: str, aside: int) -> str:
    """A line from a value to one made from it; the arrow points back, where the share goes."""
    (x1, y1), (x2, y2) = PLACES[start], PLACES[end]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    x1, y1 = x1 + (R + 5) * ux, y1 + (R + 5) * uy + aside
    x2, y2 = x2 - (R + 1) * ux, y2 - (R + 1) * uy + aside
    line = (
        f'<line x1="{x2:.1f}" y1="{y2:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{BACK}" '
        'stroke-width="2" marker-end="url(#tip)"/>'
    )
    up = 18 if aside > 0 else -7
    return line + words((x1 + x2) / 2, (y1 + y2) / 2 + up, f"&#183; {slope}", FORWARD, 13)


def value(name: str) -> str:
    x, y = PLACES[name]
    drawn = (
        f'<circle cx="{x}" cy="{y}" r="{R}" fill="none" stroke="{UNIT}" stroke-width="2"/>'
        + words(x, y + 5, MADE[name], UNIT, 15)
    )
    drawn += words(x, y - R - 12, HOW.get(name, f"{name} = {MADE[name]}"))
    return drawn + words(x, y + R + 22, GRADS[name], BACK, 15)


def main() -> None:
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{BACK}"/>'
        "</marker></defs>"
    )
    drawn = "".join(edge(*each) for each in EDGES) + "".join(value(name) for name in PLACES)
    below = "blue: the values; grey: the slope on each label; red: the grads, from right to left"
    told = (
        "From e = 64 the shares 1, 16, 16, 32 and 64 travel back to d, c, b and a; a hears from c "
        "and from d, and adds"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{tip}{drawn}{words(WIDTH / 2, HEIGHT - 8, below)}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
