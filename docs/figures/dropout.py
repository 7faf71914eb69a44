"""Draw exercises/05_generalise/dropout/two_masks.svg: two passes with two masks, and evaluation."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/05_generalise/dropout/two_masks.svg"
CELL, GAP, LEFT, TOP = 38, 46, 92, 50
ON, FRAME, TEXT = "#1f77b4", "#8a8f98", "#6b7280"
UNITS = 4
PANELS = {  # the units that survive, for each of two examples
    "training, one pass": ({2}, {0, 3}),
    "training, the next pass": ({1}, {2}),
    "evaluation": (set(range(UNITS)), set(range(UNITS))),
}


def words(text: str, x: float, y: float, anchor: str = "middle", colour: str = TEXT) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def unit(x: float, y: float, survives: bool, value: int) -> str:
    middle, down = x + CELL / 2, y + CELL / 2
    if not survives:
        ring = f'fill="none" stroke="{FRAME}" stroke-width="1.5" stroke-dasharray="4 3"'
        return f'<circle cx="{middle}" cy="{down}" r="15" {ring}/>' + words("0", middle, down + 5)
    disc = f'<circle cx="{middle}" cy="{down}" r="15" fill="{ON}"/>'
    return disc + words(str(value), middle, down + 5, colour="#ffffff")


def panel(number: int, name: str, masks: tuple[set[int], set[int]]) -> str:
    left = LEFT + number * (UNITS * CELL + GAP)
    drawn = words(name, left + UNITS * CELL / 2, TOP - 20)
    value = 10 if name == "evaluation" else 40
    for example, mask in enumerate(masks):
        for k in range(UNITS):
            drawn += unit(left + k * CELL, TOP + example * (CELL + 12), k in mask, value)
    return drawn


def main() -> None:
    drawn = "".join(panel(i, name, masks) for i, (name, masks) in enumerate(PANELS.items()))
    for example in range(2):
        drawn += words(f"example {example + 1}", 4, TOP + example * (CELL + 12) + 24, "start")
    width = LEFT + 3 * UNITS * CELL + 2 * GAP + 6
    below = "every activation is 10, and p = 0.75: a survivor becomes 10 / (1 &#8722; 0.75) = 40"
    drawn += words(below, width / 2, TOP + 2 * CELL + 50)
    told = (
        "Two passes over the same two examples drop other units each time, and survivors grow from "
        "10 to 40; in evaluation all four units keep their 10"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + 2 * CELL + 62}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
