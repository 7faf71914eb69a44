"""The way from a face to the graders: a pool of grading processes behind futures.

No face imports torch; it asks here, and gets a `Future[Report]`. Processes start on first use and
stay warm. One that dies is replaced and its request is tried once more, because the submission
cannot be the reason: it runs in a box of its own.
"""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tutor.errors import GraderError, Refused, TutorError
from tutor.grading.report import CheckDone, Outcome, Report
from tutor.grading.source import Source
from tutor.sandbox.host.launch import ONE_THREAD
from tutor.sandbox.host.layers import Floor

logger = logging.getLogger(__name__)

Progress = Callable[[CheckDone], None]


class Graders:
    """A pool of `workers` grading processes for the course in `root`.

    They grade in boxes that have at least the isolation of `floor`.
    """

    def __init__(self, root: Path, workers: int = 1, floor: Floor = Floor.PROCESS) -> None:
        self.root = root
        self.floor = floor
        self.workers = workers
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="grading")
        self.idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self.started: list[_Worker] = []
        self.closed = False
        self.lock = threading.Lock()

    def grade(
        self,
        exercise: str,
        source: Source,
        *,
        device: str = "auto",
        seed: int | None = None,
        progress: Progress | None = None,
        modules: Mapping[str, str] | None = None,
        explained: bool = True,
    ) -> Future[Report]:
        """Mark a submission with the hidden suite. The future raises Refused or GraderError.

        Without `explained` the marks are the same, but no mistake is named.
        """
        request = self._request("grade", exercise, source, device)
        request |= {"seed": seed, "modules": dict(modules or {}), "explained": explained}
        return self.threads.submit(lambda: Report.from_json(self._ask(request, progress)))

    def check(
        self,
        exercise: str,
        source: Source,
        *,
        device: str = "cpu",
        modules: Mapping[str, str] | None = None,
    ) -> Future[Report]:
        """Try the visible examples."""
        request = self._request("check", exercise, source, device)
        request |= {"modules": dict(modules or {})}
        return self.threads.submit(lambda: Report.from_json(self._ask(request, None)))

    def noticed(
        self,
        exercise: str,
        source: Source,
        *,
        device: str = "auto",
        among: Sequence[str] | None = None,
    ) -> Future[str | None]:
        """The first check of the hidden suite that is not passed, or None. `among` names the checks
        to try; without it all are tried."""
        request = self._request("noticed", exercise, source, device) | {"among": among}
        return self.threads.submit(lambda: self._ask(request, None)["check"])

    def picture(self, exercise: str, source: Source) -> Future[dict[str, Any]]:
        """What the submission shows, as `pictures.Drawn` writes it. The future raises Refused."""
        request = self._request("picture", exercise, source, "cpu")
        return self.threads.submit(lambda: self._ask(request, None))

    def drawn(self, text: str, name: str, seeds: Sequence[int]) -> Future[list[dict[str, Any]]]:
        """The values that the generator `name` of a `quiz.py` draws for each seed."""
        request = {"op": "drawn", "text": text, "name": name, "seeds": list(seeds)}
        return self.threads.submit(lambda: list(self._ask(request, None)["values"]))

    def printed(self, codes: Sequence[str]) -> Future[list[str]]:
        """What pieces of code print, or the names of the exceptions that end them."""
        request = {"op": "printed", "codes": list(codes)}
        return self.threads.submit(lambda: list(self._ask(request, None)["texts"]))

    def describe(self, exercise: str) -> Future[dict[str, Any]]:
        """Describe the suite and the mistakes of an exercise."""
        request = {"op": "describe", "course": str(self.root), "exercise": exercise}
        return self.threads.submit(lambda: self._ask(request, None))

    def device(self, device: str) -> Future[str]:
        """Which device auto, cpu or cuda stands for; the future raises Refused if it is missing."""
        request = {"op": "device", "device": device}
        return self.threads.submit(lambda: str(self._ask(request, None)["device"]))

    def inspect(self) -> Future[dict[str, Any]]:
        """What this machine has: torch's version, a GPU's name or None, the layers of a box."""
        return self.threads.submit(lambda: self._ask({"op": "inspect"}, None))

    def warm(self) -> None:
        """Start a process now, so that the first grading need not wait for it."""
        self.idle.put(self._start())

    def close(self) -> None:
        """End the processes; gradings that are running are cancelled."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        with self.lock:
            self.closed = True
        for worker in self.started:
            worker.close()

    def _request(self, op: str, exercise: str, source: Source, device: str) -> dict[str, Any]:
        return {
            "op": op,
            "course": str(self.root),
            "exercise": exercise,
            "source": {"filename": source.filename, "text": source.text},
            "device": device,
        }

    def _ask(self, request: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
        for _ in range(2):
            try:
                worker = self.idle.get_nowait()
            except queue.Empty:
                worker = self._start()
            try:
                answer = worker.ask(request, progress)
            except _WorkerDied:
                worker.close()
                continue
            except TutorError:
                self.idle.put(worker)
                raise
            self.idle.put(worker)
            return answer
        raise GraderError("The grading process ended twice. Please try again.")

    def _start(self) -> "_Worker":
        with self.lock:
            if self.closed:
                raise GraderError("The graders have been closed.")
            worker = _Worker(self.root, self.floor)
            self.started.append(worker)
        return worker


class _WorkerDied(Exception):
    pass


class _Worker:
    """One grading process and its two pipes."""

    def __init__(self, root: Path, floor: Floor) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "TUTOR_DATABASE_URL"}
        # numpy's library would claim 40 MB for each core, of the memory that a suite may use.
        environment |= ONE_THREAD
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tutor.grading.worker", str(root), floor],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            encoding="utf-8",
            process_group=0,  # Ctrl+C is for the face, which then closes its graders
        )

    def ask(self, request: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except OSError:
            raise _WorkerDied from None
        for line in self.process.stdout:
            match json.loads(line):
                case {"progress": [int(done), int(total), str(title), str(outcome)]}:
                    if progress is not None:
                        progress(CheckDone(done, total, title, Outcome(outcome)))
                case {"ok": dict(result)}:
                    return result
                case {"refused": str(sentence)}:
                    raise Refused(sentence)
                case {"failed": str(sentence), **more}:
                    logger.error("%s\n%s", sentence, more.get("traceback", ""))
                    raise GraderError(sentence)
        raise _WorkerDied

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                continue


def default_workers() -> int:
    """How many submissions are graded at a time: `TUTOR_WORKERS`, or a core less than there are."""
    named = os.environ.get("TUTOR_WORKERS", "")
    if not named:
        return max(1, (os.cpu_count() or 2) - 1)
    if not named.isdecimal() or not 1 <= int(named) <= 64:
        raise Refused(f"TUTOR_WORKERS is '{named}'. Set it to a number from 1 to 64.")
    return int(named)


def required_floor(otherwise: Floor = Floor.PROCESS) -> Floor:
    """`TUTOR_REQUIRE_ISOLATION`, or what the caller needs without it."""
    named = os.environ.get("TUTOR_REQUIRE_ISOLATION", otherwise)
    try:
        return Floor(named)
    except ValueError:
        raise Refused(
            f"TUTOR_REQUIRE_ISOLATION is '{named}'. Set it to one of: {', '.join(Floor)}."
        ) from None
