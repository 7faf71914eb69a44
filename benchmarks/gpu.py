"""What the grader does on a GPU, in a few minutes. Run: make gpu

It grades every reference and every other right answer, times gradings, lets the attacks of the
tests try the box, and writes `gpu.json` after every single one: a run that is cut off still has
figures. docs/gpu.md says what each step shows, and how to run it on a machine without a network.

The exit code is 1 if a right answer lost marks, an attack got through or a step failed, and 2 if
there is nothing to run on.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import gpu_steps
import torch
from gpu_findings import Findings

from tutor.course import load_course
from tutor.errors import TutorError

# Each step, and the share of all the time by which it should have ended. One that is ready sooner
# leaves its time to those after it.
STEPS: dict[str, tuple[Callable[[gpu_steps.Run], str], float]] = {
    "machine": (gpu_steps.machine, 0.1),
    "layers": (gpu_steps.layers, 0.15),
    "first mark": (gpu_steps.first_mark, 0.2),
    "references": (gpu_steps.references, 0.4),
    "one after another": (gpu_steps.one_after_another, 0.45),
    "at once": (gpu_steps.at_once, 0.55),
    "alternatives": (gpu_steps.alternatives, 0.75),
    "attacks": (gpu_steps.attacks, 0.97),
    "memory afterwards": (gpu_steps.memory, 1.0),
}


def perform(name: str, run: gpu_steps.Run, ends: float) -> None:
    """Run one step, unless its time is over already. One that fails does not stop the others."""
    step, _ = STEPS[name]
    run.findings.begin(name)
    run.ends = ends
    start = time.monotonic()
    if start >= ends:
        run.findings.note("left out", "all")
        text = "left out, the time was over"
    else:
        try:
            text = step(run)
        except Exception as error:  # whatever a new machine has in store
            text = f"failed, {type(error).__name__}: {error}"
            run.findings.fault(f"{name} {text}")
        if left_out := run.findings.rows.get("left out"):
            text += f"; {left_out} left out, the time was over"
    took = time.monotonic() - start
    run.findings.note("step took, s", round(took, 1))
    print(f"{name:18} {took:6.1f} s  {text}", flush=True)


def perform_all(run: gpu_steps.Run, names: Sequence[str], seconds: float) -> None:
    start = time.monotonic()
    try:
        for name, (_, share) in STEPS.items():
            if name in names:
                perform(name, run, start + share * seconds)
    finally:
        run.graders.close()
    if not any("score" in row for rows in run.findings.steps.values() for row in dicts(rows)):
        run.findings.fault("No right answer was graded: give it more time with --seconds.")


def dicts(rows: dict[str, object]) -> list[dict[str, object]]:
    return [row for row in rows.values() if isinstance(row, dict)]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--seconds", type=float, default=360, help="for all of it; default 360")
    parser.add_argument("--out", type=Path, default=Path(".tutor"), help="the folder for gpu.json")
    parser.add_argument("--graders", type=int, default=4, help="that grade at once; default 4")
    parser.add_argument("--exercise", action="append", help="this one alone; may be repeated")
    parser.add_argument("--step", action="append", choices=STEPS, help="likewise")
    return parser.parse_args()


def main() -> int:
    chosen = options()
    if chosen.device == "cuda" and not torch.cuda.is_available():
        print(
            "This machine has no GPU that torch can use; add --device cpu to try the steps on the "
            "CPU (make gpu GPU='--device cpu').",
            file=sys.stderr,
        )
        return 2
    course = load_course()
    exercises = [course.exercise(s) for s in chosen.exercise or ()] or list(course.exercises)
    chosen.out.mkdir(parents=True, exist_ok=True)
    findings = Findings(chosen.out / "gpu.json")
    run = gpu_steps.Run(course, exercises, chosen.device, chosen.graders, findings)
    perform_all(run, chosen.step or list(STEPS), chosen.seconds)
    print(f"{len(findings.faults)} faults; all figures are in {findings.path}")
    return 1 if findings.faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except TutorError as error:
        sys.exit(str(error))
