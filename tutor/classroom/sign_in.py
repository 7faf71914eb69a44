"""How people sign in: codes, sessions, and a limit on guessing.

A code is drawn here, shown once and kept only as an argon2 hash. A session's token is in the cookie
alone; the records have its SHA-256.

A code is too long to be guessed at any speed. The limit keeps a guesser from wearing the machine
out, and must not become a way to keep others out: a whole school may share one address. So a name
waits at one address only, and an address counts names, not tries: a few names cannot
use up what all need.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import IPv6Network, ip_address

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewer, Viewing
from tutor.records import Store
from tutor.records.people import SignInTry

logger = logging.getLogger(__name__)

MAX_NAME = 100
SESSION = timedelta(days=14)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another
_CODE_GROUPS, _GROUP = 3, 4  # 31**12 codes: 59 bits
WRONG = "The name or the code is wrong."
WAIT = "Too many tries. Wait 15 minutes and try again, or ask your instructor for a new code."


@dataclass(frozen=True)
class TryLimit:
    """What one address may try within a window: so many wrong codes of a name, so many names.

    The names of people who got in at last do not count: in a large class many mistype first.
    """

    window: timedelta = timedelta(minutes=15)
    of_name: int = 10
    names: int = 300

    def is_reached(self, tried: SignInTry) -> bool:
        return tried.of_name >= self.of_name or tried.names >= self.names


LIMIT = TryLimit()


class SignIn:
    """Sign-in to a class. Only creating a code needs an instructor."""

    def __init__(
        self,
        store: Store,
        viewer: Viewing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        limit: TryLimit = LIMIT,
    ) -> None:
        self.records = store.people
        self.viewer = viewer
        self.clock = clock
        self.limit = limit

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
        """Return a token for the cookie. Raises as `admitted`."""
        name, now = self.admitted(name, code, address), self.clock()
        token = secrets.token_urlsafe(32)
        self.records.open_session(name, hash_of(token), now, now + SESSION)
        return token

    def admitted(self, name: str, code: str, address: str) -> str:
        """Return the name as the roster has it. Raises Refused, in the same words whatever was
        wrong."""
        name, address = name.strip()[:MAX_NAME], _one_visitor(address)
        now = self.clock()
        this = self.records.begin_try(name, address, now, now - self.limit.window)
        if self.limit.is_reached(this):
            self.records.drop_try(this.id)  # or else asking again would make the wait longer
            logger.warning("%r had too many tries to sign in, from %s.", name, address)
            raise Refused(WAIT)
        known = self.records.code_hash(name)
        cleaned = "".join(c for c in code[:MAX_NAME].casefold() if c in _ALPHABET)
        # An unknown name takes as long as a known one.
        if not self._fits(known or self.nobody, cleaned) or known is None:
            logger.info("%r did not sign in, from %s: wrong name or code.", name, address)
            raise Refused(WRONG)
        self.records.drop_tries(name, address)
        logger.info("%r signed in from %s.", name, address)
        return name

    def signed_in(self, token: str | None) -> Viewer | None:
        """Who this cookie belongs to."""
        if not token or len(token) > MAX_NAME:
            return None
        person = self.records.who(hash_of(token), self.clock())
        return Viewer(person.name, Role(person.role)) if person else None

    def sign_out(self, token: str | None) -> None:
        if token:
            self.records.close_session(hash_of(token[:MAX_NAME]))

    def known_by(self, identity: str) -> Viewer | None:
        """The person that an identity provider names, if they are on the roster."""
        person = self.records.find(identity)
        return Viewer(person.name, Role(person.role)) if person else None

    def _fits(self, code_hash: str, code: str) -> bool:
        try:
            return self.hasher.verify(code_hash, code)
        except Argon2Error:
            return False


def _one_visitor(address: str) -> str:
    """The address, or the network of an IPv6 address: a visitor has all of a /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:MAX_NAME]
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))


def hash_of(token: str) -> str:
    """What the records keep of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
