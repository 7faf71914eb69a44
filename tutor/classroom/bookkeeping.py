"""From the records and what was decided to the marks of a class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tutor.classroom.decided import Decided, decided
from tutor.classroom.gradebook import Book, BookRow
from tutor.classroom.marks import Mark, Scored, TaskByHand, counting, mark_of, points_of
from tutor.classroom.policy import Counts
from tutor.classroom.totals import drop_all, total
from tutor.course import Course, Exercise
from tutor.records import Store
from tutor.records.grades import Best, GradeRecords, Key, LearnerRecord, Try


@dataclass(frozen=True)
class _Found:
    """What the records say, before any policy."""

    bests: Mapping[Key, Best]
    tries: Mapping[Key, list[Try]]
    waiting: Mapping[tuple[str, str], int]


def make_book(
    course: Course,
    records: GradeRecords,
    said: Decided,
    learners: Sequence[LearnerRecord],
    waiting: Mapping[tuple[str, str], int],
) -> Book:
    """The marks of these learners under what was decided; `waiting` counts, by learner and
    exercise, the attempts without a mark."""
    alone = learners[0].id if len(learners) == 1 else None
    found = _Found(records.bests(alone), _tries(course, records, said, learners), waiting)
    counted = _counted(course, records, said)
    rows = tuple(_row(course, one, said, counted, found) for one in learners)
    return Book(course.exercises, counted, said.policy, said.deadlines, rows)


def counting_attempts(
    course: Course,
    store: Store,
    slug: str,
    rescored: Mapping[int, tuple[float, float]] | None = None,
    learner_id: int | None = None,
) -> dict[int, Scored]:
    """The attempt of each learner (by id), or of one, that counts in an exercise.

    `rescored` submissions have another score, and most there is, than those in force. Nobody is
    asked who they are: a regrade goes on in the background.
    """
    exercise, said = course.exercise(slug), decided(store.decisions)
    people = {learner.id: learner for learner in store.grades.learners()}
    found: dict[int, Scored] = {}
    for (number, _), tries in store.grades.tries([exercise.slug], learner_id).items():
        learner = people.get(number)
        due = said.due(learner, exercise.slug) if learner else said.deadlines.get(exercise.slug)
        by_hand = _by_hand(said, learner.name, exercise) if learner and not rescored else ()
        if by_hand:
            tries = store.grades.with_tasks(tries)
        if rescored:
            tries = [_rescored(one, rescored) for one in tries]
        if chosen := counting(said.policy, tries, due, exercise.max_score, by_hand):
            found[number] = chosen
    return found


def _tries(
    course: Course, records: GradeRecords, said: Decided, learners: Sequence[LearnerRecord]
) -> dict[Key, list[Try]]:
    """The attempts that the stored best marks do not cover."""
    in_tasks = {exercise for _, exercise, task in said.overrides if task is not None}
    if said.policy.counts is Counts.LATEST:
        wanted = [exercise.slug for exercise in course.exercises]
    else:
        looked_at = in_tasks | said.deadlines.keys()
        wanted = [e.slug for e in course.exercises if e.slug in looked_at]
    alone = learners[0].id if len(learners) == 1 else None
    tries = records.tries(wanted, alone) if wanted else {}
    names = {learner.id: learner.name for learner in learners}
    for (number, exercise), found in tries.items():
        if exercise in in_tasks and said.by_hand(names.get(number, ""), exercise):
            tries[number, exercise] = records.with_tasks(found)
    return tries


def _counted(course: Course, records: GradeRecords, said: Decided) -> frozenset[str]:
    now = datetime.now(UTC)
    passed = {slug for slug, due in said.deadlines.items() if due < now}
    by_hand = {exercise for (_, exercise, _), one in said.overrides.items() if not one.excused}
    return frozenset({e.slug for e in course.exercises} & (records.tried() | passed | by_hand))


def _row(
    course: Course,
    learner: LearnerRecord,
    said: Decided,
    counted: frozenset[str],
    found: _Found,
) -> BookRow:
    marks = [_mark(learner, exercise, said, found) for exercise in course.exercises]
    final = drop_all(said.policy, marks, counted)
    summed = total(said.policy, final, counted)
    return BookRow(
        learner=learner.name,
        full_name=learner.full_name,
        section=learner.section,
        marks=final,
        points=summed.points,
        possible=summed.possible,
        share=summed.share,
    )


def _mark(learner: LearnerRecord, exercise: Exercise, said: Decided, found: _Found) -> Mark:
    """The mark in force: the override, or that of the attempt that counts."""
    mark = _of_attempts(learner, exercise, said, found)
    comment = said.comments.get((learner.name, exercise.slug))
    due = mark.due
    mark = replace(
        mark,
        extended=due is not None and due != said.deadlines.get(exercise.slug),
        overridden=bool(mark.tasks),
        comment=comment.text if comment else "",
        comment_by=comment.set_by if comment else "",
        waiting=found.waiting.get((learner.name, exercise.slug), 0),
    )
    one = said.overrides.get((learner.name, exercise.slug, None))
    if one is None:
        return mark
    if one.excused:
        return replace(mark, excused=True, set_by=one.set_by, reason=one.reason)
    return replace(
        mark, points=one.points, overridden=True, tasks=(), set_by=one.set_by, reason=one.reason
    )


def _of_attempts(learner: LearnerRecord, exercise: Exercise, said: Decided, found: _Found) -> Mark:
    slug, top, key = exercise.slug, exercise.max_score, (learner.id, exercise.slug)
    due, best = said.due(learner, slug), found.bests.get(key)
    attempts = best.attempts if best else 0
    by_hand = _by_hand(said, learner.name, exercise)
    tries = found.tries.get(key)
    if tries is not None or by_hand:
        mark = mark_of(said.policy, slug, top, tries or (), due, by_hand)
        return replace(mark, attempts=attempts)
    if best is None or best.score is None or best.max_score is None:
        return Mark(slug, top, attempts=attempts, due=due)
    earned = points_of(best.score, best.max_score, top)
    return Mark(slug, top, earned, earned, attempts=attempts, due=due)


def _by_hand(said: Decided, learner: str, exercise: Exercise) -> tuple[TaskByHand, ...]:
    """Of the tasks that the exercise still has."""
    points = {task.n: task.points for task in exercise.tasks}
    found = []
    for one in said.by_hand(learner, exercise.slug):
        if one.task in points and one.points is not None:
            most = points[one.task]
            given = min(one.points, most)
            found.append(TaskByHand(one.task, given, most, one.set_by, one.reason))
    return tuple(found)


def _rescored(one: Try, scores: Mapping[int, tuple[float, float]]) -> Try:
    if one.submission_id not in scores:
        return one
    score, max_score = scores[one.submission_id]
    return replace(one, score=score, max_score=max_score)
