"""Draw exercises/04_backprop/he_init/volume.svg: how loud ten layers are, for three spreads."""

from math import log10, sqrt
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/04_backprop/he_init/volume.svg"
LAYERS = 10
LEFT, RIGHT, TOP, BOTTOM = 56, 420, 20, 190
LOUD, QUIET = 1.4, -1.9  # powers of ten
TEXT = "#6b7280"
# With weights of standard deviation share * sqrt(2 / n), a layer with relu multiplies by `share`.
SPREADS = [
    ("sqrt(3/n): too loud", sqrt(3 / 2), "#d1495b"),
    ("sqrt(2/n): as loud as before", 1.0, "#2a9d8f"),
    ("sqrt(1/n): too soft", sqrt(1 / 2), "#1f77b4"),
]


def words(x: float, y: float, text: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="13" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def at(layer: int, volume: float) -> tuple[float, float]:
    x = LEFT + (RIGHT - LEFT) * layer / LAYERS
    return x, TOP + (LOUD - log10(volume)) / (LOUD - QUIET) * (BOTTOM - TOP)


def curve(name: str, share: float, colour: str) -> str:
    points = [at(layer, share**layer) for layer in range(LAYERS + 1)]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)
    line = f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return line + dots + words(x + 10, y + 4, name, colour, "start")


def main() -> None:
    drawn = "".join(curve(*spread) for spread in SPREADS)
    for power, label in ((1, "10"), (0, "1"), (-1, "0.1")):
        x, y = at(0, 10.0**power)
        drawn += words(x - 12, y + 4, label, anchor="end")
        drawn += f'<line x1="{x}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}" stroke="{TEXT}" '
        drawn += 'stroke-opacity="0.35"/>'
    drawn += words((LEFT + RIGHT) / 2, BOTTOM + 4, "layer 0 (the input) to layer 10")
    drawn += words(LEFT - 40, 12, "volume", anchor="start")
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {BOTTOM + 16}" role="img" '
        f'aria-label="The volume of ten layers for three spreads of the weights">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
