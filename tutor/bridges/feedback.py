"""One HTML file for each learner: marks, what decided them, and the code. It needs no other file
and no network, so it can go through any LMS.

For an upload of many files Moodle knows a learner by the number in the file's name, as in its own
downloads: `Ada Lovelace_501_assignsubmission_file_feedback.html`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from html import escape
from pathlib import Path

from tutor.bridges.matching import matched
from tutor.bridges.moodle_grades import participant
from tutor.bridges.sheets import read_sheet
from tutor.classroom.clock import in_words
from tutor.classroom.explain import mark_in_words, points_in_words, why
from tutor.classroom.gradebook import Book, BookRow
from tutor.classroom.marks import Mark
from tutor.classroom.matching import Directory
from tutor.classroom.policy import policy_in_words
from tutor.course import Exercise
from tutor.errors import Refused
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source
from tutor.learning.submissions import Attempt
from tutor.learning.verdict import causes
from tutor.service import Tutor

_PARTICIPANT = re.compile(r"\D*(\d+)$")
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #10151f; background: #fff; }}
table {{ border-collapse: collapse; }}
th, td {{ text-align: left; padding: .2rem 1.5rem .2rem 0; vertical-align: top; }}
td.n, th.n {{ text-align: right; }}
h2 {{ margin-top: 2.5rem; border-top: 1px solid #c5cbd6; padding-top: 1rem; }}
pre {{ background: #f3f5f8; padding: .75rem; overflow-x: auto; line-height: 1.4; }}
.said {{ margin: .2rem 0 .2rem 1.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }}
.wrong {{ color: #a3191f; }} .right {{ color: #1a6334; }} .small {{ color: #4a5568; }}
@media print {{ pre {{ white-space: pre-wrap; }} }}
</style>
<h1>{title}</h1>
{body}
</html>
"""


@dataclass(frozen=True)
class Written:
    """How many files were written, and the learners for whom the worksheet has no row."""

    files: int
    left_out: tuple[str, ...] = ()


def write_feedback(
    tutor: Tutor, folder: Path, slug: str | None = None, worksheet: tuple[bytes, str] | None = None
) -> Written:
    """Write a file for each learner who has a mark or an attempt, of one exercise or of all.

    `worksheet` is one from Moodle, its bytes and its name: then the files are called as Moodle
    wants them. Raises Refused.
    """
    book = tutor.grades.book()
    exercises = [e for e in book.exercises if e.slug in book.counted and slug in (None, e.slug)]
    counting = {e.slug: _by_name(tutor, e.slug) for e in exercises}
    names = _names(book, tutor.roster.directory(), worksheet)
    files = 0
    _make(folder)
    for row in book.rows:
        parts = [
            _exercise(tutor, book, exercise, mark, counting[exercise.slug].get(row.learner))
            for exercise, mark in zip(book.exercises, row.marks, strict=True)
            if exercise in exercises and (mark.attempts or mark.points is not None)
        ]
        if parts and row.learner in names:
            title = f"{tutor.course.title}: {row.full_name or row.learner}"
            body = "\n".join([_overview(book, row, exercises), *parts])
            page = _PAGE.format(title=escape(title), body=body)
            _write(folder / f"{names[row.learner]}.html", page)
            files += 1
    left_out = (row.learner for row in book.rows if row.learner not in names)
    return Written(files, tuple(left_out))


def _by_name(tutor: Tutor, slug: str) -> dict[str, int]:
    """The submission that counts for each learner."""
    names = {learner.id: learner.name for learner in tutor.store.grades.learners()}
    counting = tutor.grades.counting(slug)
    return {names[n]: one.submission_id for n, one in counting.items() if n in names}


