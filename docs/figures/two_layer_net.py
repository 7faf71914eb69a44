"""Draw exercises/04_backprop/two_layer_net/two_layer_net.svg: blame travels back, by hand."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/04_backprop/two_layer_net/two_layer_net.svg"
FORWARD, BLAME, TEXT = "#8a8f98", "#d1495b", "#6b7280"
UNIT = "#1f77b4"
WIDTH, HEIGHT = 640, 270

X, Y = (90, 300, 520), (90, 190)
SENT = (("1", "2"), ("2", "off"), ("0.5", "0.5"))
SHARES = ((None, None), ("0.5", "0"), ("&#8722;0.5", "+0.5"))
WEIGHTS = ((("1", "&#8722;1"), ("0.5", "0")), (("1", "2"), ("4", "&#8722;3")))


def text(x: float, y: float, words: str, colour: str, size: int = 14) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
        f'font-family="sans-serif" text-anchor="middle">{words}</text>'
    )


def edge(layer: int, i: int, j: int) -> str:
    """A weight: a grey line forward with its number, a red arrow back where blame travels."""
    x1, y1, x2, y2 = X[layer] + 22, Y[i], X[layer + 1] - 22, Y[j]
    share = 0.27 if i != j else 0.5
    label = text(
        x1 + share * (x2 - x1), y1 + share * (y2 - y1) - 6, WEIGHTS[layer][i][j], FORWARD, 13
    )
    off = (layer == 0 and j == 1) or (layer == 1 and i == 1)
    dash = ' stroke-dasharray="4 4"' if off else ""
    line = (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{FORWARD}" '
        f'stroke-width="1.5"{dash}/>'
    )
    if off:
        return line + label
    back = (
        f'<line x1="{x2}" y1="{y2 + 7}" x2="{x1 + 4}" y2="{y1 + 7}" stroke="{BLAME}" '
        f'stroke-width="2" marker-end="url(#tip)"/>'
    )
    return line + back + label


def unit(layer: int, i: int) -> str:
    off = SENT[layer][i] == "off"
    colour = FORWARD if off else UNIT
    dash = ' stroke-dasharray="4 4"' if off else ""
    drawn = (
        f'<circle cx="{X[layer]}" cy="{Y[i]}" r="22" fill="none" stroke="{colour}" '
        f'stroke-width="2"{dash}/>' + text(X[layer], Y[i] + 5, SENT[layer][i], colour)
    )
    share = SHARES[layer][i]
    return drawn + (text(X[layer], Y[i] + 40, share, BLAME, 15) if share else "")


def main() -> None:
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{BLAME}"/>'
        "</marker></defs>"
    )
    edges = "".join(edge(layer, i, j) for layer in (0, 1) for i in (0, 1) for j in (0, 1))
    units = "".join(unit(layer, i) for layer in (0, 1, 2) for i in (0, 1))
    heads = "".join(
        text(x, 30, words, TEXT)
        for x, words in zip(X, ("inputs", "hidden units", "probabilities"), strict=True)
    )
    truth = text(X[2] + 70, Y[0] + 5, "true class", TEXT, 13)
    for i, bias in enumerate(("+ 2", "+ 0")):
        truth += text(X[2] - 2, Y[i] - 30, f"bias {bias}", FORWARD, 13)
    legend = text(
        WIDTH / 2, HEIGHT - 12, "grey: what is sent, with weights and biases; red: the blame", TEXT
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Blame travels back through two layers of weights">{tip}{edges}{units}'
        f"{heads}{truth}{legend}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
