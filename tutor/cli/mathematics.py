"""Make the LaTeX of a statement readable in a terminal."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_PIECES = re.compile(
    r"(?P<code>`+[^`]+`+)|\$\$(?P<displayed>.+?)\$\$|\$(?P<inline>[^$\n]+)\$", re.DOTALL
)


def readable(markdown: str) -> str:
    """Replace `$...$` by plain text with Unicode signs, and `$$...$$` by a block of its own."""
    return _PIECES.sub(_piece, markdown)


def _piece(found: re.Match[str]) -> str:
    if found["code"]:
        return found["code"]
    if found["inline"]:
        return _plain(found["inline"])
    lines = (line.strip() for line in _plain(found["displayed"]).splitlines())
    return "\n\n```text\n" + "\n".join(line for line in lines if line) + "\n```\n\n"


def _plain(latex: str) -> str:
    """One formula as text; the sizes of fractions make no difference, dots get room."""
    latex = re.sub(r"\\[dt]frac", r"\\frac", latex)
    latex = re.sub(r"\s*\\cdot\s*", r" \\cdot{} ", latex)
    text: str = _translator().latex_to_text(latex)
    return text


def _fraction(node: Any, l2tobj: "LatexNodes2Text") -> str:
    above, below = (l2tobj.nodelist_to_text([part]) for part in node.nodeargd.argnlist)
    return f"{_grouped(above)}/{_grouped(below)}"


def _grouped(text: str) -> str:
    """In brackets, unless it is a single name or number."""
    return text if re.fullmatch(r"\w+", text) else f"({text})"


@cache
def _translator() -> "LatexNodes2Text":
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    fraction = MacroTextSpec("frac", simplify_repl=_fraction)
    context.add_context_category("fractions", prepend=True, macros=[fraction])
    return LatexNodes2Text(latex_context=context, math_mode="text")
