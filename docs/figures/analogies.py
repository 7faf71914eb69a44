"""Draw exercises/08_text/analogies/walk.svg: the walk from man to king, started again at woman."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/08_text/analogies/walk.svg"
UNIT, LEFT, BOTTOM, WIDTH, HEIGHT = 52, 40, 362, 560, 400
LINE, TEXT, STEP, FOUND = "#8a8f98", "#7f858e", "#2f86c5", "#d6536a"
WORDS = {"man": (2, 1), "king": (5, 3), "woman": (2, 3), "queen": (3, 6), "apple": (6, 1)}
BESIDE = {"man": (12, 18), "king": (14, 5), "woman": (12, 18), "queen": (-14, 5), "apple": (14, 5)}
END = (5, 5)


def place(x: float, y: float) -> tuple[float, float]:
    return LEFT + x * UNIT, BOTTOM - y * UNIT


def words(x: float, y: float, text: str, anchor: str = "middle", colour: str = TEXT) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="15" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def line(start: tuple[float, float], end: tuple[float, float], how: str) -> str:
    (x1, y1), (x2, y2) = place(*start), place(*end)
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" {how}/>'


def arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    how = f'stroke="{STEP}" stroke-width="2.5" marker-end="url(#tip)"'
    (x1, y1), (x2, y2) = start, end
    short = 0.96  # the tip stops before the dot
    return line(start, (x1 + short * (x2 - x1), y1 + short * (y2 - y1)), how)


def word(name: str) -> str:
    x, y = place(*WORDS[name])
    right, down = BESIDE[name]
    colour = FOUND if name == "queen" else TEXT
    anchor = "start" if right > 0 else "end"
    label = words(x + right, y + down, f"{name} {WORDS[name]}", anchor, colour)
    return f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{colour}"/>' + label


def main() -> None:
    tip = (
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        f'markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8z" fill="{STEP}"/></marker></defs>'
    )
    axes = line((0, 0), (8, 0), f'stroke="{LINE}"') + line((0, 0), (0, 6.6), f'stroke="{LINE}"')
    dashes = 'stroke-width="1.5" stroke-dasharray="5 4"'
    rays = line((0, 0), END, f'stroke="{STEP}" {dashes}')
    rays += line((0, 0), WORDS["queen"], f'stroke="{FOUND}" {dashes}')
    x, y = place(*END)
    end = f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="none" stroke="{STEP}" stroke-width="2.5"/>'
    end += words(x + 14, y - 6, "target (5, 5)", "start", STEP)
    step = words(place(3.5, 2)[0] + 10, place(3.5, 2)[1] + 16, "+ (3, 2)", "start", STEP)
    again = words(place(4, 4.3)[0] - 6, place(4, 4.3)[1] - 14, "+ (3, 2)", "end", STEP)
    arrows = arrow(WORDS["man"], WORDS["king"]) + arrow(WORDS["woman"], END)
    told = (
        "The arrow from man to king, started again at woman, ends at the target; queen is the "
        "nearest of the words that are not in the question"
    )
    drawn = tip + axes + rays + arrows + step + again + "".join(map(word, WORDS)) + end
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
