"""The solutions of an exercise on a page, each beside the learner's own code."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tutor.errors import Refused
from tutor.learning.afterwards import Solution

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Your code beside other solutions</title>
<style>
body {{ font-family: system-ui, sans-serif; margin: 1.5rem; color: #10151f; background: #fff; }}
.pair {{ display: grid; gap: 1rem; }}
@media (min-width: 60rem) {{ .pair {{ grid-template-columns: 1fr 1fr; }} }}
.pair > div {{ overflow-x: auto; }}
pre {{ padding: .5rem; line-height: 1.4; }}
{colours}
</style>
<h1>Your code beside other solutions</h1>
{pairs}
</html>
"""
_PAIR = """<section>
<h2>{title}</h2>
<p>{teaches}</p>
<div class="pair">
<div tabindex="0"><h3>Your code</h3>{own}</div>
<div tabindex="0"><h3>{title}</h3>{other}</div>
</div>
</section>
"""


def write(own: Solution, found: Sequence[Solution], file: Path) -> None:
    """Write the page. Raises Refused where there is another file, or no place for it."""
    if file.exists():
        raise Refused(f"{file} already exists. Name another file.")
    colours = HtmlFormatter(style="default")
    mine = highlight(own.code, PythonLexer(), colours)
    pairs = [
        _PAIR.format(
            title=escape(solution.title),
            teaches=escape(solution.teaches),
            own=mine,
            other=highlight(solution.code, PythonLexer(), colours),
        )
        for solution in found
    ]
    page = _PAGE.format(colours=colours.get_style_defs(), pairs="\n".join(pairs))
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
