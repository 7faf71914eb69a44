"""Is each clause of a contract held? What breaks it must lose marks at a check that holds it."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from tutor.audit.contract import Clause, Clauses, named
from tutor.course import Exercise
from tutor.grading.graders import Graders
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source

ONE_IN = 5  # of the faults is tried by a brief audit


@dataclass(frozen=True)
class Broken:
    """What came of one fault: what it is, the points that it costs, and what is wrong with it: it
    loses nothing at the checks that hold the clause, say."""

    what: str
    cost: float
    fault: str = ""


@dataclass(frozen=True)
class HeldClause:
    """A clause with the titles of the checks that hold it, and what breaks it."""

    clause: Clause
    titles: tuple[str, ...]
    broken: tuple[Broken, ...]

    def faults(self) -> Iterator[str]:
        for broken in self.broken:
            if broken.fault:
                yield f"'{broken.what}' {broken.fault}: {named(self.clause)}"


def break_clauses(
    exercise: Exercise,
    clauses: Clauses,
    graders: Graders,
    titles: Mapping[str, str],
    mistaken: Mapping[str, Future[Report]],
    device: str = "auto",
) -> list[HeldClause]:
    """Grade what breaks each clause. `titles` and `mistaken` are those of the checks and the
    gradings of the known mistakes, by their ids. Raises CourseError for a breaker that does not fit
    the reference.
    """
    started = [
        (clause, [(name, mistaken.get(name)) for name in clause.mistakes])
        for clause in clauses.clauses
    ]
    for clause, gradings in started:
        for what, source in _broken_references(exercise, clauses, clause):
            grading = graders.grade(exercise.slug, source, device=device, seed=1, explained=False)
            gradings.append((what, grading))
    return [
        HeldClause(
            clause,
            tuple(titles.get(check, check) for check in clause.checks),
            tuple(_broken(clause, what, grading) for what, grading in gradings),
        )
        for clause, gradings in started
    ]


def unnoticed(
    exercise: Exercise, clauses: Clauses, graders: Graders, device: str = "auto"
) -> Iterator[str]:
    """What breaks a clause of the contract, and is noticed by none of the checks that hold it.

    Only these checks are run, and one in `ONE_IN` of the faults is tried, so this is quicker than
    `break_clauses`, and tells less: what the faults cost, and what known mistakes break, is not
    looked at.
    """
    broken = [
        (clause, what, source)
        for clause in clauses.clauses
        for what, source in _broken_references(exercise, clauses, clause)
    ]
    tried = [
        (clause, what, graders.noticed(exercise.slug, source, device=device, among=clause.checks))
        for clause, what, source in broken[::ONE_IN]
    ]
    for clause, what, check in tried:
        if check.result() is None:
            yield f"'{what}' passes {' and '.join(clause.checks)}: {named(clause)}"


def _broken_references(
    exercise: Exercise, clauses: Clauses, clause: Clause
) -> Iterator[tuple[str, Source]]:
    """The reference with each of the faults that break a clause, and what the fault is."""
    reference = exercise.solution.read_text(encoding="utf-8")
    for breaker in clause.breaker:
        yield breaker.what, Source(exercise.starter.name, breaker.apply(reference, clauses.path))


def _broken(clause: Clause, what: str, grading: Future[Report] | None) -> Broken:
    if grading is None:
        return Broken(what, 0.0, "is no known mistake")
    report = grading.result()
    cost = report.max_score - report.score
    lost = {check.id.partition("[")[0] for check in report.checks if check.score < check.points}
    if not lost & set(clause.checks):
        return Broken(
            what, cost, f"passes {' and '.join(clause.checks)}, where it should lose marks"
        )
    blocked = any(check.outcome is Outcome.BLOCKED for check in report.checks)
    if not report.score and what not in clause.mistakes and not blocked:
        return Broken(what, cost, "loses all marks, so it breaks more than this clause")
    return Broken(what, cost)
