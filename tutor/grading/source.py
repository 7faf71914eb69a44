"""A submission as text: read from a file or an upload, refused with a sentence when it cannot be.

Nothing is executed here. A notebook stays the JSON that the learner handed in; `Source.chunks`
gives its code cells, with IPython's magics commented out.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.errors import Refused

MAX_BYTES = 1_000_000
_SUFFIXES = (".py", ".ipynb")


@dataclass(frozen=True)
class Source:
    """A submission that can be stored and graded. `text` is Python, or a notebook's JSON."""

    filename: str
    text: str

    @property
    def is_notebook(self) -> bool:
        return self.filename.endswith(".ipynb")

    def chunks(self) -> list[tuple[str, str]]:
        """What is to be executed, as `(label, source)`: the file, or the notebook's code cells."""
        if not self.is_notebook:
            return [(self.filename, self.text)]
        return [
            (f"cell {number}", _without_magics(code))
            for number, code in enumerate(_code_cells(self.filename, self.text), start=1)
            if code.strip()
        ]


def read_source(path: Path) -> Source:
    """Read a submission from disk. Raises Refused with one sentence when it is not one."""
    if path.is_dir():
        raise Refused(f"{path} is a folder; name the .py or .ipynb file in it.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(str(path), path.stat().st_size)
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"{path} does not exist; check the name of the file.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    return source_from_bytes(path.name, data)


def source_from_bytes(filename: str, data: bytes) -> Source:
    """Check an upload and return it as text. Raises Refused with one sentence."""
    name = Path(filename).name
    if not name.endswith(_SUFFIXES):
        raise Refused(f"{name} is neither a .py file nor an .ipynb notebook.")
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    if not data.strip():
        raise Refused(f"{name} is empty; write your solution into it first.")
    if b"\x00" in data:
        raise Refused(f"{name} is not a text file; hand in Python source or a notebook.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"{name} is not UTF-8 text (line {line}); save it as UTF-8.") from None
    source = Source(name, text)
    if source.is_notebook and not source.chunks():
        raise Refused(f"{name} has no code cell with code in it.")
    return source


def _too_large(name: str, size: int) -> Refused:
    return Refused(
        f"{name} has {size / 1e6:.1f} MB; a submission may have {MAX_BYTES / 1e6:.0f} MB. "
        "Clear the notebook's outputs, or take data out of the file."
    )


def _code_cells(filename: str, text: str) -> list[str]:
    """The source of every code cell. Metadata and outputs are not looked at."""
    try:
        notebook = json.loads(text)
        if notebook["nbformat"] != 4:
            notebook = _as_version_4(notebook)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        sources = [cell["source"] for cell in cells]
        return [s if isinstance(s, str) else "".join(s) for s in sources]
    except RecursionError:
        raise Refused(f"{filename} is not a notebook: its JSON is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Refused(
            f"{filename} is not a notebook: its JSON breaks off or is wrong at line "
            f"{error.lineno}. Save it again from Jupyter."
        ) from None
    except Exception:
        raise Refused(
            f"{filename} is JSON but not a notebook. Save it again from Jupyter."
        ) from None


def _as_version_4(notebook: dict[str, Any]) -> dict[str, Any]:
    """Convert a notebook of another version. Imported here because its import takes a second."""
    import nbformat

    converted: dict[str, Any] = nbformat.convert(nbformat.from_dict(notebook), 4)
    return converted


def _without_magics(code: str) -> str:
    """Comment out IPython's own lines, keeping the numbers of all other lines."""
    from jupytext.magics import comment_magic

    if code.lstrip().startswith("%%"):
        return "\n".join(f"# {line}" for line in code.splitlines())
    lines: list[str] = comment_magic(code.splitlines(), language="python")
    return "\n".join(lines)
