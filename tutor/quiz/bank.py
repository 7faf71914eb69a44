"""The questions of a course, as their authors wrote them: `quiz.toml` beside the exercises.

A question with variants is a template. `{{name}}` in its texts stands for a value that its
generator draws; nothing is computed here.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tutor.course import Course
from tutor.course.toml import entry, made, read_toml
from tutor.errors import CourseError, Refused
from tutor.quiz.model import KINDS, Choice, Numeric, Question, TrueFalse

Values = Mapping[str, Any]
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Template:
    """One family of questions. `family` is its identity in every record."""

    family: str
    module: str
    exercise: str | None
    path: Path
    table: dict[str, Any] = field(repr=False)

    @property
    def kind(self) -> str:
        return str(self.table["type"])

    @property
    def concept(self) -> str:
        return str(self.table["concept"])

    @property
    def has_variants(self) -> bool:
        return bool(self.table.get("variants"))

    @property
    def runs_its_code(self) -> bool:
        """Whether the key is what the code of each variant prints."""
        return self.has_variants and self.kind == "output" and "answer" not in self.table

    @property
    def generator(self) -> tuple[Path, str]:
        """The file with the generator, and the name of the function."""
        return self.path.with_name("quiz.py"), self.table["id"].replace("-", "_")

    @cached_property
    def version(self) -> str:
        """Changes with every word of the question."""
        text = json.dumps(self.table, sort_keys=True)
        if self.has_variants:
            text += self.generator[0].read_text(encoding="utf-8")
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def code(self, values: Values) -> str:
        return str(_filled(self.table.get("code", ""), values))

    def question(self, values: Values | None = None) -> Question:
        """The question with these values in place. Raises CourseError."""
        try:
            table = _filled(self.table, values or {})
        except KeyError as error:
            name = self.table["id"]
            raise CourseError(
                f"{self.path}: the generator of '{name}' returns no value {error}."
            ) from None
        kind = KINDS[self.kind]
        table = {key: value for key, value in table.items() if key not in ("type", "variants")}
        if kind is Choice:
            table["several"] = self.kind == "multiple"
        if self.runs_its_code:
            table["answer"] = (values or {})["answer"]
        if "answer" in table:
            table["answer"] = self._key(table["answer"], values or {})
        if "slip" in table:
            table["slip"] = [s | {"answer": shown(s.get("answer", ""))} for s in table["slip"]]
        return made(self.path, self.table["id"], table, kind)

    def _key(self, answer: Any, values: Values) -> Any:
        """The key as its type wants it: a placeholder stands for the value, unrounded."""
        if isinstance(self.table.get("answer"), str):
            whole = _PLACE.fullmatch(self.table["answer"])
            answer = values[whole[1]] if whole else answer
        return answer if KINDS[self.kind] in (Numeric, TrueFalse) else shown(answer)


@dataclass(frozen=True)
class Bank:
    """Every question of a course, in the order of the modules and of the files."""

    templates: tuple[Template, ...]

    @cached_property
    def by_family(self) -> dict[str, Template]:
        return {template.family: template for template in self.templates}

    def template(self, family: str) -> Template:
        """Raises Refused for a question that is no longer there."""
        if family not in self.by_family:
            raise Refused(f"The question '{family}' is no longer in the course.")
        return self.by_family[family]

    @cached_property
    def modules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(template.module for template in self.templates))

    def module(self, name: str) -> str:
        """The module of this name, with or without its number; raises Refused."""
        wanted = name.casefold().replace(" ", "_").replace("-", "_")
        for module in self.modules:
            if wanted in (module, plain_name(module), module.partition("_")[0]):
                return module
        names = ", ".join(plain_name(module) for module in self.modules)
        raise Refused(
            f"There is no quiz for a module '{name}'. Modules with a quiz: {names or 'none'}."
        )

    def of(self, module: str) -> tuple[Template, ...]:
        return tuple(t for t in self.templates if t.module == module)


def load_bank(course: Course) -> Bank:
    """Read every quiz of a course. Raises CourseError that names the file and the question."""
    folder = course.root / "exercises"
    templates: list[Template] = []
    for module in sorted(path for path in folder.glob("[0-9][0-9]_*") if path.is_dir()):
        own = module / "quiz.toml"
        if own.is_file():
            templates += _templates(own, module.name, None, plain_name(module.name))
        for exercise in course.exercises:
            path = exercise.folder / "quiz.toml"
            if exercise.module == module.name and path.is_file():
                templates += _templates(path, module.name, exercise.slug, exercise.slug)
    return Bank(tuple(templates))


def plain_name(module: str) -> str:
    """`02_learn` is called `learn`."""
    return module.partition("_")[2]


def _templates(path: Path, module: str, exercise: str | None, place: str) -> Iterator[Template]:
    for table in entry(path, read_toml(path), "question", tuple[dict[str, Any], ...]):
        name = entry(path, table, "id", str)
        kind = entry(path, table, "type", str)
        if kind not in KINDS:
            raise CourseError(f"{path}: '{name}' has the unknown type '{kind}'.")
        template = Template(f"{place}/{name}", module, exercise, path, table)
        if template.has_variants:
            if not template.generator[0].is_file():
                raise CourseError(f"{path}: '{name}' has variants, but no quiz.py next to it.")
        else:
            template.question()
        yield template


def _filled(value: Any, values: Values) -> Any:
    """Put values into every text."""
    match value:
        case str():
            return _PLACE.sub(lambda place: shown(values[place[1]]), value) if values else value
        case list():
            return [_filled(item, values) for item in value]
        case dict():
            return {key: _filled(item, values) for key, item in value.items()}
    return value


def shown(value: Any) -> str:
    """A value as a text shows it: floats without the noise of their last digits."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
