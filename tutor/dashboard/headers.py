"""What every answer tells the browser: load nothing from elsewhere, and show us in no frame."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit


@cache
def protective() -> tuple[tuple[bytes, bytes], ...]:
    """The headers of every answer."""
    return (
        (b"content-security-policy", _policy().encode()),
        (b"x-frame-options", b"DENY"),  # for browsers that do not know frame-ancestors
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
    )


def _policy() -> str:
    """No origin but our own."""
    rules = {
        "default-src": "'self'",
        # Streamlit loads the script of our editor as a `blob:`, and divides long integers in wasm.
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {_scripts_of_the_first_page()}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles while it runs
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{rule} {sources}" for rule, sources in rules.items())


def _scripts_of_the_first_page() -> str:
    """The digests of the scripts that are written into Streamlit's own page."""
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    return " ".join(f"'sha256-{_digest(script)}'" for script in scripts)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
