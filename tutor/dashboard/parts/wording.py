"""Numbers and foreign text as words on a page."""

import re

_CODE_SPAN = re.compile(r"(`[^`\n]+`)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&^=])")
_JOINER = "\u2060"  # takes no room, and keeps Streamlit from reading :icons:, links and addresses
_LINKISH = re.compile(r"(?<=:)(?=\S)|(?<=@)|(?<=\bwww)(?=\.)", re.IGNORECASE)


def literal(text: str) -> str:
    """Markdown that shows `text` as it is; only `code` between backticks keeps its look.

    Backslashes alone do not do: links and icons are found after they have been taken away.
    """
    prose, *rest = _CODE_SPAN.split(text)
    shown = _plain(prose)
    for code, prose in zip(rest[::2], rest[1::2], strict=True):
        shown += code + (_plain(prose) or _JOINER)  # so that no two code spans run together
    return shown


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _LINKISH.sub(_JOINER, text))


def spoken(mistake: str) -> str:
    """The id of a mistake as words: `survivors-not-scaled` is `Survivors not scaled`."""
    return re.sub(r"[-_]+", " ", mistake).strip().capitalize()


def number(value: float) -> str:
    """A mark without a needless `.0`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def marks(score: float | None, max_score: float) -> str:
    """`7 / 10`, or a dash where there is no mark yet."""
    return f"{'-' if score is None else number(score)} / {number(max_score)}"


def count(amount: int, noun: str) -> str:
    """`1 attempt`, `3 attempts`, `2 people`."""
    if amount != 1:
        noun = "people" if noun == "person" else f"{noun}s"
    return f"{amount} {noun}"
