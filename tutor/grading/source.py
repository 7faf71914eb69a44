"""A submission as text: read from a file or an upload, refused with a sentence when it cannot be.

Nothing is executed here. A notebook stays the JSON that the learner handed in, without its outputs;
`Source.chunks` gives its code cells, with IPython's magics commented out.
"""

import codecs
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.errors import Refused
from tutor.grading import notebooks

MAX_BYTES = 1_000_000  # of the file, without the outputs of a notebook
MAX_NOTEBOOK = 25_000_000  # bytes of a notebook with its outputs; it is also the uploader's limit
MAX_CODE = 80_000  # characters that are executed; they cross to the box in one piece
_SUFFIXES = (".py", ".ipynb")
# What Jupyter and Colab write into a script that they make from a notebook.
_MADE_FROM_NOTEBOOK = re.compile(
    r"^# In\[[\d ]*\]:|^\s*get_ipython\(\)\.|^Original file is located at$", re.MULTILINE
)


@dataclass(frozen=True)
class Source:
    """A submission that can be stored and graded. `text` is Python, or a notebook's JSON."""

    filename: str
    text: str

    @property
    def is_notebook(self) -> bool:
        return self.filename.endswith(".ipynb")

    @property
    def has_cells(self) -> bool:
        """Whether it runs as a notebook does: so does a script that was made from one."""
        return self.is_notebook or _MADE_FROM_NOTEBOOK.search(self.text) is not None

    def chunks(self) -> list[tuple[str, str]]:
        """What is to be executed, as `(label, source)`: the file, or the notebook's code cells."""
        if not self.is_notebook:
            text = notebooks.without_magics(self.text) if self.has_cells else self.text
            return [(self.filename, text)]
        return [
            (f"cell {number}", notebooks.without_magics(code))
            for number, code in enumerate(notebooks.code_cells(self.filename, self.text), start=1)
            if code.strip()
        ]

    @property
    def modules(self) -> dict[str, str]:
        """Modules that it writes to files with `%%writefile`, as text under their names."""
        if not self.is_notebook:
            return {}
        return notebooks.written_modules(notebooks.code_cells(self.filename, self.text))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to say of the file as a whole, beside its mark."""
        return notebooks.remarks(self.filename, self.text) if self.is_notebook else ()


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
        if about.st_size > max_bytes(path.name):
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
    if len(data) > max_bytes(name):
        raise _too_large(name, len(data))
    source = Source(name, _decoded(name, data))
    if not source.text.strip():
        raise Refused(f"{name} is empty. Write your solution into it first.")
    if source.is_notebook:
        source = _lean(source)
    _check_code(source)
    return source


def max_bytes(filename: str) -> int:
    """The most bytes that a file of this name may have."""
    return MAX_NOTEBOOK if filename.endswith(".ipynb") else MAX_BYTES


def printable(name: str) -> str:
    """A file name may contain anything; it is shown and stored as text on one line."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def cleaned(value: Any) -> Any:
    """A JSON value whose texts only say something, over several lines perhaps."""
    match value:
        case str():
            return "".join(c if c in "\n\t" else printable(c) for c in value)
        case list():
            return [cleaned(item) for item in value]
        case dict():
            return {cleaned(key): cleaned(item) for key, item in value.items()}
    return value


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


def _check_size(name: str, code: Iterable[str]) -> None:
    """Refuse too much code, before anything is done with it."""
    if (size := sum(map(len, code))) > MAX_CODE:
        raise Refused(
            f"{name} has {size:,} characters of code; at most {MAX_CODE:,} are allowed. "
            "Move data out of the code."
        )


def _check_code(source: Source) -> None:
    if not source.is_notebook:
        _check_size(source.filename, [source.text])
    chunks = source.chunks()
    if not chunks:
        raise Refused(f"{source.filename} has no code in its cells.")
    _check_size(source.filename, (text for _, text in chunks))
    for label, text in chunks:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Refused(
                f"{source.filename} has a broken character in {label}. Type that line again."
            ) from None


def _lean(notebook: Source) -> Source:
    """The notebook without its outputs, if what is left is not too large."""
    name = notebook.filename
    parsed = notebooks.parsed(name, notebook.text)
    _check_size(name, notebooks.sources(parsed))
    notebooks.require_python(name, parsed)
    lean = Source(name, notebooks.without_outputs(parsed, notebook.text))
    if (size := len(lean.text)) > MAX_BYTES:
        raise Refused(
            f"{name} has {size / 1e6:.1f} MB without its outputs; at most {MAX_BYTES / 1e6:.0f} MB "
            "are allowed. Move data out of the cells."
        )
    return lean


def _too_large(name: str, size: int) -> Refused:
    most = max_bytes(name)
    advice = "Clear its outputs" if most == MAX_NOTEBOOK else "Move data out of the file"
    return Refused(
        f"{name} has {size / 1e6:.1f} MB; at most {most / 1e6:.0f} MB are allowed. {advice}."
    )
