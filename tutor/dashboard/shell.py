"""Around every page: the navigation, the learner, and what happens at start and on failure."""

import gc
import importlib
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from tutor.dashboard import places
from tutor.dashboard.api import PATH, api
from tutor.dashboard.doors import Doors
from tutor.dashboard.parts.scrolling import let_the_keyboard_scroll
from tutor.dashboard.parts.signs import let_signs_be_read
from tutor.dashboard.sign_in import routes, show_sign_in, show_who, viewer_of_session, way
from tutor.dashboard.state import (
    begin_to_teach,
    choose_learner,
    is_teaching,
    one_sentence,
    the_tutor,
)
from tutor.errors import TutorError
from tutor.service import Tutor

logger = logging.getLogger(__name__)

ICON = Path(__file__).parent / "icon.svg"
STYLE = Path(__file__).parent / "page.css"

# What a first page view would import otherwise; frozen, so that no page view walks it again.
HEAVY = (
    "pandas",
    "pyarrow",
    "sqlalchemy",
    "streamlit.elements.vega_charts",
    *("tutor.learning.activity", "tutor.learning.afterwards", "tutor.learning.concepts"),
    *("tutor.learning.path", "tutor.learning.sittings", "tutor.classroom.analysis"),
    *("tutor.classroom.grades", "tutor.classroom.explain", "tutor.classroom.intake"),
    *("tutor.classroom.questions", "tutor.classroom.regrades"),
)


def show() -> None:
    """Run one page view."""
    # Before the navigation, which would fetch the icon of the page from a server of Google's.
    st.set_page_config(page_icon=ICON, initial_sidebar_state=240)
    with one_sentence():
        if (visitor := viewer_of_session(the_tutor().sign_in)) is None:
            st.navigation([st.Page(_sign_in, title="Sign in")], position="hidden").run()
            return
        teaching = is_teaching()
        page = st.navigation(places.pages(visitor, teaching=teaching))
        if places.is_about_a_class(page) and not teaching:
            begin_to_teach()
        st.html(STYLE)
        wide = page.url_path in places.WIDE
        st.set_page_config(f"{page.title} · tutor", layout="wide" if wide else "centered")
        st.logo(ICON, size="large")
        with st.sidebar:
            choose_learner()
            if way() != "none":
                show_who(visitor)
        page.run()
        let_the_keyboard_scroll()
        let_signs_be_read()


def _sign_in() -> None:
    show_sign_in(the_tutor().course.title)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up before the first visitor, and grade the submissions that a crash left waiting."""
    tutor = await anyio.to_thread.run_sync(_start)
    try:
        yield
    finally:
        if tutor is not None:
            await anyio.to_thread.run_sync(tutor.close)


def settings() -> dict[str, Any]:
    """What the server is told besides the script: its start and end, its doors, its failures."""
    return {
        "lifespan": lifespan,
        "routes": [*routes(lambda: the_tutor().sign_in), Mount(PATH, api(the_tutor))],
        "middleware": [Middleware(Doors, door=lambda: the_tutor().sign_in)],
        "on_script_error": tell_failure,
    }


def _log_to_standard_error() -> None:
    """One line for each event; Streamlit's own log goes there too."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log = logging.getLogger("tutor")
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


def _start() -> Tutor | None:
    _log_to_standard_error()
    for name in HEAVY:
        importlib.import_module(name)
    try:
        tutor = the_tutor()
        tutor.graders.warm()
        taken_up = tutor.submissions.resume()
        tutor.queue.serve()
    except TutorError as error:
        logger.warning("%s", error)  # the pages say the same sentence to whoever opens them
        return None
    finally:
        gc.collect()
        gc.freeze()  # Streamlit collects after every page view: measured 206 ms of CPU against 37
    if taken_up:
        logger.info("Submissions without a mark that are queued again: %d.", len(taken_up))
    return tutor


def tell_failure(error: Exception) -> bool:
    """Show one sentence with a reference instead of a traceback; the log has both."""
    if isinstance(error, TutorError):  # raised in a callback, outside `one_sentence`
        with one_sentence():
            raise error
        return True
    reference = secrets.token_hex(4)
    logger.error("Failure %s: %r", reference, error)  # Streamlit has logged the traceback
    st.error(f"Something went wrong on our side. It is in the log as {reference}.")
    return True
