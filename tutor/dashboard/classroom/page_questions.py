"""For the instructor: how the class does with each question of the quizzes."""

import streamlit as st

from tutor.classroom.analysis_quizzes import QuestionAnalysis
from tutor.course import module_title
from tutor.dashboard.classroom.class_tables import option_lines, question_rows
from tutor.dashboard.parts.question_view import show_question
from tutor.dashboard.parts.tables import room_for
from tutor.dashboard.parts.wording import count
from tutor.dashboard.state import the_tutor
from tutor.quiz.wording import key_in_words

EVERY_MODULE = "All modules"

tutor = the_tutor()


def filtered(questions: list[QuestionAnalysis]) -> list[QuestionAnalysis]:
    """Those of one module, or only those with a hint."""
    modules = [
        m for m in tutor.sittings.cards.bank.modules if any(q.module == m for q in questions)
    ]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        module = st.selectbox(
            "Module",
            [EVERY_MODULE, *modules],
            format_func=lambda name: name if name == EVERY_MODULE else module_title(name),
            key="questions_module",
            persist_state="session",
        )
        hinted = st.toggle("Only those to check", key="questions_hinted")
    return [q for q in questions if module in (EVERY_MODULE, q.module) and (q.hint or not hinted)]


def choose(questions: list[QuestionAnalysis]) -> QuestionAnalysis:
    """The table; the hardest question is open until another row is chosen."""
    event = room_for("questions", len(questions), leave="26rem").dataframe(
        question_rows(questions),
        hide_index=True,
        height="stretch",
        placeholder="-",
        on_select="rerun",
        selection_mode="single-row-required",
        key="question_list",
        alt="Questions, the hardest first",
        column_config={
            "Question": st.column_config.TextColumn(width=300),
            "Credit": st.column_config.ProgressColumn(
                format="%.0f%%", min_value=0.0, max_value=100.0, help="The mean credit."
            ),
            "Discrimination": st.column_config.NumberColumn(
                format="%.2f",
                help="The correlation between the credit here and on other questions, from 1 to "
                "-1: 1 means that those who do well on other questions do well here.",
            ),
            "Seconds": st.column_config.NumberColumn(format="%.0f"),
        },
    )
    rows = event.selection.rows
    return questions[rows[0] if rows and rows[0] < len(questions) else 0]


def show(chosen: QuestionAnalysis) -> None:
    """The question, its key, the chosen options, and what its author may want to check."""
    if chosen.hint:
        st.warning(chosen.hint, icon=":material/search:", title="To check")
    question = tutor.analysis.question(chosen.family)
    with st.container(border=True):
        if question is None:
            st.markdown(chosen.text)
            st.caption("Its values are drawn again for each learner.")
        else:
            show_question(question)
            st.markdown(f"**Key:** {key_in_words(question)}")
    if chosen.options:
        st.caption("How often each option was chosen; ✓ marks the right ones.")
        for share, words in option_lines(chosen):
            st.progress(share, text=words)
    st.caption(f"{count(chosen.answers, 'answer')} by {count(chosen.learners, 'learner')}.")


st.title("Quiz analysis", anchor=False)
questions = tutor.analysis.questions()
if not questions:
    st.info(
        "Nobody has answered a question yet. Ask the class to practise on the Quiz page; its "
        "answers are counted here.",
        icon=":material/fact_check:",
    )
    st.stop()
shown = filtered(questions)
st.caption(f"{count(len(shown), 'question')}, the hardest first. Choose a row to open it.")
if shown:
    show(choose(shown))
