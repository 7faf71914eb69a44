"""How people sign in: codes, sessions, and a limit on guessing.

A code is drawn here, shown once and kept only as an argon2 hash. A session's token is in the cookie
alone; the records have its SHA-256. Failed tries are counted by name and by address.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewer, Viewing
from tutor.records import Store

logger = logging.getLogger(__name__)

MAX_NAME = 100
SESSION = timedelta(days=14)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another
_CODE_GROUPS, _GROUP = 3, 4  # 31**12 codes: 59 bits
_WINDOW = timedelta(minutes=15)
_TRIES_OF_NAME, _TRIES_FROM_ADDRESS = 10, 50
WRONG = "The name or the code is wrong."
WAIT = "Too many tries. Wait 15 minutes and try again."


class SignIn:
    """Sign-in to a class. Only creating a code needs an instructor."""

    def __init__(
        self,
        store: Store,
        viewer: Viewing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.records = store.people
        self.viewer = viewer
        self.clock = clock

    @cached_property
    def hasher(self) -> PasswordHasher:
        return PasswordHasher()

    @cached_property
    def nobody(self) -> str:
        """The hash that a code is compared with if the name is unknown."""
        return self.hasher.hash(secrets.token_hex())

    def new_code(self, name: str) -> str:
        """Create a sign-in code. It is shown only now, and older sessions end."""
        self.viewer().require_instructor()
        groups = [
            "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_CODE_GROUPS)
        ]
        self.records.set_code(name, self.hasher.hash("".join(groups)))
        return "-".join(groups)

    def sign_in(self, name: str, code: str, address: str) -> str:
        """Return a token for the cookie. Raises Refused, in the same words whatever was wrong."""
        name, address = name.strip()[:MAX_NAME], address[:100]
        now = self.clock()
        this = self.records.begin_try(name, address, now, now - _WINDOW)
        if this.of_name >= _TRIES_OF_NAME or this.from_address >= _TRIES_FROM_ADDRESS:
            logger.warning("%r had too many tries to sign in, from %s.", name, address)
            raise Refused(WAIT)
        known = self.records.code_hash(name)
        cleaned = "".join(c for c in code[:MAX_NAME].casefold() if c in _ALPHABET)
        # An unknown name takes as long as a known one.
        if not self._fits(known or self.nobody, cleaned) or known is None:
            logger.info("%r did not sign in, from %s: wrong name or code.", name, address)
            raise Refused(WRONG)
        self.records.forget_try(this.id)
        token = secrets.token_urlsafe(32)
        self.records.open_session(name, _hash(token), now, now + SESSION)
        logger.info("%r signed in from %s.", name, address)
        return token

    def signed_in(self, token: str | None) -> Viewer | None:
        """Who this cookie belongs to."""
        if not token or len(token) > MAX_NAME:
            return None
        person = self.records.who(_hash(token), self.clock())
        return Viewer(person.name, Role(person.role)) if person else None

    def sign_out(self, token: str | None) -> None:
        if token:
            self.records.close_session(_hash(token[:MAX_NAME]))

    def known_by(self, identity: str) -> Viewer | None:
        """The person that an identity provider names, if they are on the roster."""
        person = self.records.find(identity)
        return Viewer(person.name, Role(person.role)) if person else None

    def _fits(self, code_hash: str, code: str) -> bool:
        try:
            return self.hasher.verify(code_hash, code)
        except Argon2Error:
            return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
