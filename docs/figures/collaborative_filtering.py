"""Draw exercises/11_transfer/collaborative_filtering/ratings.svg: factors, biases, a table."""

import math
from pathlib import Path

TARGET = Path(__file__).parents[2] / "exercises/11_transfer/collaborative_filtering/ratings.svg"
PEOPLE = {"Ann": (1.0, 0.0, 0.5), "Bob": (-1.0, 2.0, -0.5), "Cem": (0.5, 1.0, 0.0)}
FILMS = {
    "film 1": (2.0, 1.0, 0.0),
    "film 2": (0.0, -1.0, 1.0),
    "film 3": (-1.0, 0.5, 0.25),
    "film 4": (-0.5, 1.5, -0.5),
}
MISSING = {("Ann", "film 1"), ("Cem", "film 4")}
LOW, HIGH = 0.5, 5.5
LEFT, TOP, WIDTH, HEIGHT = 210, 82, 92, 40
KNOWN, NEW, FRAME, TEXT = "#1f77b4", "#c26a12", "#8a8f98", "#6b7280"


def words(text: str, x: float, y: float, colour: str = TEXT, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="14" '
        f'font-family="sans-serif" text-anchor="{anchor}">{text}</text>'
    )


def number(value: float) -> str:
    return f"{value:g}".replace("-", "&#8722;")


def numbers(row: tuple[float, float, float]) -> str:
    return f"({number(row[0])}, {number(row[1])}), {number(row[2])}"


def stars(person: str, film: str) -> float:
    p, q = PEOPLE[person], FILMS[film]
    total = p[0] * q[0] + p[1] * q[1] + p[2] + q[2]
    return LOW + (HIGH - LOW) / (1 + math.exp(-total))


def cell(person: str, film: str, x: float, y: float) -> str:
    paint = f'fill="{NEW if (person, film) in MISSING else KNOWN}"'
    box = (
        f'<rect x="{x + 4}" y="{y + 4}" width="{WIDTH - 8}" height="{HEIGHT - 8}" rx="6" {paint}/>'
    )
    return box + words(f"{stars(person, film):.1f}", x + WIDTH / 2, y + HEIGHT / 2 + 5, "#ffffff")


def main() -> None:
    drawn = words("factors and bias", 4, 24, anchor="start")
    for j, (film, row) in enumerate(FILMS.items()):
        middle = LEFT + j * WIDTH + WIDTH / 2
        drawn += words(film, middle, 24)
        drawn += words(f"({number(row[0])}, {number(row[1])})", middle, 46)
        drawn += words(number(row[2]), middle, 66)
    for i, (person, row) in enumerate(PEOPLE.items()):
        y = TOP + i * HEIGHT
        drawn += words(person, 4, y + 25, anchor="start")
        drawn += words(numbers(row), 60, y + 25, anchor="start")
        for j, film in enumerate(FILMS):
            drawn += cell(person, film, LEFT + j * WIDTH, y)
    bottom = TOP + len(PEOPLE) * HEIGHT + 26
    drawn += words(
        "blue: how the model reproduces ratings that it knows", 4, bottom, KNOWN, "start"
    )
    drawn += words(
        "orange: what it predicts where nobody has rated", 4, bottom + 22, anchor="start"
    )
    first, last = stars("Ann", "film 1"), stars("Cem", "film 4")
    told = (
        "A table of three people and four films. Each has two factors and a bias. Ten cells are "
        "blue, ratings that are known; two are orange, predicted: Ann would give film 1 "
        f"{first:.1f} stars, and Cem would give film 4 {last:.1f}"
    )
    box = f"0 0 {LEFT + 4 * WIDTH + 6} {bottom + 34}"
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
        f'role="img" aria-label="{told}">{drawn}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
