"""Checks of a request before Streamlit sees it, and what every answer tells the browser.

A request has to call this server by one of its names. The browser sends our cookie also for a page
of another port of this host, so the whole address is compared, port included. With sign-in codes,
only people who have signed in may send files.
"""

from collections.abc import Callable

import anyio
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutor.classroom.sign_in import SignIn
from tutor.dashboard import hosts
from tutor.dashboard.headers import protective
from tutor.dashboard.sign_in import COOKIE, is_own_origin, way

OTHER_NAME = (
    "This dashboard does not know the host name in this address. To allow the name, start it with "
    f"`tutor dashboard --allowed-host NAME` or set {hosts.VARIABLE}."
)
OTHER_PAGE = "This page may not ask for that."


class Doors:
    """ASGI middleware. `door` is asked for when the first request needs it."""

    def __init__(self, app: ASGIApp, door: Callable[[], SignIn]) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        sending = _with_headers(send)
        if refusal := await self._refusal(scope):
            await _refuse(refusal, scope, receive, sending)
            return
        await self.app(scope, receive, sending)

    async def _refusal(self, scope: Scope) -> str:
        """Why this request may not come in; nothing if it may."""
        headers = Headers(scope=scope)
        named = headers.getlist("host")
        if len(named) != 1 or not hosts.is_allowed(named[0]):
            return OTHER_NAME
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and not is_own_origin(headers.get("origin"), named[0]):
            return OTHER_PAGE
        if way() == "codes" and "/_stcore/upload_file" in scope["path"]:
            token = cookie_parser(headers.get("cookie", "")).get(COOKIE)
            asked = self.door
            if await anyio.to_thread.run_sync(lambda: asked().signed_in(token)) is None:
                return OTHER_PAGE
        return ""


def _with_headers(send: Send) -> Send:
    """Send the protective headers with every answer, in place of the application's own."""
    names = {name for name, _ in protective()}

    async def sending(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            own = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
            message["headers"] = [*own, *protective()]
        await send(message)

    return sending


async def _refuse(why: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get(
        "extensions", {}
    ):
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(why, 403)(scope, receive, send)
