"""Draw exercises/04_backprop/gradient_check/gradient_check.svg: measured slopes for steps h.

The slope of exp at 1, measured in float64 from one side and from both, and in float32 from both.
"""

from math import e, exp, log10
from pathlib import Path
from struct import pack, unpack

TARGET = Path(__file__).parents[2] / "exercises/04_backprop/gradient_check/gradient_check.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 330, 64, 150, 20, 52
ONE, BOTH, SINGLE, AXIS, TEXT = "#1f77b4", "#2ca02c", "#d1495b", "#8a8f98", "#6b7280"
STEPS = [10 ** (-k / 4) for k in range(53)]  # from 1 down to 1e-13


def float32(number: float) -> float:
    return float(unpack("f", pack("f", number))[0])


def one_sided(h: float) -> float:
    return (exp(1 + h) - exp(1)) / h


def central(h: float) -> float:
    return (exp(1 + h) - exp(1 - h)) / (2 * h)


def central32(h: float) -> float:
    above, below = (float32(exp(float32(1 + s))) for s in (h, -h))
    return float32(float32(above - below) / float32(2 * h))


def at(h: float, error: float) -> tuple[float, float]:
    """Both axes count powers of ten: h from 1 to 1e-13, errors from 10 to 1e-12."""
    x = LEFT - log10(h) / 13 * (WIDTH - LEFT - RIGHT)
    level = max(-12.0, min(1.0, log10(max(error, 1e-12))))
    return x, TOP + (1 - level) / 13 * (HEIGHT - TOP - BOTTOM)


def text(x: float, y: float, words: str, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="13" '
        f'font-family="sans-serif" text-anchor="{anchor}">{words}</text>'
    )


def power(exponent: int) -> str:
    if exponent == 0:
        return "1"
    sign = "&#8722;" if exponent < 0 else ""
    return f'10<tspan dy="-5" font-size="10">{sign}{abs(exponent)}</tspan>'


def curve(slope, colour: str) -> str:  # type: ignore[no-untyped-def]
    points = " ".join("{:.1f},{:.1f}".format(*at(h, abs(slope(h) - e) / e)) for h in STEPS)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def axes() -> str:
    x0, y0 = LEFT, HEIGHT - BOTTOM
    drawn = (
        f'<path d="M{x0} {TOP} V{y0} H{WIDTH - RIGHT}" fill="none" stroke="{AXIS}" '
        'stroke-width="1.5"/>'
    )
    drawn += "".join(text(at(10.0**-k, 1)[0], y0 + 20, power(-k)) for k in range(0, 13, 3))
    drawn += "".join(text(x0 - 22, at(1, 10.0**-k)[1] + 4, power(-k)) for k in range(0, 13, 3))
    drawn += text((x0 + WIDTH - RIGHT) / 2, HEIGHT - 10, "step h, getting smaller")
    return drawn + text(x0 + 6, TOP + 2, "relative error of the slope", anchor="start")


def main() -> None:
    curves = curve(central32, SINGLE) + curve(one_sided, ONE) + curve(central, BOTH)
    right = WIDTH - RIGHT + 8
    labels = (
        text(right, 60, "both sides, float32", SINGLE, "start")
        + text(right, 125, "one side, float64", ONE, "start")
        + text(right, 145, "both sides, float64", BOTH, "start")
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-label="Smaller steps first help, then rounding takes over">'
        f"{axes()}{curves}{labels}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
