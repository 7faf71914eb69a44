"""What an exercise promises, clause by clause: `contract.toml` beside the suite.

A clause quotes the starter's docstrings or the statement, and names the checks that hold it and
what breaks it: known mistakes, or breakers, which are changes of the reference.

    explains = ["Dropout, forward and backward."]

    [[clause]]
    says = "With p = 1 everything is dropped."
    checks = ["test_ends"]
    mistakes = ["nothing-left-at-one"]

    [[clause.breaker]]
    what = "keeps everything at p = 1"
    was = "if self.p < 1 else 0.0"
    now = "if self.p < 1 else 1.0"

Every sentence of the docstrings belongs to a clause, or to `explains` if it asks nothing.
"""

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.course import Exercise
from tutor.course.toml import entry, read_toml
from tutor.errors import CourseError

_HEADING = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):$")
_ITEM = re.compile(r"^ {4}\*{0,2}\w+(, \*{0,2}\w+)*: +")  # what goes on is indented further
_SENTENCE = re.compile(r"(?<!e\.g\.)(?<!i\.e\.)(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Breaker:
    """A faulty answer: `code` is appended to the reference, or in it `was` becomes `now`."""

    what: str
    code: str = ""
    was: str = ""
    now: str = ""

    def apply(self, reference: str, path: Path) -> str:
        """The reference with this fault. Raises CourseError where the change does not fit."""
        if bool(self.code) is bool(self.was):
            raise CourseError(f"{path}: '{self.what}' needs either code or was and now.")
        if self.code:
            return f"{reference}\n\n{self.code}"
        if reference.count(self.was) != 1:
            raise CourseError(
                f"{path}: '{self.what}' changes a text that is {reference.count(self.was)} times "
                "in the reference. Quote more of it."
            )
        return reference.replace(self.was, self.now)


@dataclass(frozen=True)
class Clause:
    """One thing that is promised or asked.

    `says` is quoted; where one sentence says several things, `about` tells which one is meant.
    """

    says: str
    checks: tuple[str, ...]
    about: str = ""
    mistakes: tuple[str, ...] = ()
    breaker: tuple[Breaker, ...] = ()


@dataclass(frozen=True)
class Clauses:
    """All clauses of an exercise, and the sentences that ask nothing of a solution."""

    path: Path
    clauses: tuple[Clause, ...]
    explains: tuple[str, ...]

    def gaps(self, exercise: Exercise, checks: Sequence[str]) -> Iterator[str]:
        """What is in no clause: a sentence of the docstrings, a check; and what fits nowhere."""
        paragraphs = list(docstring_paragraphs(exercise.starter.read_text(encoding="utf-8")))
        quotes = [_plain(clause.says) for clause in self.clauses] + [*map(_plain, self.explains)]
        for paragraph in paragraphs:
            for sentence in _unquoted(paragraph, quotes):
                yield f"no clause has the sentence: {sentence}"
        statement = exercise.statement
        said = statement.read_text(encoding="utf-8") if statement.is_file() else ""
        everything = [*paragraphs, _plain(said)]
        for quote in quotes:
            if not any(quote in text for text in everything):
                yield f"neither the starter nor the statement says: {quote}"
        held = {check for clause in self.clauses for check in clause.checks}
        known = {check.partition("[")[0] for check in checks}
        yield from (f"{check} belongs to no clause" for check in sorted(known - held))
        yield from (f"a clause names {check}, which is no check" for check in sorted(held - known))
        for clause in self.clauses:
            if not clause.checks:
                yield f"no check holds: {named(clause)}"
            if not clause.mistakes and not clause.breaker:
                yield f"nothing breaks: {named(clause)}"


def load_clauses(exercise: Exercise) -> Clauses:
    """Read the clauses of an exercise. Raises CourseError."""
    path = exercise.suite.with_name("contract.toml")
    table = read_toml(path)
    return Clauses(
        path,
        entry(path, table, "clause", tuple[Clause, ...]),
        entry(path, table, "explains", tuple[str, ...], ()),
    )


def named(clause: Clause) -> str:
    """The clause in one line."""
    says = _plain(clause.says)
    return f"{says} ({clause.about})" if clause.about else says


def docstring_paragraphs(code: str) -> Iterator[str]:
    """The paragraphs and items of all docstrings, each on one line, without headings and names."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield from _paragraphs(inspect.cleandoc(ast.get_docstring(node) or ""))


def _paragraphs(docstring: str) -> Iterator[str]:
    paragraph: list[str] = []
    for line in [*docstring.splitlines(), ""]:
        begins = _ITEM.match(line)
        if begins or not line.strip() or _HEADING.match(line):
            if paragraph:
                yield _plain(" ".join(paragraph))
            paragraph = []
        if not _HEADING.match(line) and line.strip():
            paragraph.append(line[begins.end() :] if begins else line)


def _unquoted(paragraph: str, quotes: Sequence[str]) -> Iterator[str]:
    """The sentences of a paragraph that have a word in no quote."""
    quoted = [False] * len(paragraph)
    for quote in quotes:
        for found in re.finditer(re.escape(quote), paragraph):
            quoted[found.start() : found.end()] = [True] * len(quote)
    start = 0
    for sentence in _SENTENCE.split(paragraph):
        start = paragraph.index(sentence, start)
        if not all(quoted[start + word.start()] for word in _WORD.finditer(sentence)):
            yield sentence
        start += len(sentence)


def _plain(text: str) -> str:
    return " ".join(text.split())
