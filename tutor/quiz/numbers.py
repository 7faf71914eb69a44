"""Read the numbers that people type, and decide whether they are close enough.

`1 024`, `1,024`, `1.024,5`, `3/4`, `2^10`, `3 x 10^-4`, `sqrt(2/512)`, `-.5` and `12.5 ms` are all
numbers, and so are `about 1.2`, `8 + 1 = 9` and `18 parameters` where the question speaks of
parameters. Where a comma or a point could group thousands or begin the decimals, both count.
"""

import ast
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from tutor.quiz.model import Tolerance
from tutor.quiz.unreadable import Unreadable

MAX_LENGTH = 200  # characters
_RELATIVE_ERROR = 1e-9  # of our own arithmetic

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SIGNS = str.maketrans("\u2212\u2013\u2014\u00d7·⋅\u2044÷", "---***//")
_PLAIN = re.compile(r"[+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?")
_BEFORE = re.compile(
    r"^(?:(?:it is|about|around|approx(?:imately|\.)?|roughly|circa|ca\.|in|year|factor)\s+)+"
    r"|^[x*]\s*(?=\d)",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"(?<=\d)[ '_\u2019](?=\d{3}(?!\d))")
_NUMERAL = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+")
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "abs": abs,
}
_CONSTANTS = {"pi": math.pi, "e": math.e}


