"""Signing in: who is in front of a page, the form, and the two routes behind it.

`TUTOR_SIGN_IN` is `none` for somebody alone on their machine, `codes` for a class with sign-in
codes, or `oidc` where an identity provider is set up for Streamlit (`st.login`). The roster says
what a person may do; nobody else may do anything.
"""

import html
import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from urllib.parse import urlsplit

import anyio
import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tutor.classroom.sign_in import SESSION, WAIT, WRONG, SignIn
from tutor.dashboard.parts.wording import literal
from tutor.errors import Refused, TutorError, missing_extra
from tutor.learning.viewer import Role, Viewer, default_learner

COOKIE = "tutor_session"
WAYS = ("none", "codes", "oidc")
# The address names the problem and not its words: nobody can put others there.
PROBLEMS = {"wrong": WRONG, "wait": WAIT}


def way() -> str:
    """How people sign in here. Raises Refused for a way that does not exist."""
    named = os.environ.get("TUTOR_SIGN_IN", "none")
    if named not in WAYS:
        raise Refused(f"TUTOR_SIGN_IN is '{named}'. Set it to one of: {', '.join(WAYS)}.")
    return named


def viewer_of_session(door: SignIn) -> Viewer | None:
    """Who is in front of this page; None for somebody who has to sign in."""
    return _asking(door)()


def viewer_later(door: SignIn) -> Callable[[], Viewer]:
    """The same for what happens after the page was drawn, in another thread, as a download."""
    ask = _asking(door)

    def asked() -> Viewer:
        if (found := ask()) is None:
            raise Refused("You are not signed in. Load this page again to sign in.")
        return found

    return asked


def _asking(door: SignIn) -> Callable[[], Viewer | None]:
    """How to ask who this is, whenever it is asked: the session may have ended meanwhile."""
    if way() == "codes":
        token = st.context.cookies.get(COOKIE)
        return lambda: door.signed_in(token)
    if way() == "oidc":
        email = str(st.user.get("email", ""))
        vouched = st.user.get("email_verified", True) is not False
        known = bool(getattr(st.user, "is_logged_in", False)) and vouched
        return lambda: door.known_by(email) if known else None
    return lambda: Viewer(default_learner(), Role.INSTRUCTOR)


def show_sign_in(course: str) -> None:
    """The page of somebody who is not signed in, with the title of the course."""
    st.title("Sign in", anchor=False)
    st.markdown(f"**{literal(course)}**")
    if way() == "oidc":
        _show_oidc()
        return
    if problem := PROBLEMS.get(st.query_params.get("problem", "")):
        st.error(problem, icon=":material/lock:")
    with st.container(border=True):
        st.html(_FORM.format(action=html.escape(f"{_base()}/auth/sign-in")))
    st.caption("Your instructor gives you the code. It works until you get a new one.")


def show_who(viewer: Viewer) -> None:
    """Who is signed in, and the way out."""
    st.caption(f"Signed in as **{literal(viewer.name)}**")
    if way() == "oidc":
        st.button("Sign out", icon=":material/logout:", on_click=st.logout, type="tertiary")
    else:
        st.html(_WAY_OUT.format(action=html.escape(f"{_base()}/auth/sign-out")))


def routes(door: Callable[[], SignIn]) -> list[Route]:
    """The routes of the forms."""

    async def sign_in(request: Request) -> Response:
        if not _is_own(request):
            return Response(
                "This form was sent from another site. Open the dashboard and try again.", 403
            )
        form = await request.form(max_files=0, max_fields=5)
        name, code = str(form.get("who_learns", "")), str(form.get("sign_in_code", ""))
        address = request.client.host if request.client else ""
        try:
            token = await anyio.to_thread.run_sync(
                lambda: door().sign_in(name, code, address), limiter=two_at_a_time()
            )
        except TutorError as error:
            return _to_first_page("wait" if str(error) == WAIT else "wrong")
        response = _to_first_page()
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(SESSION.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=_is_https(request),
        )
        return response

    async def sign_out(request: Request) -> Response:
        if not _is_own(request):
            return Response(
                "This form was sent from another site. Open the dashboard and try again.", 403
            )
        token = request.cookies.get(COOKIE)
        await anyio.to_thread.run_sync(lambda: door().sign_out(token))
        response = _to_first_page()
        response.delete_cookie(COOKIE)
        return response

    return [
        Route("/auth/sign-in", sign_in, methods=["POST"]),
        Route("/auth/sign-out", sign_out, methods=["POST"]),
    ]


def require_oidc() -> None:
    """Raise Refused where what Streamlit's `st.login` needs is not installed."""
    if find_spec("authlib") is None:
        raise missing_extra("Signing in through an identity provider", "oidc")


def _show_oidc() -> None:
    require_oidc()
    if getattr(st.user, "is_logged_in", False):
        email = literal(str(st.user.get("email", "")))
        st.error(f"{email} is not on the roster. Ask your instructor.", icon=":material/lock:")
        st.button("Sign in as another person", on_click=st.logout)
    else:
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)


@cache
def two_at_a_time() -> anyio.CapacityLimiter:
    """Comparing a code takes 64 MB on purpose; whoever guesses should not take all there is."""
    return anyio.CapacityLimiter(2)


def _to_first_page(problem: str = "") -> RedirectResponse:
    """Back to where the dashboard begins."""
    return RedirectResponse(f"{_base()}/" + (f"?problem={problem}" if problem else ""), 303)


def _base() -> str:
    """The path under which a proxy serves the dashboard."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _is_own(request: Request) -> bool:
    """A form of another site must not sign anybody in or out."""
    return is_own_origin(request.headers.get("origin"), request.headers.get("host"))


def is_own_origin(origin: str | None, host: str | None) -> bool:
    """Whether a request comes from a page of this very server, port included; or from no page."""
    try:
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False


def _is_https(request: Request) -> bool:
    forwarded = request.headers.get("x-forwarded-proto", request.url.scheme)
    return forwarded == "https"


# Streamlit takes away field names that a form has of its own, such as `name`.
_FORM = """
<form method="post" action="{action}" style="display:grid;gap:.75rem;max-width:22rem">
  <label style="display:grid;gap:.25rem">Name
    <input name="who_learns" required maxlength="100" autocomplete="username" autofocus
      style="font:inherit;color:inherit;background:transparent;padding:.5rem .75rem;
      border:1px solid #8a93a6;border-radius:8px"></label>
  <label style="display:grid;gap:.25rem">Code
    <input name="sign_in_code" type="password" required maxlength="100"
      autocomplete="current-password"
      style="font:inherit;color:inherit;background:transparent;padding:.5rem .75rem;
      border:1px solid #8a93a6;border-radius:8px"></label>
  <button style="font:inherit;justify-self:start;padding:.5rem 1rem;border:0;border-radius:8px;
    color:#fff;background:#3451c6;cursor:pointer">Sign in</button>
</form>
"""
_WAY_OUT = """
<form method="post" action="{action}">
  <button style="font:inherit;color:inherit;background:transparent;padding:.25rem 0;border:0;
    cursor:pointer;text-decoration:underline">Sign out</button>
</form>
"""
