"""What a program prints, and shapes of tensors, as people write them down."""

import math
import re
from collections.abc import Callable, Collection, Sequence

from tutor.quiz.unreadable import Unreadable

MAX_LENGTH = 2000  # characters
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u2212": "-"})
_EXCEPTION = re.compile(r"[A-Z]\w*(?:Error|Exception|Warning|Iteration)")
_WRAPPING = re.compile(r"\b(?:Size|tensor|array|Parameter)\s*\(|dtype\s*=")
_BRACKETS = str.maketrans("({)}", "[[]]")
_TOKEN = re.compile(
    r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w])|[+-]?(?:nan|inf)\b)"
    r"|(?P<word>[^\W\d]\w*)|(?P<bracket>[][(){}])",
    re.IGNORECASE,
)


def printed_lines(text: str, words: Collection[str] = ()) -> str:
    """What was typed, without what people put around it. Raises Unreadable.

    `words` are those of the question: `token 3` is 3 where the question speaks of tokens.
    """
    require_text(text)
    text = re.sub(r"^\s*(?:it\s+)?(?:prints|output)\s*:?\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^\s*[A-Za-z_][\w.]*\s*=\s*(?!=)", "", text.translate(_QUOTES))
    text = re.sub(r"\bminus\s+|-\s+(?=\d)", "-", text, flags=re.IGNORECASE)
    text = re.sub(r"\bnot a number\b", "nan", text, flags=re.IGNORECASE)
    if (rest := re.sub(r"^\s*([^\W\d]+)\s+(?=[-\d])", _dropped(words), text)) != text:
        text = rest
    if any(text.count(a) != text.count(b) for a, b in ("()", "[]", "{}")):
        raise Unreadable("A bracket is missing in what you typed.")
    return text.strip()


def _dropped(words: Collection[str]) -> Callable[[re.Match[str]], str]:
    return lambda match: "" if match[1].casefold() in words else match[0]


def require_text(text: str) -> None:
    """Raise Unreadable for an empty answer, and for one that is too long."""
    if not text.strip():
        raise Unreadable("Type an answer.")
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"That is {len(text):,} characters; at most {MAX_LENGTH:,} are allowed.")


def prints_the_same(given: str, wanted: str, exact: bool) -> bool:
    """Whether a learner's line is what the program prints.

    Spaces, quotes, commas and the word `tensor` do not count, nor do brackets that only one of the
    two has; a comma between digits may be a decimal one. With `exact` an integer is not a float.
    Raises Unreadable for an exception without its name.
    """
    wanted = wanted.translate(_QUOTES).strip()
    if _lines(given) == _lines(wanted):
        return True
    if _EXCEPTION.fullmatch(wanted):
        return _names_exception(given, wanted)
    readings = dict.fromkeys([given, re.sub(r"(?<=\d),(?=\d)", ".", given)])
    return any(_same_tokens(_tokens(one), _tokens(wanted), exact) for one in readings)


def _same_tokens(ours: list[str], theirs: list[str], exact: bool) -> bool:
    if not (_has_brackets(ours) and _has_brackets(theirs)):
        ours, theirs = (
            [token for token in tokens if token not in "[]" and token.casefold() != "and"]
            for tokens in (ours, theirs)
        )
    return len(ours) == len(theirs) and all(
        _same_token(a, b, exact) for a, b in zip(ours, theirs, strict=True)
    )


def shapes_of(text: str) -> list[tuple[str, ...]]:
    """Every reading of a shape: `N*T*D` may be one axis or three. Raises Unreadable."""
    shape = shape_of(text)
    if len(shape) == 1:
        bare = text.strip(" ()[].")
        if "*" in bare:
            return [shape, tuple(map(_size, re.split(r"\s*\*\s*", bare)))]
        if re.fullmatch(r"[A-Za-z]{2,5}", bare):
            return [shape, tuple(bare.upper())]
    return [shape]


