"""What a learner's code made and a statement's figures, as a PNG: in a file, and in the terminal
where it can show one.

The protocols are those of kitty (kitty, Ghostty, WezTerm, Konsole) and of iTerm2 (iTerm2, WezTerm,
mintty). A terminal that knows neither could print their text, so any other gets the file alone.
There is no sixel: no library that is kept writes it.
"""

import base64
import io
import os
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console

from tutor.errors import Refused

_KITTY_CHUNK = 4096  # characters of base64 that kitty takes at once
_DOTS = 110  # per inch: 700 by 440 fit beside a text of 80 columns


def png(drawn: Mapping[str, Any]) -> bytes:
    """Draw lines, images or a matrix, as `grading/pictures.py` has written them."""
    from matplotlib.figure import Figure

    content = drawn["content"]
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    match drawn["kind"]:
        case "lines":
            _lines(figure, content)
        case "matrix":
            _matrix(figure, content)
        case "images":
            _images(figure, content["images"])
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=_DOTS)
    return file.getvalue()


def rasterised(figure: Path) -> bytes | None:
    """A figure of a statement as a PNG; None where nothing here can draw it.

    The letters are those of matplotlib, so that a machine without fonts draws the same.
    """
    if figure.suffix == ".png":
        return figure.read_bytes()
    try:
        from resvg_py import svg_to_bytes
    except ImportError:  # an extra
        return None
    plotting = find_spec("matplotlib")
    if plotting is None or plotting.origin is None:
        return None
    fonts = Path(plotting.origin).parent / "mpl-data" / "fonts" / "ttf"
    try:
        return svg_to_bytes(
            svg_path=str(figure),
            background="white",
            skip_system_fonts=True,
            font_files=[str(fonts / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Oblique.ttf")],
            sans_serif_family="DejaVu Sans",
        )
    except ValueError:
        return None


def save(image: bytes, file: Path) -> None:
    """Write it, in place of the one before. Raises Refused."""
    try:
        file.write_bytes(image)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None


def show_inline(image: bytes, console: Console) -> None:
    """Show a PNG in a terminal that is known to show one."""
    write = protocol(os.environ) if console.is_terminal else None
    if write is not None:
        sys.stdout.flush()
        sys.stdout.write(write(image) + "\n")
        sys.stdout.flush()


def protocol(environment: Mapping[str, str]) -> Callable[[bytes], str] | None:
    """How this terminal is told of a picture; None where that is not known. Inside tmux and screen
    the terminal outside does not hear of it."""
    if environment.get("TMUX") or environment.get("TERM", "").startswith(("screen", "tmux")):
        return None
    program = environment.get("TERM_PROGRAM", "")
    if program in ("iTerm.app", "WezTerm", "mintty"):
        return _iterm
    known = environment.get("TERM") in ("xterm-kitty", "xterm-ghostty")
    if known or environment.get("KITTY_WINDOW_ID") or environment.get("KONSOLE_VERSION"):
        return _kitty
    return None


def _kitty(image: bytes) -> str:
    text = base64.standard_b64encode(image).decode()
    chunks = [text[i : i + _KITTY_CHUNK] for i in range(0, len(text), _KITTY_CHUNK)]
    last = len(chunks) - 1
    heads = ("a=T,f=100," if i == 0 else "" for i in range(len(chunks)))
    return "".join(
        f"\x1b_G{head}m={int(i < last)};{chunk}\x1b\\"
        for i, (head, chunk) in enumerate(zip(heads, chunks, strict=True))
    )


def _iterm(image: bytes) -> str:
    text = base64.standard_b64encode(image).decode()
    return f"\x1b]1337;File=inline=1;size={len(image)};preserveAspectRatio=1:{text}\a"


def _lines(figure: Any, content: Mapping[str, Any]) -> None:
    """Lines that can be told apart without colour, by their dashes."""
    axes = figure.subplots()
    dashes = ["-", "--", ":", "-."]
    for number, (name, points) in enumerate(content["series"].items()):
        x, y = zip(*points, strict=True) if points else ((), ())
        axes.plot(x, y, dashes[number % len(dashes)], label=name)
    axes.set_xlabel(content["x"])
    axes.set_ylabel(content["y"])
    if content["log_y"]:
        axes.set_yscale("log")
    if len(content["series"]) > 1:
        axes.legend()


def _matrix(figure: Any, content: Mapping[str, Any]) -> None:
    axes = figure.subplots()
    labels, rows = content["labels"], content["rows"]
    axes.imshow(rows, cmap="Blues")
    axes.set_xticks(range(len(labels)), labels)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    most = max((value for row in rows for value in row), default=0)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            colour = "white" if value > most / 2 else "black"
            axes.text(j, i, f"{value:g}", ha="center", va="center", color=colour)


def _images(figure: Any, images: list[tuple[str, Any]]) -> None:
    columns = min(4, len(images)) or 1
    rows = -(-len(images) // columns) or 1
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, (label, pixels) in zip(grid.flat, images, strict=False):
        axes.imshow(pixels, cmap="gray", vmin=0, vmax=255)
        axes.set_title(label, fontsize=8)
