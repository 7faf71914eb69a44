"""What the commands cost that only show something. Run: make startup

Each is held against importing the three packages that a command line on a database cannot do
without. They take turns, so that a busy machine slows all of them; the median of their user CPU
time counts. TARGET is the most that one may cost.
"""

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

TURNS = 15
TARGET = 1.6
PROGRAM = str(Path(sys.executable).with_name("tutor"))
COMMANDS = {
    "import typer, rich, sqlalchemy.orm": [
        sys.executable,
        "-c",
        "import typer, rich, sqlalchemy.orm",
    ],
    "tutor list": [PROGRAM, "list"],
    "tutor show dropout": [PROGRAM, "show", "dropout"],
    "tutor hint dropout": [PROGRAM, "hint", "dropout"],
}


def cpu_ms(command: list[str], database: str) -> float:
    """User CPU time of one run."""
    environment = os.environ | {"TUTOR_DATABASE_URL": database}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)


def main() -> None:
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/records.sqlite"
        for command in COMMANDS.values():  # makes the tables, and the compiled files
            cpu_ms(command, database)
        turns = [
            {name: cpu_ms(command, database) for name, command in COMMANDS.items()}
            for _ in range(TURNS)
        ]
    medians = {name: statistics.median(turn[name] for turn in turns) for name in COMMANDS}
    bare = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:36} {median:6.0f} ms   {median / bare:.2f} times the import")
    if max(medians.values()) > TARGET * bare:
        sys.exit(f"The target is {TARGET} times.")


if __name__ == "__main__":
    main()
