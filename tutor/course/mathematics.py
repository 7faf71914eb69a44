"""Make the LaTeX of a text readable where no formula can be drawn: in a terminal, in a table."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_PIECES = re.compile(
    r"(?P<code>`+[^`]+`+)|\$\$(?P<displayed>.+?)\$\$|\$(?P<inline>[^$\n]+)\$", re.DOTALL
)

_ITEM = re.compile(r"^(?:\d+\.|[-*]) +|^ {2,4}(?=\S)", re.MULTILINE)
_SCRIPT = re.compile(r"([_^])\{((?:[^{}]|\{[^{}]*\})*)\}")
_ROOTS = {"2": "√", "3": "∛", "4": "∜"}
_GREEK = "alpha|beta|gamma|delta|epsilon|eta|lambda|mu|pi|sigma|tau|theta"
_RELATIONS = "approx|ge|geq|in|le|leq|leftarrow|ne|neq|rfloor|sim|times|to|top"
_ROOM = [  # LaTeX swallows the space after a command, and sets small what we can only write in line
    (r"\\[dt]frac", r"\\frac"),
    (r"\s*\\cdot\s*", r" \\cdot{} "),
    (r"\s*\\rfloor", r"\\rfloor"),
    (r"(\d)(\\frac)", r"\1 \2"),
    (r"(\\(?:exp|ln|log))\s*(\\frac(?:\{[^{}]*\}\{[^{}]*\}|\s*\w\w))", r"\1(\2)"),
    (r"(\\(?:exp|ln|log))\s+(?!\()", r"\1{} "),
    (rf"(\\(?:{_GREEK}|{_RELATIONS}))\s+", r"\1{} "),
]


def readable(markdown: str) -> str:
    """Replace `$...$` by plain text with Unicode signs, and `$$...$$` by a block of its own."""
    return _PIECES.sub(_piece, markdown)


def _piece(found: re.Match[str]) -> str:
    if found["code"]:
        return found["code"]
    if found["inline"]:
        return _plain(found["inline"])
    lines = (line.strip() for line in _plain(found["displayed"]).splitlines())
    block = ["```text", *(line for line in lines if line), "```"]
    margin = _margin(found.string[: found.start()])
    return "\n\n" + "".join(f"{margin}{line}\n" for line in block) + "\n"


def _margin(before: str) -> str:
    """How far a block has to be from the left to stay in the item of a list that it is in."""
    paragraph = before.rstrip().rpartition("\n\n")[2]
    item = _ITEM.findall(paragraph)
    return " " * len(item[-1]) if item else ""


def _plain(latex: str) -> str:
    """One formula as text, with the room and the brackets that print does without."""
    for pattern, replacement in _ROOM:
        latex = re.sub(pattern, replacement, latex)
    text: str = _translator().latex_to_text(_SCRIPT.sub(_script, latex))
    return text


def _script(found: re.Match[str]) -> str:
    """An index or exponent, in brackets if it has more than one sign. The index `nk` is clear."""
    sign, inside = found.groups()
    inside = _SCRIPT.sub(_script, inside)
    clear = r"[^\W_]+|\\[a-zA-Z]+" if sign == "_" else r"[^\W\d_]|\d+|\\[a-zA-Z]+"
    return f"{sign}{{{inside if re.fullmatch(clear, inside) else f'({inside})'}}}"


def _fraction(node: Any, l2tobj: "LatexNodes2Text") -> str:
    above, below = node.nodeargd.argnlist
    return f"{_grouped(l2tobj.nodelist_to_text([above]))}/{_factor(below, l2tobj)}"


def _root(node: Any, l2tobj: "LatexNodes2Text") -> str:
    degree, inside = node.nodeargd.argnlist
    n = l2tobj.nodelist_to_text([degree]) if degree else "2"
    text = _factor(inside, l2tobj)
    return f"{_ROOTS[n]}{text}" if n in _ROOTS else f"{text}^(1/{n})"


def _factor(node: Any, l2tobj: "LatexNodes2Text") -> str:
    """Grouped; letters side by side are a product, except in a `\\text`."""
    text = _grouped(l2tobj.nodelist_to_text([node]))
    product = re.fullmatch(r"[^\W\d_]{2,}", text) and "\\text" not in node.latex_verbatim()
    return f"({text})" if product else text


def _grouped(text: str) -> str:
    """In brackets, unless it is a single name, number or size such as |B|."""
    return text if re.fullmatch(r"[^\W\d]\w*|[\d.]+|[|]\w+[|]", text) else f"({text})"


@cache
def _translator() -> "LatexNodes2Text":
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    macros = [
        MacroTextSpec("frac", simplify_repl=_fraction),
        MacroTextSpec("sqrt", simplify_repl=_root),
    ]
    context.add_context_category("fractions and roots", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text")
