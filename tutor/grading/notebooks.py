"""Notebooks as people submit them: what of the file is kept, and what of a cell is Python.

Nothing is executed here. IPython's own grammar says which lines are magics.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
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
MOST_VALUES = 2_000_000  # in the JSON, with the outputs: they take a hundred bytes each
_MOST_PASSES = 20  # over a cell: a magic with an open quote hides those below it
_MOST_COMMANDS = 50  # of a cell
_KERNELS = {"ir": "R", "swift": "Swift", "xcpp17": "C++", "xeus-cling": "C++", "octave": "Octave"}


def parsed(filename: str, text: str) -> Any:
    """The notebook in today's format. Raises Refused with one sentence when it is none."""
    if sum(text.count(sign) for sign in "[{,") > MOST_VALUES:
        raise Refused(f"{filename} has too much in it to be read. Clear its outputs.")
    try:
        notebook = _version_4(filename, json.loads(text))
        sources(notebook)
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


def without_outputs(notebook: Any, text: str) -> str:
    """The text of a notebook without what its cells printed and drew, and without pictures.

    It stays as it is where it has none of these. `notebook` is what was parsed from it; it loses
    them too.
    """
    for cell in notebook["cells"]:
        cell.pop("attachments", None)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        elif prose := _text_of(cell):
            cell["source"] = _DATA.sub("data:,", prose)
    _about(notebook, "metadata").pop("widgets", None)
    smaller = json.dumps(notebook, ensure_ascii=False, indent=1)
    if not smaller.isascii() and re.search("[\ud800-\udfff]", smaller):
        smaller = json.dumps(notebook, indent=1)  # a broken character stays spelled out
    return smaller if len(smaller) < len(text) else text


def require_python(filename: str, notebook: Any) -> None:
    """Raise Refused for a notebook in another language, unless its functions are Python's."""
    language = _language(notebook)
    if not language or "py" in language.lower() or language.lower() == "sage":
        return
    if not any(_defines_in_python(cell) for cell in sources(notebook)):
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
    return tuple(sources(parsed(filename, text)))


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
    code = "\n".join(sources(notebook))
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


def sources(notebook: Any) -> list[str]:
    """The source of every code cell of what was parsed."""
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
        return f"{before}# {first}{line}{newline}{_without_lines(body)}"
    return _without_lines(code)


def _without_lines(code: str) -> str:
    """Comment out the magics and commands that are a line each."""
    if _MAY_BE_MAGIC.search(code) or code.lstrip("\n")[:1].isspace():
        code = _by_grammar(code)
    return _without_commands(code)


def _by_grammar(code: str) -> str:
    from IPython.core import inputtransformer2 as grammar

    lines = code.splitlines(keepends=True)
    if lines and lines[0][:1].isspace():
        lines = grammar.leading_indent(lines)
    lines = grammar.ipython_prompt(grammar.classic_prompt(lines))
    for _ in range(_MOST_PASSES):
        found = list(_magics(lines))
        for start, end in found:
            lines[start:end] = _replaced(lines[start:end])
        if not found:
            break
    return "".join(lines)


def _magics(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The magic, help and shell lines, each as the lines from and up to which it goes."""
    from IPython.core import inputtransformer2 as grammar

    kinds: Any = (
        grammar.MagicAssign,
        grammar.SystemAssign,
        grammar.EscapedCommand,
        grammar.HelpEnd,
    )
    try:
        statements = grammar.make_tokens_by_line(lines)
    except (SyntaxError, IndexError):
        return
    behind = 0
    for tokens in statements:
        try:
            there = next(filter(None, (kind.find([tokens]) for kind in kinds)), None)
        except (SyntaxError, IndexError):
            continue
        if there is not None and there.start_line >= behind:
            behind = grammar.find_end_of_continued_line(lines, there.start_line) + 1
            yield there.start_line, behind


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
    for _ in range(_MOST_COMMANDS if _COMMAND.search(code) else 0):
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
