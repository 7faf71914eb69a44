"""A grading process: requests as JSON lines on standard input, answers on standard output.

Started by `Graders`. It holds the suites and the references, and keeps torch, a zygote and pytest
warm between gradings. For each request it writes any number of `{"progress": [...]}`, the fields of
a `CheckDone`, and then one `{"ok": ...}`, `{"refused": sentence}` or `{"failed": sentence}`.
"""

import json
import os
import select
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import astuple
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tutor.course import Course, hidden_folders, load_course
from tutor.errors import GraderError, TutorError
from tutor.grading.rules import rules_of
from tutor.grading.source import Source
from tutor.sandbox.host.launch import Launched, furnish, launch
from tutor.sandbox.protocol import kernel
from tutor.sandbox.protocol.absent import Rules

if TYPE_CHECKING:
    from tutor.grading.grader import Grader


def main() -> None:
    # Whatever a suite prints goes to standard error: standard output carries answers alone.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    # No other process of this user, and so no box, may look into this one.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    threading.Thread(target=_end_with_face, daemon=True).start()
    hidden = hidden_folders(Path(sys.argv[1]))
    launched = launch("cpu", hidden=hidden)
    first = sys.stdin.readline()
    furnished = _furnished_early(launched, first)
    # Only now, while the zygote imports torch too, on another core.
    from tutor.grading.grader import Grader
    from tutor.sandbox.host.layers import Floor

    grader = Grader(launched, Floor(sys.argv[2]), hidden, furnished)
    for line in chain([first] if first else [], sys.stdin):
        _answer(grader, json.loads(line), answers)
    grader.close()


def _furnished_early(launched: Launched, line: str) -> dict[Rules, Launched]:
    """Ask for the boxes of the first request while torch is still being imported here."""
    request = json.loads(line) if line else {}
    if request.get("op") not in ("grade", "check", "noticed"):
        return {}
    with suppress(TutorError, ConnectionError):
        exercise = _course(request["course"]).exercise(request["exercise"])
        if not exercise.limits.preload:
            sets = {rules_of(exercise.rules(task.n)) for task in exercise.tasks}
            return {r: furnish(launched, r) for r in sets if not r.nothing_is_absent}
    return {}


def _end_with_face() -> None:
    """End at once when the other end of standard input closes, also in the middle of a grading.

    The zygote finds its own socket closed then, and ends with every box.
    """
    poll = select.poll()
    poll.register(0, 0)  # tells of the closing alone; what is written stays for others to read
    poll.poll()
    os._exit(1)


def _answer(grader: "Grader", request: dict[str, Any], answers: TextIO) -> None:
    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        result = _perform(grader, request, lambda check: say({"progress": [*astuple(check)]}))
        say({"ok": result})
    except GraderError as error:
        say({"failed": str(error)})
    except TutorError as error:
        say({"refused": str(error)})
    except BaseException as error:  # as a suite's pytest.skip() or sys.exit(), too
        sentence = f"The grader failed ({type(error).__name__}: {error})."
        say({"failed": sentence, "traceback": traceback.format_exc()})


def _perform(grader: "Grader", request: dict[str, Any], progress: Any) -> dict[str, Any]:
    if request["op"] == "inspect":
        return grader.inspect()
    if request["op"] == "device":
        from tutor.grading.grader import choose_device

        return {"device": choose_device(request["device"])}
    if request["op"] == "drawn":
        return {"values": grader.drawn(request["text"], request["name"], request["seeds"])}
    if request["op"] == "printed":
        return {"texts": grader.printed(request["codes"])}
    exercise = _course(request["course"]).exercise(request["exercise"])
    if request["op"] == "describe":
        return grader.describe(exercise)
    source = Source(**request["source"])
    if request["op"] == "noticed":
        device, among = request["device"], request["among"]
        return {"check": grader.noticed(exercise, source, device=device, among=among)}
    if request["op"] == "picture":
        return grader.picture(exercise, source).to_json()
    if request["op"] == "check":
        device, modules = request["device"], request["modules"]
        return grader.check(exercise, source, device=device, modules=modules).to_json()
    return grader.grade(
        exercise,
        source,
        device=request["device"],
        seed=request["seed"],
        progress=progress,
        modules=request["modules"],
        explained=request["explained"],
    ).to_json()


@cache
def _course(root: str) -> Course:
    return load_course(Path(root))


if __name__ == "__main__":
    main()
