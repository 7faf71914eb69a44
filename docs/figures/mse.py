"""Draw exercises/02_learn/mse/squares.svg: six days, each error as the area of a square."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/02_learn/mse/squares.svg"
MISSES = {"Mon": -20, "Tue": 20, "Wed": -5, "Thu": 10, "Fri": 40, "Sat": -5}
SCALE, GAP, FLOOR = 2.6, 26, 150
TOO_FEW, TOO_MANY, TEXT = "#1f77b4", "#d1495b", "#6b7280"


def words(x: float, y: float, text: str, size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{TEXT}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{text}</text>'
    )


def day(left: float, width: float, name: str, miss: int) -> str:
    side, middle = abs(miss) * SCALE, left + width / 2
    colour = TOO_FEW if miss < 0 else TOO_MANY
    square = (
        f'<rect x="{middle - side / 2:.1f}" y="{FLOOR - side:.1f}" width="{side:.1f}" '
        f'height="{side:.1f}" fill="{colour}" fill-opacity="0.35" stroke="{colour}"/>'
    )
    size = 13 if side > 40 else 11
    above = words(middle, FLOOR - side - 6, str(miss * miss), size)
    below = words(middle, FLOOR + 18, f"{name}, {miss:+d}".replace("-", "\N{MINUS SIGN}"))
    return square + above + below


def main() -> None:
    drawn, left = "", 10.0
    for name, miss in MISSES.items():
        width = max(abs(miss) * SCALE, 52)
        drawn += day(left, width, name, miss)
        left += width + GAP
    mean = sum(miss * miss for miss in MISSES.values()) / len(MISSES)
    width = left - GAP + 10
    below = words(width / 2, FLOOR + 46, f"mean of the six areas: {mean:.0f}")
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {FLOOR + 58}" '
        f'role="img" aria-label="The squared errors of six days as squares">{drawn}{below}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