def read_number(
    text: str,
    unit: str = "",
    units: Mapping[str, float] | None = None,
    nouns: Collection[str] = (),
) -> list[float]:
    """Every reading of what was typed, in `unit`; the likeliest first. Raises Unreadable.

    `nouns` are words that may follow the number, because the question speaks of them.
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(f"That is {len(text):,} characters long. Type a number.")
    cleaned = _cleaned(text)
    if not cleaned:
        raise Unreadable("Type a number.")
    if cleaned.lower().strip("+-") in ("nan", "inf", "infinity"):
        raise Unreadable("Type a finite number.")
    number, factor = _without_unit(cleaned, unit, units or {})
    number = _without_noun(number, nouns)
    readings = [value * factor for value in _values(number)]
    if not readings:
        expected = f" in {unit}" if unit else ""
        raise Unreadable(f"'{text.strip()[:40]}' cannot be read as a number{expected}.")
    if not all(map(math.isfinite, readings)):
        raise Unreadable("That number is too large. Type a smaller one.")
    return readings


def is_near(value: float, answer: float, tolerance: Tolerance) -> bool:
    """Whether a value counts as the answer. Where figures are asked for, it may be cut off."""
    slack = _RELATIVE_ERROR * max(abs(answer), abs(value))
    if abs(value - answer) <= width(answer, tolerance) + slack:
        return True
    if tolerance.significant is None and tolerance.decimals is None:
        return False
    last = 2 * width(answer, tolerance)
    # 0.29 / 0.01 comes out below 29, and 0.28 is not 0.29 cut off.
    cut_off = math.trunc(answer / last * (1 + _RELATIVE_ERROR)) * last
    return abs(value - cut_off) <= slack


def is_slip(value: float, slip: float, tolerance: Tolerance) -> bool:
    """Whether a value is a known wrong one. Nearer than a right one must be: 1960 is not 1959."""
    slack = _RELATIVE_ERROR * max(abs(slip), abs(value))
    return abs(value - slip) <= width(slip, tolerance) / 2 + slack


def is_too_coarse(text: str, value: float, answer: float, tolerance: Tolerance) -> bool:
    """Whether a value is the answer, rounded to fewer figures than were asked for."""
    if tolerance.significant is None and tolerance.decimals is None:
        return False
    decimals = len(_cleaned(text).replace(",", ".").partition(".")[2].rstrip())
    if not re.fullmatch(r"[+-]?\d*[.,]?\d*", _cleaned(text)):
        return False
    return round(answer, decimals) == value and not is_near(value, answer, tolerance)


def width(answer: float, tolerance: Tolerance) -> float:
    """How far from the answer is still close enough."""
    match tolerance:
        case Tolerance(absolute=float() | int() as distance):
            return distance
        case Tolerance(relative=float() | int() as share):
            return share * abs(answer)
        case Tolerance(decimals=int(figures)):
            return 10.0**-figures / 2
        case Tolerance(significant=int(figures)):
            first = math.floor(math.log10(abs(answer))) if answer else 0
            return 10.0 ** (first - figures + 1) / 2
    raise ValueError("a tolerance says nothing")


def _cleaned(text: str) -> str:
    """The text with one way to write each sign, and without what people put in front."""
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"(?<=\d)(?=[¼½¾⅓⅔⅛])", "+", text)
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = re.split(r"[=≈~<>≤≥]+", text)[-1].strip()
    text = _BEFORE.sub("", text)
    text = re.sub(r"^minus\s+", "-", text, flags=re.IGNORECASE)
    return text.removesuffix(".") if text.count(".") > 1 or not text.endswith("..") else text


def _without_noun(text: str, nouns: Collection[str]) -> str:
    """The number without the thing that it counts: `18 parameters`, `epoch 4`, `1.2x`, `4th`."""
    found = re.fullmatch(
        r"([^\d.,(+-]*?)\s*((?:[-+(.,]|\d).*?)\s*((?<=[\d)] )[^\W\d][^\d]*)?", text
    )
    if found and (found[1] or found[3]):
        spoken = re.findall(r"[^\W\d_]+", f"{found[1]} {found[3] or ''}".casefold())
        if set(spoken) <= {*nouns, "times", "of", "a"}:
            return found[2]
    return re.sub(r"(?<=\d)(?:x|st|nd|rd|th)$", "", text)


def _without_unit(text: str, unit: str, units: Mapping[str, float]) -> tuple[str, float]:
    """The text without its unit, and the factor that turns it into `unit`."""
    known = {unit: 1.0, **units}
    text = re.sub(r"\s*\b(?:percent|per cent|pct\.?)$", "%", text, flags=re.IGNORECASE)
    if unit != "%":
        known.setdefault("%", 0.01 if not unit else math.nan)
    for name in sorted(filter(None, known), key=len, reverse=True):
        if text.lower().endswith(name.lower()) and not math.isnan(known[name]):
            return text[: -len(name)].strip(), known[name]
    return text, 1.0


def _values(text: str) -> list[float]:
    text = _GROUPS.sub("", text)
    if _PLAIN.fullmatch(text):
        return [float(reading) for reading in _separators(text)]
    text = re.sub(r"(?<=[\d)])\s*[xX]\s*(?=\d)", "*", text).replace("^", "**")
    text = re.sub(r"^(-?)(\d+) (\d+/\d+)$", r"\1(\2+\3)", text)
    text = re.sub(r"(?<=[\d)])\s*\(", "*(", text)
    text = re.sub(r"\b(sqrt|exp|log|ln)\s+(\d+(?:[.,]\d+)?)", r"\1(\2)", text)
    if text.count(",") == 1 or not re.search(r"\d,\d", text):
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    try:
        return [_calculated(ast.parse(text.strip(), mode="eval").body)]
    except (SyntaxError, ValueError, ArithmeticError, TypeError, RecursionError, MemoryError):
        return []


def _separators(text: str) -> list[str]:
    """The ways to read points and commas."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        last = "," if text.rindex(",") > text.rindex(".") else "."
        other = "." if last == "," else ","
        plain = text.replace(other, "")
        return [plain.replace(last, ".")] if plain.count(last) == 1 else []
    separator = "," if commas else "."
    grouped = text.replace(separator, "")
    if commas + points > 1:
        return [grouped] if re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", text) else []
    decimal = text.replace(separator, ".")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", text):
        return [grouped, decimal] if commas else [decimal, grouped]
    return [decimal]


def _calculated(node: ast.expr) -> float:
    """The value of plain arithmetic, in floats, so that nothing grows without bound."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_calculated(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _calculated(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            return _combined(operator, _calculated(left), _calculated(right))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
            return float(_FUNCTIONS[name](_calculated(argument)))
    return _no()


def _combined(operator: ast.operator, a: float, b: float) -> float:
    match operator:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
        case ast.Pow():
            power = a**b
            return power if isinstance(power, float) else _no()
    return _no()


def _no() -> float:
    raise ValueError("not plain arithmetic")
