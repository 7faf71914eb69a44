"""The command line: translate, call the service, show. `main` is the program `tutor`."""

import sys

from rich.console import Console

from tutor.errors import TutorError


def main() -> None:
    """Run the program. Exit codes: 0 done, 1 less than full marks, 2 could not be done."""
    import typer

    from tutor.cli.app import app

    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        code = 130
    except KeyboardInterrupt:
        code = 130
    except TutorError as error:
        code = refuse(str(error))
    except typer.TyperException as error:
        code = refuse(f"{error} `tutor --help` shows how it is used.")
    sys.exit(code if isinstance(code, int) else 0)


def refuse(sentence: str) -> int:
    """Say on standard error, in one line, why nothing could be done."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"tutor: {sentence}", markup=False)
    return 2