def shape_of(text: str) -> tuple[str, ...]:
    """The sizes of a shape, each in one way of writing it. Raises Unreadable."""
    require_text(text)
    cleaned = text.strip().rstrip(".").replace("torch.Size", "").translate(_QUOTES)
    cleaned = re.sub(r"^\w*\s*(?:shape)?\s*[=:]\s*", "", cleaned, flags=re.IGNORECASE)
    if cleaned.lower() in ("scalar", "a scalar", "()", "([])", "[]", "0-d", "0d", "none"):
        return ()
    inner = cleaned.strip("()[]{} \t")
    if not inner:
        raise Unreadable("Type a shape, such as (N, 3, 8, 8).")
    separator = r"\s*[,;]\s*" if re.search(r"[,;]", inner) else r"\s*[x\u00d7]\s*|\s+by\s+|\s+"
    sizes = [_size(part) for part in re.split(separator, inner.rstrip(",; "))]
    is_word = re.fullmatch(r"[A-Za-z]{6,}", cleaned) and "error" not in cleaned.casefold()
    if is_word or not all(sizes):
        raise Unreadable(f"'{text.strip()[:40]}' cannot be read as a shape, such as (N, 3, 8, 8).")
    return tuple(sizes)


def _size(text: str) -> str:
    """A size such as 26, N, H' or 4*H: factors sorted, the number in front."""
    compact = re.sub(r"[\s*·]", "", text).replace("_", "").replace("\u2032", "'")
    if not re.fullmatch(r"\d+|\d*(?:[A-Za-z]'*(?:out|in|\d)?)+(?:[+-]\d+)?", compact):
        return ""
    number, letters, rest = re.fullmatch(r"(\d*)([^+-]*)(.*)", compact).groups()  # type: ignore[union-attr]
    factors = sorted(re.findall(r"[A-Z]'*(?:OUT|IN|\d)?", letters.upper()))
    return f"{int(number) if number else ''}{''.join(factors)}{rest}"


def _names_exception(given: str, wanted: str) -> bool:
    text = re.sub(r"\b(?:torch|builtins|an?|raises|it)\b[\s.]*", "", given.casefold()).strip()
    text = re.sub(r"\s+(?=error|exception)", "", text)
    if text.strip(".!") in ("error", "exception", "raises", "fails", ""):
        raise Unreadable("Name the exception.")
    named = re.match(r"\W*(\w+)", text)
    return bool(named and named[1] == wanted.casefold())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def _tokens(text: str) -> list[str]:
    """Numbers, words and brackets; those of a call of `tensor` go with its name."""
    pieces: list[str] = []
    depth: list[bool] = []
    text = _WRAPPING.sub(lambda m: "\0" if m[0].endswith("(") else "", text.replace("torch.", ""))
    for match in re.finditer(rf"\0|{_TOKEN.pattern}", text, re.IGNORECASE):
        token = match[0]
        if token == "\0":
            depth.append(False)
        elif token == "(":
            depth.append(True)
            pieces.append("[")
        elif token == ")":
            if not depth or depth.pop():
                pieces.append("]")
        else:
            pieces.append(token.translate(_BRACKETS))
    return pieces


def _has_brackets(tokens: Sequence[str]) -> bool:
    return any(token in "[]" for token in tokens)


def _same_token(given: str, wanted: str, exact: bool) -> bool:
    try:
        a, b = float(given), float(wanted)
    except ValueError:
        given, wanted = given.casefold(), wanted.casefold()
        return given == wanted or (wanted in ("true", "false") and given == wanted[0])
    if exact and _is_whole(given) != _is_whole(wanted):
        return False
    if math.isnan(a) or math.isnan(b) or math.isinf(a) or math.isinf(b):
        return given.casefold().lstrip("+") == wanted.casefold().lstrip("+")
    shown = min(_decimals(given), _decimals(wanted))
    slack = 10.0**-shown if shown >= 2 else 0.0
    return abs(a - b) <= slack + 1e-9 * abs(b)


def _is_whole(token: str) -> bool:
    return token.lstrip("+-").isdigit()


def _decimals(token: str) -> int:
    mantissa, _, exponent = token.lower().partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)
