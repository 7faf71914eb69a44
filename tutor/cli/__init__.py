"""The command line: translate, call the service, show. `main` is the program `tutor`."""

import atexit
import gc
import logging
import os
import sys
from io import TextIOWrapper

from tutor.errors import TutorError
from tutor.grading.source import printable


def main() -> None:
    """Run the program. Exit codes: 0 done, 1 less than full marks, 2 could not be done."""
    _look_for_garbage_rarely()
    import typer

    from tutor.cli.commands import app

    _keep_log()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # where ✓ cannot be written, ? will do
    try:
        code = app(prog_name="tutor", standalone_mode=False)
    except typer.Abort:
        code = 130
    except KeyboardInterrupt:
        code = 130
    except TutorError as error:
        code = refuse(str(error))
    except typer.TyperException as error:
        code = _refuse_usage(error) if str(error) else 0  # without a command the help was shown
    sys.exit(code if isinstance(code, int) else 0)


def _look_for_garbage_rarely() -> None:
    """A command makes little of it; to look while modules are imported, and again at the end, is
    a third of the time that `tutor list` takes."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


def _keep_log() -> None:
    """Write the log to the file `TUTOR_LOG`; nothing of it belongs on a terminal."""
    log = logging.getLogger("tutor")
    if named := os.environ.get("TUTOR_LOG"):
        logging.basicConfig(filename=named, format="%(asctime)s %(levelname)s %(message)s")
        log.setLevel(logging.INFO)
    else:
        log.addHandler(logging.NullHandler())
        log.propagate = False


def _refuse_usage(error: Exception) -> int:
    message = str(getattr(error, "format_message", error.__str__)())
    stop = "" if message.endswith((".", "?")) else "."
    command = getattr(getattr(error, "ctx", None), "command_path", "tutor")
    return refuse(f"{message}{stop} For help: `{command} --help`.")


def refuse(sentence: str) -> int:
    """Say on standard error, in one line, why nothing could be done."""
    one_line = printable(sentence.replace("\n", " "))
    print(f"tutor: {one_line}", file=sys.stderr)
    return 2
