"""The pages: where they are, what they are called, and how to get there."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
COURSE = HERE / "page_course.py"
EXERCISE = HERE / "page_exercise.py"
QUIZ = HERE / "page_quiz.py"
CONCEPTS = HERE / "page_concepts.py"
ATTEMPTS = HERE / "page_attempts.py"
CLASS = HERE / "page_class.py"

WIDE = {"exercise", "class"}


def pages() -> list[st.Page]:
    """All pages in the order of the navigation."""
    return [
        st.Page(
            COURSE,
            title="Course",
            icon=":material/map:",
            url_path="course",
            default=True,
            help="The course as a path: what is done and what is next.",
        ),
        st.Page(
            EXERCISE,
            title="Exercise",
            icon=":material/code:",
            url_path="exercise",
            help="Read the statement, write the code, submit it and read the feedback.",
        ),
        st.Page(
            QUIZ,
            title="Quiz",
            icon=":material/quiz:",
            url_path="quiz",
            help="Concept questions: due ones first, practice, and tests.",
        ),
        st.Page(
            CONCEPTS,
            title="Concepts",
            icon=":material/hub:",
            url_path="concepts",
            help="How well you know each concept, and what to review.",
        ),
        st.Page(
            ATTEMPTS,
            title="Attempts",
            icon=":material/history:",
            url_path="attempts",
            help="Every attempt with its report and its code.",
        ),
        st.Page(
            CLASS,
            title="Class",
            icon=":material/groups:",
            url_path="class",
            help="The gradebook and the most frequent misconceptions.",
        ),
    ]
