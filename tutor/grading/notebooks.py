"""Notebooks as people submit them: what of the file is kept, and what of a cell is Python.

Nothing is executed here. IPython's own grammar says which lines are magics.
"""

import ast
import copy
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tutor.errors import Refused

# Cell magics that run the rest of their cell as Python; what follows all others is no Python.
_RUNS_ITS_CELL = ("%%time", "%%capture", "%%prun", "%%memit", "%%wandb")
# What IPython's own lines look like. The grammar is asked only where there may be one.
_MAY_BE_MAGIC = re.compile(r"^\s*[%!?,;/]|\?\s*(#.*)?$|=\s*[%!]|\A\s*(>>> |In ?\[)", re.MULTILINE)
# Commands that IPython runs without a sign before them, where Python cannot read the line.
_COMMAND = re.compile(
    r"^\s*(pip3?|conda|mamba|uv|cd|ls|cat|cp|mv|rm|mkdir|rmdir|wget|apt-get)\s+\S", re.MULTILINE
)
_RUNS_ITS_LINE = re.compile(r"\s*([\w.,\s\[\]]+=\s*)?%time\s+(?P<code>.*)", re.DOTALL)
_RUNS_A_FILE = re.compile(r"%run\s+(?:-i\s+)?(?:\./)?(?P<name>[A-Za-z_]\w*)(?:\.py)?\s*$")
_WRITES = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:\./)?([A-Za-z_]\w*)\.py[ \t]*\r?\n")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]{100,}")
_KERNELS = {"ir": "R", "swift": "Swift", "xcpp17": "C++", "xeus-cling": "C++", "octave": "Octave"}


def parsed(filename: str, text: str) -> Any:
    """The notebook in today's format. Raises Refused with one sentence when it is none."""
    try:
        notebook = _version_4(filename, json.loads(text))
        _sources(notebook)
        return notebook
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


def without_outputs(filename: str, text: str) -> str:
    """The notebook without what its cells printed and drew, and without pictures in its text.

    A notebook that has none of these stays as it is.
    """
    notebook = parsed(filename, text)
    lean = copy.deepcopy(notebook)
    for cell in lean["cells"]:
        cell.pop("attachments", None)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        elif prose := _text_of(cell):
            cell["source"] = _DATA.sub("data:,", prose)
    _about(lean, "metadata").pop("widgets", None)
    smaller = json.dumps(lean, ensure_ascii=False, indent=1)
    if not smaller.isascii() and re.search("[\ud800-\udfff]", smaller):
        smaller = json.dumps(lean, indent=1)  # a broken character stays spelled out
    return smaller if len(smaller) < len(text) else text


def require_python(filename: str, notebook: Any) -> None:
    """Raise Refused for a notebook in another language, unless its functions are Python's."""
    language = _language(notebook)
    if not language or "py" in language.lower() or language.lower() == "sage":
        return
    if not any(_defines_in_python(cell) for cell in _sources(notebook)):
        raise Refused(
            f"{filename} is a notebook in {language}. Write your solution in Python: choose a "
            "Python kernel, or submit a .py file."
        )


def _defines_in_python(cell: str) -> bool:
    if "def " not in cell and "class " not in cell:
        return False
    try:
        body = ast.parse(without_magics(cell)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in body)


def _language(notebook: Any) -> str:
    """The language that the notebook names; empty where it names none."""
    kernel, info = (
        _about(_about(notebook, "metadata"), k) for k in ("kernelspec", "language_info")
    )
    named = kernel.get("language") or info.get("name") or _KERNELS.get(str(kernel.get("name")))
    return named if isinstance(named, str) and named.isprintable() else ""


def _text_of(cell: Any) -> str:
    """The text of a cell that is no code; empty where it has none."""
    try:
        return _joined(cell.get("source"))
    except TypeError:
        return ""


def _about(owner: Any, key: str) -> dict[str, Any]:
    """A table in the metadata; empty where there is none."""
    value = owner.get(key)
    return value if isinstance(value, dict) else {}


@lru_cache(maxsize=16)
def code_cells(filename: str, text: str) -> tuple[str, ...]:
    """The source of every code cell. Metadata and outputs are not looked at."""
    return tuple(_sources(parsed(filename, text)))


def written_modules(cells: Iterable[str]) -> dict[str, str]:
    """The modules that cells write to files beside the notebook, as text under their names."""
    return {found[1]: cell[found.end() :] for cell in cells if (found := _WRITES.match(cell))}


