"""Draw exercises/10_privacy/federated_averaging/masks.svg: three messages, and their sum."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/10_privacy/federated_averaging/masks.svg"
CLOCK = 100
UPDATES = (4, 7, 2)
MASKS = {(0, 1): 81, (0, 2): 50, (1, 2): 44}
LEFT, TOP, ROW, STEP = 92, 52, 46, 92
COLOURS = {(0, 1): "#1f77b4", (0, 2): "#c26a12", (1, 2): "#2c8a4b"}
FRAME, TEXT = "#8a8f98", "#6b7280"


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def chip(text: str, x: float, y: float, colour: str | None) -> str:
    paint = f'fill="{colour}"' if colour else f'fill="none" stroke="{FRAME}" stroke-width="1.5"'
    box = f'<rect x="{x - 30:.0f}" y="{y - 15:.0f}" width="60" height="30" rx="6" {paint}/>'
    return box + words(text, x, y + 5, "#ffffff" if colour else TEXT)


def client(me: int, y: float) -> tuple[str, int]:
    """A row of chips: the update, a mask for each pair, the message."""
    drawn = words(f"client {me}", 4, y + 5, anchor="start")
    drawn += chip(str(UPDATES[me]), LEFT + 30, y, None)
    total = UPDATES[me]
    for place, (pair, mask) in enumerate(MASKS.items()):
        if me in pair:
            sign = 1 if me == pair[0] else -1
            total += sign * mask
            text = f"{'+' if sign > 0 else '&#8722;'} {mask}"
            drawn += chip(text, LEFT + 30 + (place + 1) * STEP, y, COLOURS[pair])
    message = total % CLOCK
    drawn += words("&#8594;", LEFT + 30 + 3.6 * STEP, y + 5)
    return drawn + chip(str(message), LEFT + 30 + 4.2 * STEP, y, None), message


def main() -> None:
    heads = ("update", "mask 0, 1", "mask 0, 2", "mask 1, 2")
    drawn = "".join(words(head, LEFT + 30 + i * STEP, 24) for i, head in enumerate(heads))
    drawn += words("message", LEFT + 30 + 4.2 * STEP, 24)
    messages = []
    for me in range(len(UPDATES)):
        row, message = client(me, TOP + me * ROW)
        drawn += row
        messages.append(message)
    y = TOP + len(UPDATES) * ROW
    width = int(LEFT + 30 + 4.2 * STEP + 40)
    drawn += f'<path d="M4 {y - 22}H{width - 6}" stroke="{FRAME}" stroke-width="1"/>'
    drawn += words("sum", 4, y + 9, anchor="start")
    drawn += words(str(sum(UPDATES)), LEFT + 30, y + 9)
    for place in range(len(MASKS)):
        drawn += words("0", LEFT + 30 + (place + 1) * STEP, y + 9)
    total = sum(messages)
    drawn += words(f"{total}, that is {total % CLOCK}", LEFT + 30 + 4 * STEP, y + 9)
    told = (
        "Three clients with the updates 4, 7 and 2. Each pair shares a mask, which one adds and "
        "the other subtracts, modulo 100. The messages are 35, 70 and 8, and their sum, 113, is 13 "
        "modulo 100: the sum of the updates"
    )
    assert messages == [35, 70, 8], messages
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y + 24}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
