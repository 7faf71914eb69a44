"""The pages: where they are, what they are called, and how to get there."""

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
SIMILAR = HERE / "classroom" / "page_similar.py"
ROSTER = HERE / "classroom" / "page_roster.py"

WIDE = {
    "exercise",
    "class",
    "analysis",
    "questions",
    "gradebook",
    "submissions",
    "similar",
    "roster",
}


# Who teaches: the page, its name, its icon, and what it is for.
TAUGHT = (
    (CLASS, "Class", "groups", "The progress of the class, and who is stuck."),
    (ANALYSIS, "Exercise analysis", "monitoring", "Checks, misconceptions, attempts."),
    (QUESTIONS, "Quiz analysis", "fact_check", "How the class does with each question."),
    (GRADEBOOK, "Gradebook", "table_chart", "Marks under your policy, with overrides."),
    (SUBMISSIONS, "Submissions", "upload_file", "Submit files of a class, regrade, publish."),
    (SIMILAR, "Similar code", "difference", "Programs that share more than chance gives."),
    (ROSTER, "Roster", "badge", "Who is in the class, and how they sign in."),
)
LEARNT = (
    (COURSE, "Home", "home", "What to do next, and the course as a path."),
    (EXERCISE, "Exercise", "code", "The statement, your code, the feedback."),
    (QUIZ, "Quiz", "quiz", "Concept questions: due ones first, practice, tests."),
    (CONCEPTS, "Concepts", "hub", "How well you know each concept."),
    (ATTEMPTS, "History", "history", "Every attempt with its report and its code."),
)


def pages(viewer: Viewer, *, teaching: bool) -> list[st.Page]:
    """The pages of this viewer in the order of the navigation.

    An instructor who is not `teaching` finds the pages about a class by links alone. There are no
    sections: Streamlit 1.67 makes a list of each that a screen reader cannot read.
    """
    mine = [_page(*page) for page in LEARNT]
    if not viewer.is_instructor:
        return mine
    return [*mine, *(_page(*page, shown=teaching) for page in TAUGHT)]


def is_about_a_class(page: st.Page) -> bool:
    """Whether it is one of those for instructors."""
    return page.url_path in {_name(path) for path, *_ in TAUGHT}


def _page(path: Path, title: str, icon: str, tip: str, *, shown: bool = True) -> st.Page:
    return st.Page(
        path,
        title=title,
        icon=f":material/{icon}:",
        url_path=_name(path),
        default=path == COURSE,
        help=tip,
        visibility="visible" if shown else "hidden",
    )


def _name(path: Path) -> str:
    return path.stem.removeprefix("page_")
