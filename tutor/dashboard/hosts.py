"""The names that the dashboard answers to.

A page of another site can let its own name point to this machine (DNS rebinding). Its requests then
look like our own, but for the name in their `Host` header.
"""

import os
import re

from tutor.errors import Refused

LOCAL = ("localhost", "127.0.0.1", "[::1]")
VARIABLE = "TUTOR_ALLOWED_HOSTS"
_NAME = r"\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?"


def is_allowed(header: str) -> bool:
    """Whether a request with this `Host` header may come in, whatever its port."""
    named = re.fullmatch(rf"({_NAME})(?::\d*)?", header.lower())
    return named is not None and named[1] in {*LOCAL, *_named_here()}


def checked(name: str) -> str:
    """Return the name as a header has it. Raises Refused if it is more than a name."""
    if not re.fullmatch(_NAME, name.lower()):
        raise Refused(
            f"'{name}' is not the name of a host. Write it without https:// and without a port, as "
            "in --allowed-host learn.example.org (an IPv6 address in brackets)."
        )
    return name.lower()


def _named_here() -> list[str]:
    return os.environ.get(VARIABLE, "").lower().split()