@lru_cache(maxsize=16)
def remarks(filename: str, text: str) -> tuple[str, ...]:
    """What to say of a notebook that has tests of its own: they are not what marks it."""
    notebook = parsed(filename, text)
    names = [_grade_id(cell) for cell in notebook["cells"] if _is_marked_by_nbgrader(cell)]
    if names:
        cells = "1 cell" if len(names) == 1 else f"{len(names)} cells"
        some = ", ".join(filter(None, [*names[:5], "…" if len(names) > 5 else ""]))
        return (_ignored(f"{cells} for nbgrader to mark ({some})"),)
    code = "\n".join(_sources(notebook))
    if "otter" in _about(notebook, "metadata") or re.search(r"\botter\.Notebook\(", code):
        return (_ignored("tests for Otter"),)
    return ()


def _ignored(what: str) -> str:
    return (
        f"This notebook has {what}. Nothing of that counts here: the checks of this exercise mark "
        "the functions and classes of your notebook."
    )


def _grade_id(cell: Any) -> str:
    name = str(cell["metadata"]["nbgrader"].get("grade_id", ""))[:40]
    return name if name.isprintable() else ""


def _is_marked_by_nbgrader(cell: Any) -> bool:
    return bool(_about(_about(cell, "metadata"), "nbgrader").get("grade"))


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


def _sources(notebook: Any) -> list[str]:
    return [_joined(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _joined(source: Any) -> str:
    """A cell's source is one string or a list of lines."""
    match source:
        case str():
            return source
        case list():
            return "".join(source)
    raise TypeError(source)


@lru_cache(maxsize=512)
def without_magics(code: str) -> str:
    """Comment out IPython's own lines, keeping the numbers of all other lines.

    Where such a line is in a block, a `pass` takes its place, since it may be all that is there.
    """
    first = code.split(maxsplit=1)[0]
    if first.startswith("%%") and first not in _RUNS_ITS_CELL:
        return "\n".join(f"# {line}" for line in code.split("\n"))
    if first.startswith("%%"):
        before, _, rest = code.partition(first)
        line, newline, body = rest.partition("\n")
        return f"{before}# {first}{line}{newline}" + (
            without_magics(body) if body.strip() else body
        )
    if _MAY_BE_MAGIC.search(code) or code.lstrip("\n")[:1].isspace():
        code = _by_grammar(code)
    return _without_commands(code)


def _by_grammar(code: str) -> str:
    from IPython.core import inputtransformer2 as grammar

    lines = code.splitlines(keepends=True)
    if lines and lines[0][:1].isspace():
        lines = grammar.leading_indent(lines)
    lines = grammar.ipython_prompt(grammar.classic_prompt(lines))
    for _ in range(len(lines)):
        found = _first_magic(lines)
        if found is None:
            break
        start, end = found
        lines[start:end] = _replaced(lines[start:end])
    return "".join(lines)


def _first_magic(lines: list[str]) -> tuple[int, int] | None:
    """The first magic, help or shell line, as the lines from and up to which it goes."""
    from IPython.core import inputtransformer2 as grammar

    kinds: Any = (
        grammar.MagicAssign,
        grammar.SystemAssign,
        grammar.EscapedCommand,
        grammar.HelpEnd,
    )
    try:
        tokens = grammar.make_tokens_by_line(lines)
        found = [there for kind in kinds if (there := kind.find(tokens)) is not None]
    except (SyntaxError, IndexError):
        return None
    if not found:
        return None
    start = min(there.start_line for there in found)
    return start, grammar.find_end_of_continued_line(lines, start) + 1


def _replaced(lines: list[str]) -> list[str]:
    """As many lines, in which Python finds no magic."""
    first = lines[0]
    indent = first[: len(first) - len(first.lstrip())]
    if runs := _RUNS_ITS_LINE.match(first):
        return [f"{indent}{(runs[1] or '').lstrip()}{runs['code']}", *lines[1:]]
    if not indent and (runs := _RUNS_A_FILE.match(first)):  # of what a cell wrote, if one did
        return [f"from {runs['name']} import *  # {first}", *lines[1:]]
    rest = [f"# {line}" for line in lines[1:]]
    name, assigns, _ = first.partition("=")
    if assigns and re.fullmatch(r"[\w.,\s\[\]]+", name):  # `files = !ls`: nothing was listed
        return [f"{name}= []  # {first.strip()}\n", *rest]
    return [f"{indent}pass  # {first.lstrip()}" if indent else f"# {first}", *rest]


def _without_commands(code: str) -> str:
    """Comment out `pip install x` and the like, where Python stumbles over it."""
    lines = code.split("\n")
    for _ in lines if _COMMAND.search(code) else ():
        try:
            ast.parse("\n".join(lines))
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if not 0 <= number < len(lines) or not _COMMAND.match(lines[number]):
                break
            lines[number] = _replaced([lines[number]])[0]
        except (ValueError, RecursionError, MemoryError):
            break
        else:
            break
    return "\n".join(lines)