def _names(book: Book, directory: Directory, worksheet: tuple[bytes, str] | None) -> dict[str, str]:
    """What each learner's file is called. A name on the roster may have signs that no file may."""
    if worksheet is None:
        safe: dict[str, str] = {}
        for row in book.rows:
            name = re.sub(r"[^\w.@+-]", "_", row.learner).lstrip(".") or "_"
            while name.casefold() in (used.casefold() for used in safe.values()):
                name += "_"
            safe[row.learner] = name
        return safe
    sheet = read_sheet(*worksheet)
    numbers = {n: _PARTICIPANT.match(sheet.cell(n, 0).strip()) for n in sheet.body}
    width = len(sheet.titles)
    people = {n: participant(sheet, n, width) for n, number in numbers.items() if number}
    if not people:
        raise Refused(
            f"{worksheet[1]} is not a grading worksheet from Moodle: its first column should have "
            "the numbers of the participants."
        )
    found = {}
    for n, row in matched(people, book.rows, directory).items():
        number = numbers[n]
        full_name = re.sub(r"[^\w .-]", "", people[n].name).replace("_", " ").strip() or "learner"
        if number:
            found[row.learner] = f"{full_name}_{number[1]}_assignsubmission_file_feedback"
    return found


def _overview(book: Book, row: BookRow, exercises: Sequence[Exercise]) -> str:
    lines = [
        f"<tr><td>{escape(exercise.title)}<td class=n>{mark_in_words(mark)}"
        f"<td>{escape(_why(book, mark))}"
        for exercise, mark in zip(book.exercises, row.marks, strict=True)
        if exercise in exercises
    ]
    total = f"<p><strong>Together: {row.points:g} of {row.possible:g} points</strong></p>"
    return (
        f"<table><tr><th>Exercise<th class=n>Points<th>{''.join(lines)}</table>\n"
        f"{total if len(exercises) > 1 else ''}"
        f"<p class=small>{escape(policy_in_words(book.policy))}</p>"
    )


def _why(book: Book, mark: Mark) -> str:
    return " ".join(why(mark, book.policy, book.policy.clock))


def _exercise(
    tutor: Tutor, book: Book, exercise: Exercise, mark: Mark, submission_id: int | None
) -> str:
    heading = f"<h2>{escape(exercise.title)}: {points_in_words(mark)}</h2>"
    remark = f"<p>{escape(_why(book, mark))}</p>" if _why(book, mark) else ""
    if mark.comment:
        remark += f"<blockquote>{escape(mark.comment)}</blockquote>"
    if submission_id is None:
        return heading + remark
    attempt = tutor.submissions.attempt(submission_id)
    stored = tutor.submissions.submission(submission_id)
    code = "".join(
        f"<h4>{escape(label)}</h4><pre>{escape(text)}</pre>"
        for label, text in Source(stored.filename, stored.source).chunks()
    )
    report = _attempt(attempt, exercise, book.policy.clock)
    return f"{heading}{remark}{report}<h3>Your code</h3>{code}"


def _attempt(attempt: Attempt, exercise: Exercise, zone: tzinfo | None) -> str:
    when = in_words(attempt.received, zone)
    if attempt.report is None:
        return f"<p>Submitted {when}; not graded yet.</p>"
    titles = {task.n: task.title for task in exercise.tasks}
    facts = f"<p>Submitted {when}: {attempt.report.score:g} of {attempt.report.max_score:g}.</p>"
    return facts + "".join(_findings(attempt.report, titles))


def _findings(report: Report, titles: Mapping[int, str]) -> Iterator[str]:
    """What to fix, the first thing first, and then what passes."""
    for cause in causes(report):
        yield "".join(
            f"<p class=wrong>✗ Task {check.task}, {escape(titles.get(check.task, ''))}: "
            f"<strong>{escape(check.title)}</strong></p>"
            for check in cause.checks
        )
        why = report.misconceptions.get(cause.first.mistake or "", "")
        for said in filter(None, (cause.sentence, " ".join(why.split()), cause.advice)):
            yield f"<div class=said>{escape(said)}</div>"
    passed = [check for check in report.checks if check.outcome is Outcome.PASSED]
    for check in passed:
        said = f": {escape(check.message)}" if check.message else ""
        yield f"<p class=right>✓ Task {check.task}: {escape(check.title)}{said}</p>"
    for remark in report.remarks:
        yield f"<p class=small>{escape(remark)}</p>"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refused(f"{folder} is not empty. Name a new folder, so that nothing is mixed.")
    except OSError as error:
        raise Refused(f"{folder} cannot be made: {error.strerror}.") from None


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
