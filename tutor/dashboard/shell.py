"""Around every page: the navigation, the learner, and what happens at start and on failure."""

import gc
import importlib
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st

from tutor.dashboard import places
from tutor.dashboard.state import choose_learner, one_sentence, the_tutor
from tutor.errors import TutorError

logger = logging.getLogger(__name__)

ICON = Path(__file__).parent / "icon.svg"

# What a first page view would import otherwise; frozen, so that no page view walks it again.
HEAVY = ("pandas", "pyarrow", "sqlalchemy", "streamlit.elements.vega_charts")


def show() -> None:
    """Run one page view."""
    # Before the navigation, which would fetch the icon of the page from a server of Google's.
    st.set_page_config(page_icon=ICON, initial_sidebar_state=240)
    page = st.navigation(places.pages())
    wide = page.url_path in places.WIDE
    st.set_page_config(f"{page.title} · tutor", layout="wide" if wide else "centered")
    st.logo(ICON, size="large")
    with one_sentence():
        with st.sidebar:
            choose_learner()
        page.run()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up before the first visitor, and take up the submissions that a crash left waiting."""
    await anyio.to_thread.run_sync(_start)
    yield


def _start() -> None:
    try:
        taken_up = the_tutor().resume()
    except TutorError as error:
        logger.warning("%s", error)  # the pages say the same sentence to whoever opens them
    else:
        if taken_up:
            logger.info("Grading %d submissions that were still waiting.", taken_up)
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # Streamlit collects after every page view: measured 206 ms of CPU against 37


def tell_failure(error: Exception) -> bool:
    """Show one sentence with a reference instead of a traceback; the log has both."""
    if isinstance(error, TutorError):  # raised in a callback, outside `one_sentence`
        with one_sentence():
            raise error
        return True
    reference = secrets.token_hex(4)
    logger.error("Failure %s: %r", reference, error)  # Streamlit has logged the traceback
    st.error(f"Something went wrong on our side; it is in the log as {reference}.")
    return True
