"""What a learner sees after full marks: something that their own code made.

`graders/MODULE/SLUG/picture.py` defines `draw(submission)`, which calls the learner's code across
the boundary as a suite does and returns one of these. Faces draw them; none of them needs torch for
it, so everything here can be written as JSON.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from torch import Tensor, uint8

from tutor.errors import CourseError

MAX_SIDE = 320  # pixels
MAX_POINTS = 2000  # of one line


@dataclass(frozen=True)
class Lines:
    """Curves over one axis: `series` maps a name to its points (x, y)."""

    title: str
    x: str
    y: str
    series: Mapping[str, Sequence[tuple[float, float]]]
    caption: str = ""
    log_y: bool = False


@dataclass(frozen=True)
class Images:
    """Pictures side by side, each with a label: (H, W) grey or (3, H, W) colour, from 0 to 1."""

    title: str
    images: Sequence[tuple[str, Tensor]]
    caption: str = ""


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix: a row for each true class, a column for each answer."""

    title: str
    labels: Sequence[str]
    rows: Sequence[Sequence[float]]
    caption: str = ""


@dataclass(frozen=True)
class Words:
    """Text that the learner's code wrote."""

    title: str
    text: str
    caption: str = ""


Picture = Lines | Images | Matrix | Words


@dataclass(frozen=True)
class Drawn:
    """A picture as data: its kind, and what a face needs to draw it."""

    kind: str
    title: str
    caption: str
    content: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def drawn(picture: Any) -> Drawn:
    """The picture as data. Raises CourseError for anything else."""
    match picture:
        case Lines():
            series = {
                name: [[_number(x), _number(y)] for x, y in list(points)[:MAX_POINTS]]
                for name, points in picture.series.items()
            }
            content: dict[str, Any] = {"x": picture.x, "y": picture.y, "series": series}
            content["log_y"] = picture.log_y
        case Images():
            content = {"images": [[label, _pixels(image)] for label, image in picture.images]}
        case Matrix():
            rows = [[_number(value) for value in row] for row in picture.rows]
            content = {"labels": list(picture.labels), "rows": rows}
        case Words():
            content = {"text": picture.text}
        case _:
            raise CourseError(f"draw() returned {type(picture).__name__}, which is not a picture.")
    return Drawn(type(picture).__name__.lower(), picture.title, picture.caption, content)


def _number(value: float) -> float | None:
    """JSON knows neither NaN nor infinity, and a learner's loss may well be either."""
    return float(value) if math.isfinite(value) else None


def _pixels(image: Tensor) -> Any:
    """Rows of bytes, or rows of three bytes for a colour."""
    if image.dim() not in (2, 3) or max(image.shape[-2:]) > MAX_SIDE:
        raise CourseError(f"A picture of shape {tuple(image.shape)} cannot be shown.")
    bytes_ = (image.detach().double().nan_to_num().clamp(0, 1) * 255).round().to(uint8)
    return (bytes_ if image.dim() == 2 else bytes_.permute(1, 2, 0)).tolist()
