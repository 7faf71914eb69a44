"""Does the course keep its own promises?

For each exercise: the starter gets nothing, the reference and every alternative get full marks on
several seeds, each known mistake loses marks and is named, the visible examples agree with the
suite, each clause of the contract is held, and nothing that decides a mark is handed out. For the
course: names are unique, and what an exercise requires can be done before it.
"""

from collections.abc import Iterator

from tutor.audit.breakers import HeldClause
from tutor.audit.drafts import audit_draft
from tutor.audit.mutants import sharpness
from tutor.audit.promises import Promises
from tutor.audit.steps import is_draft
from tutor.audit.whole import Finding, audit_course
from tutor.course import Course, Exercise
from tutor.grading.graders import Graders


def audit(
    course: Course,
    graders: Graders,
    slug: str | None = None,
    *,
    seeds: int = 5,
    device: str = "auto",
    mutants: bool = False,
    most: int | None = None,
    brief: bool = False,
) -> Iterator[Finding]:
    """Check every promise of one exercise, or of all and of the course as a whole.

    A `brief` audit tries a fifth of the known mistakes and of what breaks a clause, this at the
    checks of the clause alone, and leaves out the honest ways to write it. With `mutants` also that
    the suite notices small changes of the right solutions, at `most` so many of each file. Of an
    exercise that is not finished only the steps up to the first open one are looked at.
    """
    for exercise in course.exercises[:1]:
        exercise.require_graders()
    if slug is None:
        yield from audit_course(course)
    exercises = course.exercises if slug is None else (course.exercise(slug),)
    for exercise in exercises:
        if is_draft(exercise):
            yield from audit_draft(course, exercise, graders, range(1, seeds + 1), device)
            continue
        yield from Promises(exercise, graders, range(1, seeds + 1), device, brief).findings()
        if mutants:
            yield _sharp(exercise, graders, device, most)


def audit_contract(
    exercise: Exercise, graders: Graders, device: str = "auto"
) -> tuple[list[HeldClause], list[str]]:
    """The clauses of an exercise with what breaks them, and all that is wrong with them."""
    audited = Promises(exercise, graders, [1], device)
    return audited.clauses, list(audited.faults_of_clauses())


def _sharp(exercise: Exercise, graders: Graders, device: str, most: int | None) -> Finding:
    found = sharpness(exercise, graders, device, most=most)
    return Finding(
        exercise.slug,
        f"{found.killed + len(found.survivors)} mutants are noticed ({found.score:.0%}), "
        f"{found.equivalent} more are equivalent",
        (
            *(
                f"{one.file}, line {one.mutant.line}: {one.mutant.was}  became  {one.mutant.now}"
                for one in found.survivors
            ),
            *(
                f"equivalent.toml: {was}  became  {now}  is not a mutant"
                for was, now in found.stale
            ),
        ),
    )
