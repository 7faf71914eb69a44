"""What runs in Gradescope for each submission: find its file, grade it, write `results.json`.

`python -m tutor.bridges.autograder EX LEVEL VISIBILITY`, in the folder that has `source`,
`submission` and `results`. When the grader fails, nothing is written: Gradescope then tells the
instructor, and no learner gets a zero for it.
"""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tutor.course import Exercise, load_course
from tutor.errors import GraderError, Refused, TutorError
from tutor.grading.graders import Graders
from tutor.grading.report import Report
from tutor.grading.source import Source, read_source
from tutor.sandbox.host.layers import Floor

_CODE = (".py", ".ipynb")


def main() -> int:
    slug, floor, visibility = sys.argv[1:]
    here = Path.cwd()
    exercise = load_course(here / "source" / "course").exercise(slug)
    try:
        source = read_source(_file(exercise, here / "submission"))
    except TutorError as error:
        results = _unreadable(exercise, str(error))
    else:
        try:
            results = _results(_graded(exercise, source, Floor(floor)), visibility)
        except TutorError as error:
            print(f"The grader failed: {error}")
            return 1
    (here / "results").mkdir(exist_ok=True)
    (here / "results" / "results.json").write_text(json.dumps(results), encoding="utf-8")
    return 0


def _graded(exercise: Exercise, source: Source, floor: Floor) -> Report:
    """The report; raises a TutorError where the submission is not the reason."""
    with closing(Graders(exercise.root, floor=floor)) as graders:
        report = graders.grade(exercise.slug, source).result()
    if report.grader_failed:
        raise GraderError(f"the suite itself failed; `tutor audit {exercise.slug}` says where.")
    return report


def _file(exercise: Exercise, folder: Path) -> Path:
    """The file to grade: the one with the exercise's name, or the only one. Raises Refused."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in _CODE and path.is_file() and not _is_hidden(path.relative_to(folder))
    ]
    named = [path for path in found if path.stem == exercise.slug]
    for chosen in (named, found):
        if len(chosen) == 1:
            return chosen[0]
    said = f"Submit one file called {exercise.slug}.py or {exercise.slug}.ipynb."
    names = ", ".join(str(path.relative_to(folder)) for path in found[:10])
    raise Refused(f"{said} There are: {names}." if found else said)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__")) for part in path.parts)


def _results(report: Report, visibility: str) -> dict[str, Any]:
    """Our report, with what no face of Gradescope shows by itself: the misconceptions."""
    data = report.to_json()
    data["stdout_visibility"] = "hidden"
    for test in data["tests"]:
        if test["visibility"] != "visible":
            test["visibility"] = visibility
        why = report.misconceptions.get(test["extra_data"]["mistake"] or "", "")
        test["output"] = "\n\n".join(filter(None, [test["output"], " ".join(why.split())]))
    return data


def _unreadable(exercise: Exercise, problem: str) -> dict[str, Any]:
    test = {
        "name": "The submission can be read",
        "score": 0.0,
        "max_score": exercise.max_score,
        "status": "failed",
        "output": problem,
        "visibility": "visible",
    }
    return {"score": 0.0, "output": problem, "stdout_visibility": "hidden", "tests": [test]}


if __name__ == "__main__":
    sys.exit(main())
