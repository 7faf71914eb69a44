"""Draw exercises/09_sequences/rnn/unrolled.svg: three steps of a network and the way back."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/09_sequences/rnn/unrolled.svg"
FORWARD, BACK, STATE, TEXT = "#8a8f98", "#d1495b", "#1f77b4", "#6b7280"
COLUMNS = {1: 190, 2: 350, 3: 510}


def arrow(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    name, dashes = ("back", ' stroke-dasharray="5 4"') if colour == BACK else ("forward", "")
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="1.8"'
        f'{dashes} marker-end="url(#{name})"/>'
    )


def words(x: float, y: float, text: str, size: int = 15, colour: str = TEXT) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def letter(x: float, y: float, name: str, step: int, colour: str = TEXT) -> str:
    italic = f'<tspan font-style="italic">{name}</tspan><tspan dy="4" font-size="11">{step}</tspan>'
    return words(x, y, italic, 17, colour)


def marker(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>'
    )


def step(t: int, x: float) -> str:
    box = f'<rect x="{x - 34}" y="92" width="68" height="46" rx="8" fill="{STATE}"/>'
    return "".join(
        [
            arrow(x - 8, 190, x - 8, 142, FORWARD),
            arrow(x + 8, 140, x + 8, 188, BACK),
            arrow(x - 8, 90, x - 8, 42, FORWARD),
            arrow(x + 8, 40, x + 8, 88, BACK),
            arrow(x - 124, 108, x - 38, 108, FORWARD),
            arrow(x - 36, 124, x - 122, 124, BACK),
            words(x - 80, 98, "Wh", 13),
            words(x - 22, 172, "Wx", 13),
            box,
            letter(x, 120, "h", t, "#ffffff"),
            letter(x, 212, "x", t),
            words(x - 10, 30, "loss", 14),
            letter(x + 24, 70, "g", t, BACK),
        ]
    )


def main() -> None:
    steps = "".join(step(t, x) for t, x in COLUMNS.items())
    start = letter(48, 122, "h", 0)
    TARGET.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 580 224" role="img" '
        'aria-label="A recurrent network unrolled over three steps, and the way of the gradients">'
        f"<defs>{marker('forward', FORWARD)}{marker('back', BACK)}</defs>{start}{steps}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
