"""Draw exercises/11_transfer/fine_tuning/two_phases.svg: which groups learn, and how fast."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/11_transfer/fine_tuning/two_phases.svg"
WIDTH, HEIGHT, GAP, LEFT, TOP, ROW = 104, 48, 22, 84, 44, 106
BODY, HEAD, FRAME, TEXT = "#1f77b4", "#c26a12", "#8a8f98", "#6b7280"
GROUPS = ("group 0", "group 1", "group 2", "new head")
PHASES = {
    "phase 1": ("", "", "", "0.02"),
    "phase 2": ("0.00001", "0.0001", "0.001", "0.01"),
}


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def group(number: int, rate: str, y: float) -> str:
    x = LEFT + number * (WIDTH + GAP)
    if rate:
        paint = f'fill="{HEAD if number == len(GROUPS) - 1 else BODY}"'
    else:
        paint = f'fill="none" stroke="{FRAME}" stroke-width="1.5" stroke-dasharray="5 4"'
    box = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" {paint}/>'
    middle = x + WIDTH / 2
    named = words(GROUPS[number], middle, y + 29, "#ffffff" if rate else TEXT)
    below = words(f"rate {rate}" if rate else "frozen", middle, y + HEIGHT + 20)
    arrow = words("&#8594;", x + WIDTH + GAP / 2, y + 30) if number < len(GROUPS) - 1 else ""
    return box + named + below + arrow


def main() -> None:
    drawn = words("input", LEFT + WIDTH / 2, TOP - 16)
    drawn += words("output", LEFT + 3.5 * WIDTH + 3 * GAP, TOP - 16)
    for k, (name, rates) in enumerate(PHASES.items()):
        y = TOP + k * ROW
        drawn += words(name, 4, y + 29, anchor="start")
        drawn += "".join(group(i, rate, y) for i, rate in enumerate(rates))
    width = LEFT + 4 * WIDTH + 3 * GAP + 6
    told = (
        "Phase 1: three groups are frozen and the new head learns at the rate 0.02. Phase 2: all "
        "learn, at the rates 0.00001, 0.0001, 0.001 and 0.01 from the input to the head"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + 2 * ROW - 22}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
