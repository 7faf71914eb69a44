"""Draw exercises/05_generalise/early_stopping/lowest_point.svg: two curves, and where to stop."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/05_generalise/early_stopping/lowest_point.svg"
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 620, 300, 34, 20, 236
TRAIN, VALID, TEXT, FRAME = "#1f77b4", "#d1495b", "#6b7280", "#8a8f98"
TRAINING = [1.00, 0.80, 0.65, 0.53, 0.44, 0.36, 0.30, 0.25, 0.21, 0.18, 0.155, 0.135]
VALIDATION = [1.06, 0.90, 0.78, 0.70, 0.65, 0.63, 0.645, 0.67, 0.71, 0.76, 0.82, 0.89]
BEST, STOP = 6, 9


def at(epoch: float, loss: float) -> tuple[float, float]:
    return LEFT + (epoch - 0.5) * 40, BOTTOM - loss * (BOTTOM - TOP) / 1.15


def curve(losses: list[float], first: int, colour: str, dashed: bool = False) -> str:
    points = [at(first + k, loss) for k, loss in enumerate(losses)]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = 'stroke-dasharray="3 5" opacity="0.7"' if dashed else ""
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2.5" {dash}/>'


def dots(losses: list[float], colour: str, last: int) -> str:
    return "".join(
        f'<circle cx="{at(k + 1, loss)[0]:.1f}" cy="{at(k + 1, loss)[1]:.1f}" r="3.5" '
        f'fill="{colour}"/>'
        for k, loss in enumerate(losses[:last])
    )


def words(text: str, x: float, y: float, anchor: str = "middle", colour: str = TEXT) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="14" font-family="sans-serif" '
        f'text-anchor="{anchor}">{text}</text>'
    )


def upright(epoch: float) -> str:
    x = at(epoch, 0)[0]
    return (
        f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{BOTTOM}" stroke="{FRAME}" '
        f'stroke-dasharray="5 4"/>'
    )


def main() -> None:
    drawn = (
        f'<line x1="{LEFT}" y1="{BOTTOM}" x2="{at(12.5, 0)[0]}" y2="{BOTTOM}" stroke="{FRAME}"/>'
    )
    drawn += upright(BEST) + upright(STOP)
    for losses, colour in ((TRAINING, TRAIN), (VALIDATION, VALID)):
        drawn += curve(losses[:STOP], 1, colour) + dots(losses, colour, STOP)
        drawn += curve(losses[STOP - 1 :], STOP, colour, dashed=True)
    x, y = at(BEST, VALIDATION[BEST - 1])
    drawn += f'<circle cx="{x}" cy="{y:.1f}" r="8" fill="none" stroke="{VALID}" stroke-width="2"/>'
    drawn += "".join(words(str(k), at(k, 0)[0], BOTTOM + 18) for k in range(1, 13))
    for wait in range(1, STOP - BEST + 1):
        x, y = at(BEST + wait, VALIDATION[BEST + wait - 1])
        drawn += words(str(wait), x, y - 14)
    drawn += words("1, 2, 3: epochs waited", at(10, 0)[0], TOP + 10, "start")
    drawn += words("the best epoch:", at(BEST, 0)[0], BOTTOM + 40)
    drawn += words("its weights come back", at(BEST, 0)[0], BOTTOM + 57)
    drawn += words("stop", at(STOP, 0)[0], BOTTOM + 40)
    drawn += words("validation", at(12, 0)[0] + 10, at(12, 0.89)[1] + 4, "start", VALID)
    drawn += words("training", at(12, 0)[0] + 10, at(12, 0.135)[1] + 4, "start", TRAIN)
    drawn += words("loss", 0, TOP + 10, "start") + words(
        "epoch", at(12.6, 0)[0], BOTTOM + 18, "start"
    )
    told = (
        "The training loss falls for twelve epochs; the validation loss is lowest in epoch 6 and "
        "then rises; with a patience of 3, training stops after epoch 9"
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
