"""One question on a page: shown, answered with a fitting control, and explained."""

from string import ascii_lowercase as LETTERS
from typing import Any

import streamlit as st

from tutor.dashboard.parts.wording import literal
from tutor.learning.sittings import Marked, Shown
from tutor.quiz.model import (
    Choice,
    Matching,
    Numeric,
    Open,
    Ordering,
    Output,
    Question,
    Shape,
    TrueFalse,
)
from tutor.quiz.wording import key_in_words


def show_question(question: Question) -> None:
    """The text and the code."""
    st.markdown(question.text)
    if question.code:
        st.code(question.code.strip("\n"), language="python")


def ask(shown: Shown) -> Any:
    """The control for this type; returns the answer so far, in the form that is marked."""
    question, order = shown.question, shown.order
    key = f"answer:{shown.item.id}"
    match question:
        case Choice(several=True, option=options):
            st.caption("Select all right options.")
            return [i for i in order if st.checkbox(options[i].text, key=f"{key}:{i}")]
        case Choice(option=options):
            chosen = st.radio(
                "Choose one",
                order,
                index=None,
                key=key,
                format_func=lambda i: options[i].text,
                label_visibility="collapsed",
            )
            return [] if chosen is None else [chosen]
        case TrueFalse():
            return st.segmented_control(
                "True or false?",
                [True, False],
                key=key,
                format_func=lambda value: "True" if value else "False",
                label_visibility="collapsed",
            )
        case Ordering(items=items):
            return _ordered(items, order, key)
        case Matching(pairs=pairs, partners=partners):
            chosen_ones = [
                st.selectbox(
                    left,
                    order,
                    index=None,
                    key=f"{key}:{n}",
                    format_func=lambda i: partners[i],
                    placeholder="Choose the match",
                )
                for n, (left, _) in enumerate(pairs)
            ]
            return [chosen for chosen in chosen_ones if chosen is not None]
        case Open():
            return _open(question, key)
        case Output():
            return st.text_area("What does it print?", key=key, height=80)
    return st.text_input(_label(question), key=key, autocomplete="off")


def show_marked(marked: Marked) -> None:
    """Show the verdict, remarks on this answer, the key if the answer was wrong, and why."""
    given, question, said = marked.mark, marked.question, verdict_in_words(marked)
    if isinstance(question, Open):
        st.info(said, icon=":material/edit_note:")
    elif given.is_right:
        st.success(said, icon=":material/check_circle:")
    elif given.credit:
        st.warning(said, icon=":material/timelapse:")
    else:
        st.error(said, icon=":material/cancel:")
    st.caption(f"You answered: {literal(answer_in_words(question, marked.answer))}")
    for remark in given.remarks:
        st.markdown(remark)
    if not given.is_right and not isinstance(question, Open):
        st.markdown(f"**The answer:** {key_in_words(question)}")
    st.markdown(question.explanation)
    st.caption(f"Source: {literal(question.source)}")


def verdict_in_words(marked: Marked) -> str:
    """What the answer is worth."""
    credit = marked.mark.credit
    if isinstance(marked.question, Open):
        return f"You gave yourself {credit:.0%}."
    if marked.mark.is_right:
        return "Right."
    return f"Partly right: {credit:.0%}." if credit else "Not right."


def answer_in_words(question: Question, answer: Any) -> str:
    """What the learner answered, as one would say it."""
    match question:
        case Choice(option=options):
            return "; ".join(options[i].text for i in answer)
        case TrueFalse():
            return str(answer).lower()
        case Ordering(items=items):
            return "; then ".join(items[i] for i in answer)
        case Matching(pairs=pairs, partners=partners):
            return "; ".join(
                f"{left}: {partners[i]}" for (left, _), i in zip(pairs, answer, strict=True)
            )
        case Open():
            return str(answer["text"])
    return str(answer)


def _ordered(items: tuple[str, ...], order: tuple[int, ...], key: str) -> list[int]:
    """Letters that are chosen in order, because the items themselves may be long."""
    letter = {item: LETTERS[n] for n, item in enumerate(order)}
    st.markdown("  \n".join(f"**{letter[i]})** {items[i]}" for i in order))
    return st.multiselect(
        "Choose the letters in the right order",
        order,
        key=key,
        format_func=lambda i: letter[i],
        placeholder="First, second, ...",
    )


def _open(question: Open, key: str) -> dict[str, Any]:
    """A text first; then a model answer, and the points that the learner finds in their own."""
    text = st.text_area("Your answer, in one or two sentences", key=key, height=120)
    if not st.toggle("I have written my answer. Show a model answer", key=f"{key}:model"):
        return {"text": text, "points": []}
    with st.container(border=True):
        st.markdown(question.model)
    st.caption("Select the points that your answer contains too.")
    points = [st.checkbox(point, key=f"{key}:{n}") for n, point in enumerate(question.rubric)]
    return {"text": text, "points": points}


def _label(question: Question) -> str:
    match question:
        case Numeric(unit=unit):
            return f"A number in {unit}" if unit else "A number"
        case Shape():
            return "A shape, such as (N, 3, 8, 8)"
    return "A word or two"
