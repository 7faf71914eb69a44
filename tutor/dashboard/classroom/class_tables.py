"""What the charts and tables about a class show, as plain rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from string import ascii_lowercase as LETTERS

from tutor.classroom.analysis import Cell, HeatMap, Learner, Stuck
from tutor.classroom.analysis_exercises import CheckRate, ExerciseAnalysis
from tutor.classroom.analysis_quizzes import QuestionAnalysis
from tutor.course import Exercise, module_title
from tutor.course.mathematics import readable
from tutor.dashboard.parts.wording import count, spoken

Row = dict[str, object]

NOT_YET = "not yet"


def called(learners: Sequence[Learner]) -> dict[str, str]:
    """What each learner is called: the full name, with the short one where two have the same."""
    return named((learner.name, learner.full_name) for learner in learners)


def named(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The same for pairs of a short and a full name."""
    names = {name: full_name or name for name, full_name in people}
    times = Counter(names.values())
    return {
        name: shown if times[shown] == 1 or shown == name else f"{shown} ({name})"
        for name, shown in names.items()
    }


def fewest_points_first(heat: HeatMap) -> list[Learner]:
    """The learners by the sum of their shares."""
    shares: dict[str, float] = {}
    for cell in heat.cells:
        shares[cell.learner] = shares.get(cell.learner, 0.0) + (cell.share or 0.0)
    return sorted(heat.learners, key=lambda learner: shares.get(learner.name, 0.0))


def tried_by_anybody(heat: HeatMap) -> HeatMap:
    """Without the exercises that nobody here has tried."""
    tried = {cell.exercise for cell in heat.cells}
    return replace(heat, exercises=tuple(e for e in heat.exercises if e.slug in tried))


def heat_rows(heat: HeatMap, learners: Sequence[Learner], names: Mapping[str, str]) -> list[Row]:
    """A row for each of these learners and each exercise, tried or not."""
    cells = {(cell.learner, cell.exercise): cell for cell in heat.cells}
    return [
        {
            "learner": names[learner.name],
            "name": learner.name,
            "exercise": exercise.title,
            "slug": exercise.slug,
            **_cell(cells.get((learner.name, exercise.slug))),
        }
        for learner in learners
        for exercise in heat.exercises
    ]


def stuck_rows(stuck: Sequence[Stuck], exercises: Mapping[str, Exercise]) -> list[Row]:
    return [
        {
            "Learner": row.full_name or row.learner,
            "Exercise": exercises[row.exercise].title,
            "Attempts": row.attempts,
            "Best": 100 * row.share,
            "Misconception": spoken(row.mistake) if row.mistake else None,
            "Fails": row.check,
            "Last attempt": row.last,
        }
        for row in stuck
    ]


def check_rows(checks: Sequence[CheckRate]) -> list[Row]:
    return [
        {
            "row": n,
            "title": check.title,
            "rate": check.rate,
            "label": f"{check.passed} of {check.learners}",
            "words": f"{percent(check.rate)} · {check.title}",
        }
        for n, check in enumerate(checks)
    ]


def attempts_rows(analysis: ExerciseAnalysis) -> list[Row]:
    """How many learners needed so many attempts, without gaps; the last row is "not yet"."""
    needed = analysis.attempts_to_full
    rows: list[Row] = [
        {"attempts": str(n), "learners": needed.get(n, 0)}
        for n in range(1, max(needed, default=0) + 1)
    ]
    if waiting := analysis.learners - analysis.solved:
        rows.append({"attempts": NOT_YET, "learners": waiting})
    return rows


def question_rows(questions: Iterable[QuestionAnalysis]) -> list[Row]:
    return [
        {
            "Question": " ".join(readable(each.text).split()),
            "Credit": 100 * each.difficulty,
            "Discrimination": each.discrimination,
            "To check": "yes" if each.hint else "",
            "Answers": each.answers,
            "Seconds": each.seconds,
            "Module": module_title(each.module),
            "Concept": each.concept,
            "Type": each.kind.replace("_", " "),
        }
        for each in questions
    ]


def option_lines(question: QuestionAnalysis) -> list[tuple[float, str]]:
    """The share of the answers that chose each option, in the order of the file, and the option as
    Markdown, whose formulas are drawn; the right ones are marked."""
    return [
        (
            min(1.0, option.times / question.answers),
            f"{'✓' if option.right else '✗'} **{letter})** {count(option.times, 'time')} · "
            f"{option.text}",
        )
        for letter, option in zip(LETTERS, question.options, strict=False)
    ]


def percent(share: float) -> str:
    return f"{share:.0%}"


def duration(time: timedelta) -> str:
    """A time in the unit that fits: `40 min`, `3 h`, `2 d`."""
    minutes = time.total_seconds() / 60
    if minutes < 1:
        return "at once"
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} d"


def _cell(cell: Cell | None) -> Row:
    """`figure` is the percentage without its sign, and a dot while everything waits."""
    if cell is None:
        return {"share": -1.0, "figure": "", "points": "none", "attempts": 0, "last": "never"}
    known = cell.share is not None
    return {
        "share": cell.share if known else -1.0,
        "figure": f"{100 * cell.share:.0f}" if cell.share is not None else "…",
        "points": percent(cell.share) if cell.share is not None else "waiting",
        "attempts": cell.attempts,
        "last": f"{cell.last:%-d %b %Y}",
    }
