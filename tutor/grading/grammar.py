"""Singular and plural, for sentences whose subject a suite names: "The weights have ..."."""

import re

# "the gradient for an x" is about the gradient, and "states[0]" is one thing.
_WITHIN = re.compile(
    r"\s(?:of|for|with|in|on|at|after|before|by|from|to|outside|through|when|where|that|near)\b"
)
_BEFORE = re.compile(r"^(?:For|With|Through|In|At|After|Before|Where|Without)\b[^,]*,\s*")
_SINGULAR = re.compile(r"(?:ss|us|is|bias|as)$|^(?:lens|series|loss)$")
_LISTED = re.compile(r"^[\w`']+(?:, [\w`']+)* and [\w`']+$")


def is_plural(subject: str) -> bool:
    """Whether a noun phrase is about several things: "The weights of a net", "W and b"."""
    last = subject.rpartition(": ")[2]
    head = _WITHIN.split(_BEFORE.sub("", last), maxsplit=1)[0].partition(",")[0].strip()
    whole = _WITHIN.split(last, maxsplit=1)[0]
    if _LISTED.match(whole.removeprefix("The ").removeprefix("Both ")):
        return True
    noun = head.split()[-1] if head else ""
    common = noun.islower() and noun.isalpha() and len(noun) > 2 and noun.endswith("s")
    return common and not _SINGULAR.search(noun) and " " in head


def has(subject: str) -> str:
    return f"{subject} {'have' if is_plural(subject) else 'has'}"


def contains(subject: str) -> str:
    return f"{subject} {'contain' if is_plural(subject) else 'contains'}"


def are(subject: str) -> str:
    """The subject with "is" or "are"."""
    return f"{subject} {'are' if is_plural(subject) else 'is'}"


def counted(number: int, noun: str) -> str:
    """ "1 part", "2 parts"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def inside(subject: str) -> str:
    """A subject inside a sentence: "The result" begins small there, `d_relu(z)` stays."""
    return "t" + subject[1:] if subject.startswith("The ") else subject
