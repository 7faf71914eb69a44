"""A submission as text: read from a file or an upload, refused with a sentence when it cannot be.

Nothing is executed here. A notebook stays the JSON that the learner handed in; `Source.chunks`
gives its code cells, with IPython's magics commented out.
"""

import codecs
import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.errors import Refused

MAX_BYTES = 1_000_000  # of the file, a notebook's outputs included
MAX_CODE = 80_000  # characters that are executed; they cross to the box in one piece
_SUFFIXES = (".py", ".ipynb")
# Cell magics that run the rest of their cell as Python; what follows all others is no Python.
_RUNS_ITS_CELL = ("%%time", "%%capture", "%%prun")


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
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise Refused(f"{path} is a folder. Name the .py or .ipynb file in it.")
        _check_suffix(path.name)
        if not stat.S_ISREG(about.st_mode):  # reading a pipe or a device may never end
            raise Refused(
                f"{path} is not an ordinary file. Save your solution as a .py or .ipynb file."
            )
        if about.st_size > MAX_BYTES:
            raise _too_large(str(path), about.st_size)
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"{path} does not exist. Check the name of the file.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    return source_from_bytes(path.name, data)


def source_from_bytes(filename: str, data: bytes) -> Source:
    """Check an upload and return it as text. Raises Refused with one sentence."""
    name = printable(Path(filename).name)
    _check_suffix(name)
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    source = Source(name, _decoded(name, data))
    if not source.text.strip():
        raise Refused(f"{name} is empty. Write your solution into it first.")
    _check_code(source)
    return source


def printable(name: str) -> str:
    """A file name may contain anything; it is shown and stored as text on one line."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _check_suffix(name: str) -> None:
    if not name.endswith(_SUFFIXES):
        raise Refused(f"{name} is neither a .py file nor an .ipynb notebook.")


def _decoded(name: str, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused(f"{name} is UTF-16 text. Save it as UTF-8.")
    if b"\x00" in data:
        raise Refused(f"{name} is not a text file. Submit Python source or a notebook.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"{name} is not UTF-8 text (line {line}). Save it as UTF-8.") from None


def _check_code(source: Source) -> None:
    chunks = source.chunks()
    if not chunks:
        raise Refused(f"{source.filename} has no code in its cells.")
    if (size := sum(len(text) for _, text in chunks)) > MAX_CODE:
        raise Refused(
            f"{source.filename} has {size:,} characters of code; at most {MAX_CODE:,} are allowed. "
            "Move data out of the code."
        )
    for label, text in chunks:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Refused(
                f"{source.filename} has a broken character in {label}. Type that line again."
            ) from None


def _too_large(name: str, size: int) -> Refused:
    return Refused(
        f"{name} has {size / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed. "
        "Clear the notebook's outputs, or move data out of the file."
    )


def _code_cells(filename: str, text: str) -> list[str]:
    """The source of every code cell. Metadata and outputs are not looked at."""
    try:
        cells = _version_4(filename, json.loads(text))["cells"]
        return [_joined(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except Refused:
        raise
    except RecursionError:
        raise Refused(f"{filename} is not a notebook: its JSON is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Refused(
            f"{filename} is not a notebook: its JSON is incomplete or wrong at line "
            f"{error.lineno}. Save it again from Jupyter."
        ) from None
    except Exception:
        raise Refused(
            f"{filename} is JSON but not a notebook. Save it again from Jupyter."
        ) from None


def _version_4(filename: str, notebook: Any) -> Any:
    """The notebook in today's format. Jupyter has written version 4 since 2015."""
    version = notebook["nbformat"]
    if version == 4:
        return notebook
    if type(version) is not int:
        raise TypeError(version)
    if version != 3:
        raise Refused(
            f"{filename} uses version {version} of the notebook format, which is not supported. "
            "Save it again from a current Jupyter."
        )
    import nbformat

    return nbformat.convert(nbformat.from_dict(notebook), 4)


def _joined(source: Any) -> str:
    """A cell's source is one string or a list of lines."""
    match source:
        case str():
            return source
        case list():
            return "".join(source)
    raise TypeError(source)


def _without_magics(code: str) -> str:
    """Comment out IPython's own lines, keeping the numbers of all other lines."""
    from jupytext.magics import comment_magic

    lines = code.split("\n")
    first = code.split(maxsplit=1)[0]
    if first.startswith("%%") and first not in _RUNS_ITS_CELL:
        return "\n".join(f"# {line}" for line in lines)
    commented: list[str] = comment_magic(lines, language="python")
    return "\n".join(commented)
