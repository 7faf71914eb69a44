"""The pages: where they are, what they are called, and how to get there."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from tutor.learning.viewer import Viewer

HERE = Path(__file__).parent
COURSE = HERE / "learner" / "page_course.py"
EXERCISE = HERE / "learner" / "page_exercise.py"
QUIZ = HERE / "learner" / "page_quiz.py"
CONCEPTS = HERE / "learner" / "page_concepts.py"
ATTEMPTS = HERE / "learner" / "page_attempts.py"
CLASS = HERE / "classroom" / "page_class.py"
ANALYSIS = HERE / "classroom" / "page_analysis.py"
QUESTIONS = HERE / "classroom" / "page_questions.py"
GRADEBOOK = HERE / "classroom" / "page_gradebook.py"
SUBMISSIONS = HERE / "classroom" / "page_submissions.py"
ROSTER = HERE / "classroom" / "page_roster.py"

WIDE = {"exercise", "class", "analysis", "questions", "gradebook", "submissions", "roster"}


def pages(viewer: Viewer) -> Mapping[str, list[st.Page]]:
    """The pages of this viewer in the order of the navigation."""
    mine = [
        _page(COURSE, "Home", "home", "What to do next, and the course as a path.", default=True),
        _page(EXERCISE, "Exercise", "code", "The statement, your code, the feedback."),
        _page(QUIZ, "Quiz", "quiz", "Concept questions: due ones first, practice, tests."),
        _page(CONCEPTS, "Concepts", "hub", "How well you know each concept."),
        _page(ATTEMPTS, "History", "history", "Every attempt with its report and its code."),
    ]
    if not viewer.is_instructor:
        return {"": mine}
    taught = [
        _page(CLASS, "Class", "groups", "The progress of the class, and who is stuck."),
        _page(ANALYSIS, "Exercise analysis", "monitoring", "Checks, misconceptions, attempts."),
        _page(QUESTIONS, "Quiz analysis", "fact_check", "How the class does with each question."),
        _page(GRADEBOOK, "Gradebook", "table_chart", "Marks under your policy, with overrides."),
        _page(
            SUBMISSIONS, "Submissions", "upload_file", "Submit files of a class, regrade, publish."
        ),
        _page(ROSTER, "Roster", "badge", "Who is in the class, and how they sign in."),
    ]
    return {"Learn": mine, "Teach": [page for page in taught if page is not None]}


def _page(path: Path, title: str, icon: str, tip: str, default: bool = False) -> st.Page:
    return st.Page(
        path,
        title=title,
        icon=f":material/{icon}:",
        url_path=path.stem.removeprefix("page_"),
        default=default,
        help=tip,
    )
