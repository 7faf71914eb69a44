"""The door for learners' own machines: `tutor login` and `tutor submit` knock here.

A small HTTP interface under `/api/v1`, described by `/api/v1/openapi.json`. It asks the same
services as the pages do, and what comes back is what a learner may see. Whoever signs in here has
the rights of a learner, an instructor too.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import anyio
import limits
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime, BaseModel, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutor import __version__
from tutor.classroom.gradebook import Mine
from tutor.classroom.sign_in import WAIT
from tutor.dashboard.sign_in import two_at_a_time, way
from tutor.errors import GraderError, Refused, TutorError
from tutor.grading.source import source_from_bytes
from tutor.learning.carrying import as_text
from tutor.learning.viewer import Viewer
from tutor.records.machines import Sending
from tutor.service import Tutor

PATH = "/api/v1"
MAX_BODY = 4_000_000  # bytes: a file of 1 MB, written as JSON
NO_CODES = "This class server has no sign-in codes, so a terminal cannot sign in to it."
NO_SUITES = "The course on this server has no hidden suites. Please tell your instructor"
UNKNOWN = "This machine is not signed in any more. Sign in again with `tutor login`."
OFTEN = "That was too often. Wait a minute and try again."
SUBMISSIONS = limits.parse("20/minute")
REQUESTS = limits.parse("600/minute")

router = APIRouter()

Short = Annotated[str, Field(max_length=200)]


class SignInForm(BaseModel):
    name: Short
    code: Short
    machine: Annotated[Short, Field(description="What the learner's machine is called")]


class Token(BaseModel):
    learner: str
    token: str
    until: datetime


class Handed(BaseModel):
    """A file that is handed in. Sent again with the same key, it is the same submission."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    exercise: Short
    filename: Short
    text: str
    made: Annotated[AwareDatetime, Field(description="By the clock of the learner's machine")]


class Received(BaseModel):
    number: int
    received: Annotated[datetime, Field(description="When it came; this is what a deadline asks")]


class GradingStanding(BaseModel):
    """How far the grading is. With `graded` comes what `tutor progress --import` reads."""

    state: Literal["open", "graded", "failed"]
    done: Annotated[int, Field(description="How many checks are done, of how many")] = 0
    total: int = 0
    title: Annotated[str, Field(description="Of the check that was done last")] = ""
    outcome: str = ""
    problem: str = ""
    history: dict[str, Any] | None = None
    attempts_left: Annotated[str, Field(description="In words; empty without a limit")] = ""


def api(tutor: Callable[[], Tutor]) -> ASGIApp:
    """The application to mount at `PATH`."""
    app = FastAPI(title="tutor", version=__version__, docs_url=None, redoc_url=None)
    app.state.tutor = tutor
    app.state.limiter = limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage())
    app.include_router(router)
    app.add_exception_handler(TutorError, _tell)
    app.add_exception_handler(RequestValidationError, _explain)
    return SmallRequests(app)


def _the_tutor(request: Request) -> Tutor:
    tutor: Tutor = request.app.state.tutor()
    return tutor


def _token(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
) -> str:
    if given is None:
        raise HTTPException(401, UNKNOWN)
    return given.credentials


OurTutor = Annotated[Tutor, Depends(_the_tutor)]
OwnToken = Annotated[str, Depends(_token)]


def _learner(request: Request, tutor: OurTutor, token: OwnToken) -> Viewer:
    _require_codes()
    viewer = tutor.machines.whose(token)
    if viewer is None:
        raise HTTPException(401, UNKNOWN)
    _allow(request, REQUESTS, viewer)
    return viewer


def _allow(request: Request, limit: limits.RateLimitItem, viewer: Viewer) -> None:
    if not request.app.state.limiter.hit(limit, viewer.name):
        raise HTTPException(429, OFTEN, {"Retry-After": "60"})


SignedIn = Annotated[Viewer, Depends(_learner)]


@router.post("/machines", status_code=201)
async def sign_in(form: SignInForm, request: Request, tutor: OurTutor) -> Token:
    """Turn a sign-in code into a token, which is shown only now."""
    _require_codes()
    address = request.client.host if request.client else ""
    admitted = await anyio.to_thread.run_sync(
        lambda: tutor.machines.admit(form.name, form.code, address, form.machine),
        limiter=two_at_a_time(),
    )
    return Token(learner=admitted.learner, token=admitted.token, until=admitted.until)


@router.delete("/machines/this", status_code=204)
def sign_out(tutor: OurTutor, token: OwnToken, _: SignedIn) -> None:
    """Withdraw the token that comes with this request."""
    tutor.machines.forget(token)


@router.post("/submissions", status_code=202)
def hand_in(handed: Handed, request: Request, tutor: OurTutor, viewer: SignedIn) -> Received:
    """Store a file and queue it for the hidden suite."""
    _allow(request, SUBMISSIONS, viewer)
    if not tutor.course.exercise(handed.exercise).has_graders:
        raise GraderError(NO_SUITES)
    submissions = tutor.seen_by(lambda: viewer).submissions
    source = source_from_bytes(handed.filename, handed.text.encode("utf-8", "replace"))
    sending = Sending(handed.key, min(handed.made, datetime.now(UTC)))
    attempt = submissions.begin(viewer.name, handed.exercise, source, sending=sending)
    return Received(number=attempt.submission_id, received=attempt.received)


@router.get("/submissions/{number}")
def standing(number: int, tutor: OurTutor, viewer: SignedIn) -> GradingStanding:
    """Say how far the grading of one's own submission is, and in the end the report."""
    mine = tutor.seen_by(lambda: viewer)
    checks = mine.submissions.checks_done(number)
    attempt = mine.submissions.attempt(number)  # raises for somebody else's
    if checks is not None:
        return GradingStanding(state="open", **(asdict(checks[-1]) if checks else {}))
    if attempt.report is None:
        return GradingStanding(state="failed", problem=mine.submissions.failure(number) or "")
    return GradingStanding(
        state="graded",
        history=json.loads(as_text(mine.carrying.one(number))),
        attempts_left=mine.submissions.attempts_left(viewer.name, attempt.exercise),
    )


@router.get("/marks")
def marks(tutor: OurTutor, viewer: SignedIn) -> Mine:
    """Say when one's own exercises are due, what counts, and what the rules are."""
    mine = tutor.seen_by(lambda: viewer).grades.mine(viewer.name)
    return replace(mine, told=datetime.now(UTC))


def _tell(_: Request, error: Exception) -> Response:
    waits = {"Retry-After": "900"} if str(error) == WAIT else None
    code = 429 if waits else 503 if isinstance(error, GraderError) else 400
    return JSONResponse({"detail": str(error)}, code, waits)


def _explain(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
    return JSONResponse({"detail": f"{where}: {first['msg']}."}, 422)


class SmallRequests:
    """ASGI middleware: a request that is too large is not read to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:
                raise HTTPException(413, f"A request may have {MAX_BODY} bytes.")
            return message

        await self.app(scope, receiving, send)


def _require_codes() -> None:
    if way() != "codes":
        raise Refused(NO_CODES)
