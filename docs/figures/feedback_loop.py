"""Draw exercises/12_consequences/feedback_loop/loop.svg: from records to patrols and back."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/12_consequences/feedback_loop/loop.svg"
ONE, OTHER, FRAME, TEXT = "#1f77b4", "#c26a12", "#8a8f98", "#6b7280"
WIDTH, HEIGHT, LEFT, RIGHT, HIGH, LOW = 190, 74, 8, 330, 40, 178
BOXES = {  # title, the two numbers, place
    "incidents": ("what really happens", (20, 20), LEFT, HIGH),
    "arrests": ("arrests: what is seen", (12, 8), RIGHT, HIGH),
    "records": ("records say", (0.6, 0.4), RIGHT, LOW),
    "patrols": ("patrols go", (0.6, 0.4), LEFT, LOW),
}


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def box(title: str, numbers: tuple[float, float], x: float, y: float) -> str:
    drawn = (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="none" '
        f'stroke="{FRAME}" stroke-width="1.5"/>'
    )
    drawn += words(title, x + WIDTH / 2, y + 24)
    for number, colour, place in zip(numbers, (ONE, OTHER), (0.28, 0.72), strict=True):
        middle = x + place * WIDTH
        drawn += (
            f'<rect x="{middle - 30:.0f}" y="{y + 36}" width="60" height="28" rx="6" '
            f'fill="{colour}"/>'
        )
        drawn += words(f"{number:g}", middle, y + 55, "#ffffff")
    return drawn


def arrow(points: str, label: str, x: float, y: float) -> str:
    line = (
        f'<path d="{points}" fill="none" stroke="{FRAME}" stroke-width="2" '
        'marker-end="url(#head)"/>'
    )
    return line + words(label, x, y)


def main() -> None:
    drawn = (
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{FRAME}"/></marker></defs>'
    )
    drawn += "".join(box(*content) for content in BOXES.values())
    middle, down = HIGH + HEIGHT / 2, LOW + HEIGHT / 2
    between = (LEFT + WIDTH + RIGHT) / 2
    drawn += arrow(f"M{LEFT + WIDTH + 4} {middle}H{RIGHT - 4}", "are seen", between, middle - 10)
    drawn += arrow(f"M{RIGHT - 4} {down}H{LEFT + WIDTH + 4}", "policy", between, down - 10)
    x = RIGHT + WIDTH / 2
    drawn += arrow(f"M{x} {HIGH + HEIGHT + 4}V{LOW - 4}", "are written down", x + 66, 150)
    x = LEFT + WIDTH - 20
    drawn += arrow(
        f"M{x} {LOW - 4}L{RIGHT - 4} {HIGH + HEIGHT - 14}", "decide what is seen", 126, 150
    )
    drawn += words(
        "two districts, blue and orange; no arrow leads back to what really happens",
        8,
        22,
        anchor="start",
    )
    told = (
        "A loop. Both districts have 20 incidents. Arrests are 12 and 8, because patrols are 0.6 "
        "and 0.4; records say 0.6 and 0.4, and the policy sends 0.6 and 0.4 of the patrols again"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {RIGHT + WIDTH + 60} 262" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
