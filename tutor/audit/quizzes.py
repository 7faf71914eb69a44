"""Do the quizzes keep their promises? Every key marks itself right, every distractor wrong, every
variant has one well-formed key, and code prints what the question says."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from tutor.audit.whole import Finding
from tutor.course import Course, Exercise
from tutor.errors import CourseError
from tutor.grading.graders import Graders
from tutor.learning.variants import questions
from tutor.quiz.bank import Bank, Template, load_bank
from tutor.quiz.lint import duplicates, faults, template_faults, variant_faults
from tutor.quiz.marking import mark
from tutor.quiz.model import Output


def audit_quizzes(
    course: Course, graders: Graders, slug: str | None = None, *, seeds: int = 200
) -> Iterator[Finding]:
    """The promises of the questions of one exercise, or of all and of the bank as a whole."""
    bank = load_bank(course)
    if slug is None:
        yield Finding("quizzes", "no question occurs twice", tuple(duplicates(bank.templates)))
    asked = course.exercises if slug is None else (course.exercise(slug),)
    place = "quizzes" if slug is None else f"quiz {asked[0].slug}"
    yield Finding(place, "each concept has a question", tuple(_unasked(asked, bank)), step=10)
    concepts = {exercise.slug: exercise.concepts for exercise in course.exercises}
    for _, templates in groupby(bank.templates, key=lambda t: t.path):
        chosen = [t for t in templates if slug in (None, t.exercise)]
        if not chosen:
            continue
        details = [
            f"{template.table['id']}: {fault}"
            for template in chosen
            for fault in _question_faults(template, graders, concepts, seeds)
        ]
        place = chosen[0].family.partition("/")[0]
        variants = sum(t.has_variants for t in chosen)
        promise = f"{len(chosen)} questions are marked correctly ({variants} with {seeds} variants)"
        yield Finding(f"quiz {place}", promise, tuple(details), step=10)
        yield Finding(
            f"quiz {place}", "the code prints the keys", tuple(_prints(chosen, graders)), 10
        )


def _unasked(exercises: Sequence[Exercise], bank: Bank) -> Iterator[str]:
    """The concepts of exercises that no question has: perhaps the questions have another name."""
    asked = {template.table["concept"] for template in bank.templates}
    for exercise in exercises:
        for concept in exercise.concepts:
            if concept not in asked:
                yield f"no question is about '{concept}', a concept of {exercise.slug}"


def _question_faults(
    template: Template, graders: Graders, concepts: Mapping[str, Sequence[str]], seeds: int
) -> Iterator[str]:
    yield from template_faults(template, concepts.get(template.exercise or "", ()))
    count = seeds if template.has_variants else 1
    try:
        made = questions(template, range(count), graders)
    except CourseError as error:
        yield str(error)
        return
    if template.has_variants:
        yield from variant_faults(made)
    yield from dict.fromkeys(fault for question in made for fault in faults(question))


def _prints(templates: Sequence[Template], graders: Graders) -> Iterator[str]:
    """Run the code of every question whose key its author wrote, on a few variants."""
    asked = [t for t in templates if t.kind == "output" and not t.runs_its_code]
    for template in asked:
        try:
            made = questions(template, range(5 if template.has_variants else 1), graders)
            outputs = graders.printed([q.code for q in made]).result()
        except CourseError as error:
            yield f"{template.table['id']}: {error}"
            continue
        for question, output in zip(made, outputs, strict=True):
            if isinstance(question, Output) and not mark(question, output or " ").is_right:
                yield f"{question.id}: the key is {question.answer!r}, the code prints {output!r}"
