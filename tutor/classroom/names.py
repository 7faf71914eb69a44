"""Names of people as other systems write them: what two spellings have in common.

A name is compared in steps, from strict to loose, alike on both sides; whoever compares stops at
the first step that finds somebody. ZWNJ and ZWJ, and marks of scripts that need them, belong to a
name; they are dropped for comparing alone.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_ZWNJ = "\u200c"
_JOINERS = _ZWNJ + "\u200d"
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02bb\u00b4`\u2032]")
# Letters that Unicode does not take apart, as they are written without them.
_PLAIN = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "\u0131": "i", "ħ": "h", "ŋ": "n", "ŧ": "t",
        "ي": "ی", "ى": "ی", "ك": "ک", "\u0629": "\u0647",
    }
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def cleaned(text: str) -> str:
    """A name on one line, without what cannot be seen, apart from joiners that scripts need."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = [
        letter
        for at, letter in enumerate(text)
        if letter.isprintable() or (letter in _JOINERS and _joins(text, at))
    ]
    return "".join(kept).strip()


def shown(path: str) -> str:
    """A path that can be shown on one line, with the joiners that names in it need."""
    return "".join(
        c if c.isprintable() or c in _JOINERS else "\N{REPLACEMENT CHARACTER}" for c in path
    )


def hides_something(text: str) -> bool:
    """Whether a text has invisible characters that no script needs where they stand."""
    return any(
        (
            unicodedata.category(letter) in ("Cf", "Cc", "Co", "Cs")
            and not (letter in _JOINERS and _joins(text, at))
        )
        or "\ufe00" <= letter <= "\ufe0f"
        or letter >= "\U000e0000"
        for at, letter in enumerate(text)
    )


def _joins(text: str, at: int) -> bool:
    """Whether a joiner follows a letter that has use for it; a ZWNJ has one behind it too."""
    around = (
        [text[at - 1 : at], text[at + 1 : at + 2]] if text[at] == _ZWNJ else [text[at - 1 : at]]
    )
    return at > 0 and all(
        letter
        and unicodedata.category(letter)[0] in "LM"
        and script(letter) not in ("LATIN", "GREEK")
        for letter in around
    )


def script(letter: str) -> str:
    """The script of a letter, as the first word of its Unicode name says."""
    return unicodedata.name(letter, "").partition(" ")[0]


def mixes_scripts(text: str) -> bool:
    """Whether a word has letters of two of the scripts that look alike."""
    alike = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
    return any(
        len({script(letter) for letter in word if letter.isalpha()} & alike) > 1
        for word in text.split()
    )


def looks(text: str) -> str:
    """What texts that look the same have in common."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_drawn(letter) for letter in text if unicodedata.category(letter) != "Cf")


@cache
def _drawn(letter: str) -> str:
    """The ASCII letter that looks like this one, or the letter itself."""
    if letter.isascii() or not letter.isalpha():
        return letter
    from confusable_homoglyphs.confusables import confusables_data

    alike = [one["c"] for one in confusables_data.get(letter, ())]
    return next((c.casefold() for c in alike if c.isascii() and c.isalpha()), letter)


def words(name: str) -> list[str]:
    """The words of a name in lower case, without apostrophes and joiners."""
    name = unicodedata.normalize("NFC", _APOSTROPHES.sub("", name.casefold()))
    kept = [c for c in name if unicodedata.category(c) not in ("Cf", "Cc")]
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in kept).split()


def _bare(name: str) -> str:
    """Without accents, where a script can do without them."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    kept = [c for c in apart if not (unicodedata.combining(c) and _is_accent(c))]
    return unicodedata.normalize("NFC", "".join(kept)).translate(_PLAIN)


def _is_accent(mark: str) -> bool:
    """Marks of Latin, Greek and Cyrillic, points of Hebrew and vowel signs of Arabic."""
    return script(mark) in ("COMBINING", "HEBREW", "ARABIC")


def _in_order(name: str) -> set[str]:
    return {" ".join(words(name))}


def _any_order(name: str) -> set[str]:
    return {" ".join(sorted(words(name)))}


def _without_accents(name: str) -> set[str]:
    return {" ".join(sorted(words(_bare(name))))}


def _as_germans_type(name: str) -> set[str]:
    """Brügger as Bruegger."""
    typed = unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS)
    return {" ".join(sorted(words(_bare(typed)))), *_without_accents(name)}


def _squeezed(name: str) -> set[str]:
    """As Canvas writes a name, last name first: each way to turn its words, without spaces."""
    parts = words(name)
    return {"".join(parts[n:] + parts[:n]) for n in range(len(parts))}


def _squeezed_bare(name: str) -> set[str]:
    return _squeezed(_bare(name))


STEPS: tuple[Callable[[str], set[str]], ...] = (
    _in_order,
    _any_order,
    _squeezed,
    _without_accents,
    _squeezed_bare,
    _as_germans_type,
)
"""From strict to loose: what two spellings have to have in common."""


def comparable(name: str) -> str:
    """The loosest single spelling, to measure how near two names are."""
    return next(iter(_without_accents(name)))
