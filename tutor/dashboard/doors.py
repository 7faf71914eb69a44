"""Checks of a request before Streamlit sees it.

The browser sends our cookie also for a page of another port of this host, so the whole address is
compared, port included. With sign-in codes, only people who have signed in may send files.
"""

from collections.abc import Callable

import anyio
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from tutor.classroom.sign_in import SignIn
from tutor.dashboard.sign_in import COOKIE, is_own_origin, way


class Doors:
    """ASGI middleware. `door` is asked for when the first request needs it."""

    def __init__(self, app: ASGIApp, door: Callable[[], SignIn]) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not await self._may_enter(scope):
            await _refuse(scope, send)
            return
        await self.app(scope, receive, send)

    async def _may_enter(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and not is_own_origin(headers.get("origin"), headers.get("host")):
            return False
        if way() == "codes" and "/_stcore/upload_file" in scope["path"]:
            token = cookie_parser(headers.get("cookie", "")).get(COOKIE)
            asked = self.door
            return await anyio.to_thread.run_sync(lambda: asked().signed_in(token)) is not None
        return True


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": []})
    await send({"type": "http.response.body", "body": b"This page may not ask for that."})
