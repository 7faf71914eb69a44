"""Draw exercises/06_framework/modules_and_optimisers/tree.svg: a net and the names it gives."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/06_framework/modules_and_optimisers/tree.svg"
MODULE, PARAMETER, SHARED, LINE, TEXT = "#1f77b4", "#2a9d5c", "#d1495b", "#8a8f98", "#6b7280"
WIDTH, HEIGHT = 680, 300
BOXES = {  # where, what it says, and its colour
    "net": (20, 125, "net", MODULE),
    "first": (150, 45, "first", MODULE),
    "layers": (150, 190, "layers [ ]", LINE),
    "zero": (290, 140, "0", MODULE),
    "one": (290, 240, "1", MODULE),
    "tied": (430, 45, "weight", SHARED),
    "weight": (430, 115, "weight", PARAMETER),
    "bias": (430, 165, "bias", PARAMETER),
    "again": (430, 240, "weight", SHARED),
}
JOINED = (
    ("net", "first"),
    ("net", "layers"),
    ("layers", "zero"),
    ("layers", "one"),
    ("first", "tied"),
    ("zero", "weight"),
    ("zero", "bias"),
    ("one", "again"),
)
NAMES = {
    "tied": "first.weight",
    "weight": "layers.0.weight",
    "bias": "layers.0.bias",
    "again": "layers.1.weight",
}
W, H = 84, 30


def words(x: float, y: float, said: str, colour: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{said}</text>'
    )


def box(name: str) -> str:
    x, y, said, colour = BOXES[name]
    rect = (
        f'<rect x="{x}" y="{y}" width="{W}" height="{H}" rx="6" fill="none" stroke="{colour}" '
        'stroke-width="2"/>'
    )
    drawn = rect + words(x + W / 2, y + 20, said, colour)
    if name in NAMES:
        drawn += words(x + W + 14, y + 20, NAMES[name], TEXT, "start")
    return drawn


def line(start: str, end: str) -> str:
    x1, y1 = BOXES[start][0] + W, BOXES[start][1] + H / 2
    x2, y2 = BOXES[end][0], BOXES[end][1] + H / 2
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-width="1.5"/>'


def main() -> None:
    drawn = "".join(line(*pair) for pair in JOINED) + "".join(map(box, BOXES))
    same = "M 638 62 q 34 96 0 192"
    drawn += f'<path d="{same}" fill="none" stroke="{SHARED}" stroke-dasharray="5 4"/>'
    drawn += words(
        WIDTH / 2, 20, "blue: modules; green: parameters; red: one tensor, two names", TEXT
    )
    drawn += words(
        WIDTH / 2, HEIGHT - 6, "parameters(): three tensors; state_dict(): four names", TEXT
    )
    told = (
        "A net with a module first and a list of two layers: four names for three parameters, "
        "because one tensor has two names"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
