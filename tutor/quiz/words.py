"""Short answers: which forms are the same word, a typing mistake, or another word."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

MAX_LENGTH = 200  # characters
_ARTICLES = {"a", "an", "the"}
# What turns a word into its opposite, or into a word of another meaning.
_PREFIXES = (
    *("un", "non", "in", "im", "ir", "de", "dis", "anti"),
    *("over", "under", "pre", "post", "co"),
)
_OPPOSITES = (("min", "max"), ("over", "under"), ("pre", "post"), ("up", "down"), ("en", "de"))


@lru_cache(maxsize=4096)
def normalised(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents, punctuation and articles."""
    text = re.sub(r"[!~\u00ac](?=\s*\w)", " not ", text.rstrip(" !"))
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", text.replace("'", "").replace("\u2019", ""))
    return tuple(word for word in words if word not in _ARTICLES) or tuple(words)


def distance(given: str, wanted: str) -> int | None:
    """How many typing mistakes lie between two texts; None when they are different words.

    Two swapped letters are one mistake. Words of four letters or fewer and numbers must be
    right; hyphens and spaces between words do not count.
    """
    ours, theirs = normalised(given), normalised(wanted)
    if "(" in given and "(" in wanted and _brackets(given) != _brackets(wanted):
        return None
    if "".join(ours) == "".join(theirs):
        return 0
    if len(ours) != len(theirs):
        return None
    total = 0
    for word, other in zip(ours, theirs, strict=True):
        slips = _slips(word, other)
        if slips is None:
            return None
        total += slips
    return total


def _brackets(text: str) -> str:
    """The text with nothing but its words and brackets: NOT (A AND B) is not (NOT A) AND B."""
    return re.sub(r"[^\w()]", "", text.casefold())


def closest(given: str, forms: Sequence[str]) -> int | None:
    """The smallest distance to any of these forms; None when it is none of them."""
    found = [d for form in forms if (d := distance(given, form)) is not None]
    return min(found, default=None)


def _slips(word: str, other: str) -> int | None:
    if other in (word, word + "s") or word == other + "s":
        return 0
    shorter = min(len(word), len(other))
    allowed = 0 if shorter <= 4 else 1 if shorter <= 9 else 2
    if not allowed or not (word.isalpha() and other.isalpha()) or _is_opposite(word, other):
        return None
    slips = OSA.distance(word, other, score_cutoff=allowed)
    return slips if slips <= allowed else None


def _is_opposite(word: str, other: str) -> bool:
    """Whether one word is the other with a prefix, or with the contrary prefix."""
    short, long = sorted((word, other), key=len)
    if any(long == prefix + short for prefix in _PREFIXES):
        return True
    return any(
        {word, other} == {one + rest, contrary + rest}
        for one, contrary in _OPPOSITES
        for rest in (word.removeprefix(one), word.removeprefix(contrary))
    )
