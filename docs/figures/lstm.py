"""Draw exercises/09_sequences/lstm/gates.svg: the way of the cell state through an LSTM cell."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/09_sequences/lstm/gates.svg"
LINE, BOARD, GATE, TEXT = "#8a8f98", "#d1495b", "#1f77b4", "#6b7280"
BOXES = {  # where the boxes stand, what squashes, its letter, what it is there for
    150: ("&#963;", "f", "forget gate"),
    250: ("&#963;", "i", "input gate"),
    350: ("tanh", "g", "candidate"),
    450: ("&#963;", "o", "output gate"),
}


def path(points: str, colour: str = LINE, width: float = 1.8, arrow: bool = False) -> str:
    end = f' marker-end="url(#{"board" if colour == BOARD else "line"})"' if arrow else ""
    return f'<path d="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{end}/>'


def words(x: float, y: float, text: str, size: int = 14, colour: str = TEXT) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def state(x: float, y: float, letter: str, when: str) -> str:
    small = f'<tspan dy="4" font-size="11">{when}</tspan>'
    return words(x, y, f'<tspan font-style="italic">{letter}</tspan>{small}', 17)


def node(x: float, y: float, sign: str, colour: str) -> str:
    circle = f'<circle cx="{x}" cy="{y}" r="12" fill="{colour}"/>'
    return circle + words(x, y + 6, sign, 18, "#ffffff")


def box(x: float, y: float, text: str, width: float = 56) -> str:
    frame = (
        f'<rect x="{x - width / 2}" y="{y - 15}" width="{width}" height="30" rx="6" fill="{GATE}"/>'
    )
    return frame + words(x, y + 5, text, 14, "#ffffff")


def marker(name: str, colour: str, size: float) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="{size}" '
        f'markerHeight="{size}" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>'
    )


def main() -> None:
    gates = "".join(
        path(f"M{x} 274 V248")
        + box(x, 232, f'{squash} <tspan font-style="italic">{letter}</tspan>')
        + words(x, 298, purpose, 13)
        for x, (squash, letter, purpose) in BOXES.items()
    )
    lines = [
        path("M62 50 H606", BOARD, 3, arrow=True),
        path("M150 216 V64", arrow=True),
        path("M250 216 V140 H286", arrow=True),
        path("M350 216 V140 H314", arrow=True),
        path("M300 127 V64", arrow=True),
        path("M530 50 V86"),
        path("M530 116 V162", arrow=True),
        path("M450 216 V176 H516", arrow=True),
        path("M543 176 H606", arrow=True),
        path("M62 274 H450"),
    ]
    nodes = [
        node(150, 50, "&#215;", BOARD),
        node(300, 50, "+", BOARD),
        node(300, 140, "&#215;", LINE),
        node(530, 176, "&#215;", LINE),
        box(530, 101, "tanh"),
    ]
    labels = [
        state(36, 55, "c", "t&#8722;1"),
        state(628, 55, "c", "t"),
        state(628, 181, "h", "t"),
        state(36, 268, "x", "t"),
        state(36, 290, "h", "t&#8722;1"),
        words(400, 24, "the cell state: multiplied and added to, nothing else", 13),
    ]
    told = (
        "The cell state runs along the top: it is multiplied by the forget gate, and the candidate "
        "times the input gate is added. The output gate multiplies the tanh of it: the hidden state"
    )
    drawing = "".join([*lines, gates, *nodes, *labels])
    TARGET.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 306" role="img" '
        f'aria-label="{told}"><defs>{marker("line", LINE, 7)}'
        f"{marker('board', BOARD, 5)}</defs>{drawing}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
