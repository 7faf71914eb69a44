"""A starter as a notebook: the statement with its figures, and a cell for each part of the file."""

import ast
import base64
import json
import re
from html import escape
from pathlib import Path
from typing import Any

from tutor.course.model import Exercise

_FIGURE = re.compile(r"!\[([^\]]*)\]\(([\w-]+\.(?:svg|png))\)")
_MIME = {".svg": "image/svg+xml", ".png": "image/png"}
_KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def starter_as_notebook(exercise: Exercise) -> str:
    """The text of an .ipynb file. The same starter always gives the same text."""
    slug = exercise.slug
    cells = [
        _code("%load_ext tutor"),
        _statement(exercise),
        *_parts(exercise.starter.read_text(encoding="utf-8")),
        _markdown(
            "Run the cells above after each change. Then run the examples with the cell below. "
            f"When they pass, run `%tutor submit {slug}` in a cell of its own: the hidden suite "
            f"marks what you defined. When you are stuck: `%tutor hint {slug}`."
        ),
        _code(f"%tutor check {slug}"),
    ]
    named = [cell | {"id": f"{slug}-{number}"[-64:]} for number, cell in enumerate(cells, start=1)]
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    notebook = {"cells": named, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _statement(exercise: Exercise) -> dict[str, Any]:
    """The statement. Its figures are in it, so that the notebook can lie anywhere."""
    text = exercise.statement.read_text(encoding="utf-8").strip()
    return _markdown(_FIGURE.sub(lambda found: _figure(exercise.folder / found[2], found[1]), text))


def _figure(path: Path, about: str) -> str:
    """An image of HTML: as attachments, Jupyter shows no drawings."""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<img alt="{escape(about)}" src="data:{_MIME[path.suffix]};base64,{data}">'


def _parts(starter: str) -> list[dict[str, Any]]:
    """What the starter's docstring says, its imports, and each function or class."""
    import jupytext

    cells = jupytext.reads(starter, fmt="py:light").cells
    opening = ast.get_docstring(ast.parse(cells[0].source)) if cells else None
    begin = [_markdown(opening)] if opening else []
    return begin + [_part(cell) for cell in (cells[1:] if opening else cells)]


def _part(cell: Any) -> dict[str, Any]:
    """A comment that stands alone is text."""
    return _code(cell.source) if cell.cell_type == "code" else _markdown(cell.source)


def _code(source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
    }
    return cell | {"source": source.splitlines(keepends=True)}


def _markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}
