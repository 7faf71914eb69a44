"""Draw exercises/02_learn/samuels_loop/loop.svg: weights, results, performance, and back."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/02_learn/samuels_loop/loop.svg"
TEXT, FRAME, MODEL, BACK = "#6b7280", "#8a8f98", "#1f77b4", "#d1495b"
HEIGHT, WIDE, HIGH = 214, 128, 46


def words(text: str, x: float, y: float, colour: str = TEXT, size: int = 15) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}" font-family="sans-serif" '
        f'text-anchor="middle">{text}</text>'
    )


def box(x: float, y: float, name: str, below: str, colour: str = FRAME) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="8" fill="none" '
        f'stroke="{colour}" stroke-width="2"/>'
        + words(name, x + WIDE / 2, y + HIGH / 2 + 5)
        + words(below, x + WIDE / 2, y + HIGH + 18, size=13)
    )


def arrow(points: list[tuple[float, float]], colour: str = FRAME) -> str:
    joined = " ".join(f"{x},{y}" for x, y in points)
    (x0, y0), (x, y) = points[-2:]
    if y == y0:
        side = 7 if x > x0 else -7
        head = f"{x},{y} {x - side},{y - 5} {x - side},{y + 5}"
    else:
        side = 7 if y > y0 else -7
        head = f"{x},{y} {x - 5},{y - side} {x + 5},{y - side}"
    return (
        f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<polygon points="{head}" fill="{colour}"/>'
    )


def main() -> None:
    drawn = box(4, 66, "weights", "six numbers") + box(4, 146, "positions", "after each move")
    drawn += box(184, 106, "model", "weighted sums", MODEL)
    drawn += box(356, 106, "results", "moves") + box(528, 106, "performance", "games won")
    drawn += arrow([(132, 89), (158, 89), (158, 121), (182, 121)])
    drawn += arrow([(132, 169), (158, 169), (158, 137), (182, 137)])
    drawn += arrow([(312, 129), (354, 129)]) + arrow([(484, 129), (526, 129)])
    drawn += arrow([(592, 106), (592, 34), (68, 34), (68, 64)], BACK)
    drawn += words("change the weights; keep what wins more", 330, 24, BACK)
    told = (
        "Weights and positions go into the model; the model gives results, which are moves; the "
        "games won with them are the performance; it decides which change of the weights is kept"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 662 {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
