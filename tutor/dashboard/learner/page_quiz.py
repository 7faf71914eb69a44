"""Concept questions: what is due, practice, and tests of a module."""

import time

import streamlit as st

from tutor.course import module_title
from tutor.dashboard.parts.announcer import announce
from tutor.dashboard.parts.question_view import ask, show_marked, show_question, verdict_in_words
from tutor.dashboard.parts.wording import count, number
from tutor.dashboard.state import current_learner, one_sentence, the_tutor
from tutor.learning.sittings import Marked, Mode, Shown
from tutor.quiz.unreadable import Unreadable

ACTIVE = ("quiz_sitting", "quiz_marked", "quiz_started", "quiz_hint", "quiz_result")


def begin(mode: Mode, module: str | None) -> None:
    """Callback: start practice or a test."""
    stop()
    with one_sentence():
        sitting = the_tutor().sittings.sit(current_learner(), mode, module)
        st.session_state["quiz_sitting"] = (current_learner(), sitting.id, mode)


def stop() -> None:
    """Callback: leave; the answers are kept."""
    for key in ACTIVE:
        st.session_state.pop(key, None)
    st.session_state["quiz_left"] = st.session_state.get("quiz_left", 0) + 1


def go_on() -> None:
    """Callback: to the next question."""
    for key in ("quiz_marked", "quiz_started", "quiz_hint"):
        st.session_state.pop(key, None)


def show_hint() -> None:
    st.session_state["quiz_hint"] = True


def lobby() -> None:
    """What is waiting, and the ways to begin."""
    quizzes, learner = the_tutor().sittings, current_learner()
    modules = quizzes.cards.bank.modules
    if not modules:
        st.info("This course has no questions yet.", icon=":material/quiz:")
        return
    waiting = quizzes.waiting(learner)
    with st.container(border=True, gap="small", key="quiz_lobby"):
        due, new = st.columns(2)
        due.metric("Due for review", waiting.due)
        new.metric(
            f"New in {module_title(waiting.module)}" if waiting.module else "New", waiting.new
        )
        if waiting.due or waiting.new:
            st.button(
                "Practise",
                type="primary",
                icon=":material/play_arrow:",
                on_click=begin,
                args=(Mode.PRACTICE, None),
            )
            st.caption("Ten questions, due ones first. A question that you get wrong comes again.")
        elif waiting.next_due:
            st.markdown(
                f"Nothing is due. The next question comes back on {waiting.next_due:%d %B}."
            )
    st.header("One module", anchor=False)
    with st.container(border=True, gap="small"):
        current = waiting.module or modules[0]
        module = st.selectbox(
            "Module",
            modules,
            index=modules.index(current),
            format_func=module_title,
            key="quiz_module",
        )
        here = quizzes.waiting(learner, module)
        total = len(quizzes.cards.bank.of(module))
        st.caption(f"{count(total, 'question')}: {here.new} new to you, {here.due} due.")
        with st.container(horizontal=True):
            st.button("Practise this module", on_click=begin, args=(Mode.PRACTICE, module))
            st.button("Take it as a test", on_click=begin, args=(Mode.TEST, module))
        st.caption("A test gives feedback only at the end, and asks each question once.")


def question(shown: Shown, mode: Mode) -> None:
    """One question, until it is answered."""
    st.session_state.setdefault("quiz_started", time.monotonic())
    with st.container(border=True, key="question"):
        st.caption(shown.question.concept + (" · again" if shown.item.again else ""))
        show_question(shown.question)
        answer = ask(shown)
        with st.container(horizontal=True):
            answered = st.button("Answer", type="primary", key=f"give:{shown.item.id}")
            if shown.question.hint and not st.session_state.get("quiz_hint"):
                st.button("Hint", icon=":material/lightbulb:", on_click=show_hint)
        if hinted := bool(st.session_state.get("quiz_hint")):
            st.info(shown.question.hint, icon=":material/lightbulb:")
    if not answered:
        return
    seconds = time.monotonic() - st.session_state["quiz_started"]
    try:
        marked = the_tutor().sittings.answer(
            current_learner(), shown, answer, hinted=hinted, seconds=seconds
        )
    except Unreadable as error:
        st.warning(str(error), icon=":material/edit:")
        return
    go_on()
    if mode is Mode.PRACTICE:
        st.session_state["quiz_marked"] = marked
    st.rerun()


def explained(marked: Marked) -> None:
    """The question again, with the verdict on the answer."""
    with st.container(border=True):
        st.caption(marked.question.concept)
        show_question(marked.question)
        show_marked(marked)
        st.button(
            "Next",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=go_on,
            key="quiz_next",
        )


def result(answered: list[Marked], mode: Mode) -> str:
    """The result of a sitting; after a test with every explanation. Returns the result in words."""
    right = sum(marked.mark.is_right for marked in answered)
    credit = sum(marked.mark.credit for marked in answered)
    said = f"{right} of {len(answered)} right, {number(credit)} of {len(answered)} credits."
    with st.container(key="question"):
        st.success(said, icon=":material/flag:")
    if mode is Mode.TEST:
        for n, marked in enumerate(answered, start=1):
            sign = "✓" if marked.mark.is_right else "✗"
            with st.expander(f"{n} {sign} {marked.question.concept}"):
                show_question(marked.question)
                show_marked(marked)
    st.button("Back to the quizzes", icon=":material/arrow_back:", on_click=stop)
    return said


def sitting(sitting_id: int, mode: Mode) -> None:
    """The question, its verdict or the result; it gets the focus of the control that is gone."""
    quizzes, learner = the_tutor().sittings, current_learner()
    st.button("Leave", icon=":material/close:", on_click=stop, type="tertiary")
    if marked := st.session_state.get("quiz_marked"):
        explained(marked)
        said = " ".join([verdict_in_words(marked), *marked.mark.remarks])
        announce("quiz", f"{sitting_id}:{marked.item.id}:marked", said, focus="quiz_next")
        return
    shown = quizzes.next(sitting_id, learner)
    if shown is None:
        if "quiz_result" not in st.session_state:
            st.session_state["quiz_result"] = quizzes.finish(sitting_id, learner)
        said = result(st.session_state["quiz_result"], mode)
        announce("quiz", f"{sitting_id}:done", said, focus="question")
        return
    said = f"Question {shown.number} of {shown.total}"
    st.progress((shown.number - 1) / shown.total, said)
    question(shown, mode)
    announce("quiz", f"{sitting_id}:{shown.item.id}:asked", said, focus="question")


st.title("Quiz", anchor=False)
active = st.session_state.get("quiz_sitting")
if active is not None and active[0] != current_learner():
    stop()
    active = None
if active is None:
    lobby()
    left = st.session_state.get("quiz_left")
    announce("quiz", f"left:{left}" if left else "", focus="quiz_lobby")
else:
    sitting(active[1], active[2])
