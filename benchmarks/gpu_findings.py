"""What gpu.py found so far, written after every change: a node may be gone at any moment."""

import json
from pathlib import Path
from typing import Any


class Findings:
    """The rows of each step, and what should not have happened, in a file of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.steps: dict[str, dict[str, Any]] = {}
        self.faults: list[str] = []
        self.rows: dict[str, Any] = {}

    def begin(self, step: str) -> None:
        self.rows = self.steps[step] = {}

    def note(self, name: str, value: Any) -> None:
        self.rows[name] = value
        self.write()

    def leave_out(self, count: int) -> None:
        self.note("left out", count)

    def fault(self, sentence: str) -> None:
        """A right answer that lost marks, an attack that got through, or a step that failed."""
        self.faults.append(sentence)
        print(f"    ✗ {sentence}", flush=True)
        self.write()

    def write(self) -> None:
        """Never half of it: whoever is cut off here leaves the file of before."""
        fresh = self.path.with_suffix(".new")
        text = json.dumps({"steps": self.steps, "faults": self.faults}, indent=1)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.path)
