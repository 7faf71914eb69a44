"""A process that imports torch once and forks a locked-down box for each request.

Started by `launch` as `python -P -c "from tutor.sandbox.guest.zygote import main; main()"` with an
environment of its own. It holds nothing secret, runs a single thread (a process with a second one
cannot be forked safely) and never imports learner code.
The pipes of a box come with the request for it.

For rules it forks a process like itself, takes the tools out of it that the rules leave out
(`furnish`), and lets it fork the boxes of those rules over a socket of its own.
"""

import contextlib
import faulthandler
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from tutor.sandbox.guest import scratch, trees
from tutor.sandbox.guest.enclosure import enclose, ends_with_grader, wake_on_deaths
from tutor.sandbox.guest.lockdown import Lockdown
from tutor.sandbox.guest.seccomp import CONFIDANT
from tutor.sandbox.protocol import kernel, notes
from tutor.sandbox.protocol.absent import Rules
from tutor.sandbox.protocol.home import HOME
from tutor.sandbox.protocol.layers import MOUNT_NAMESPACE
from tutor.sandbox.protocol.limits import BoxLimits
from tutor.sandbox.protocol.vision import declare_missing_operators

# Requests in, replies out, standard output, standard error, and a socket on which the lockdown
# sends one descriptor to the grader.
_PIPES = 5


def main() -> None:
    config = json.loads(sys.argv[1])
    control = socket.socket(fileno=config["socket"])
    hidden = [Path(path) for path in config["hidden"]]
    layers = enclose(control, config["preload"], hidden, sees_devices=config["device"] == "cuda")
    has_view = MOUNT_NAMESPACE in layers
    os.environ["MPLBACKEND"] = "agg"  # there is no screen
    with ends_with_grader(control), scratch.home_for_imports(has_view):
        _import_and_warm(config["preload"])
        scratch.import_what_needs_a_home(has_view)
    lockdown = Lockdown(config["device"], hidden, layers)
    os.environ.clear()
    os.environ.update(HOME=HOME, TMPDIR=HOME, PATH="/nonexistent", OMP_NUM_THREADS="1")
    os.environ["MPLBACKEND"] = "agg"
    # torch imports its compiler for the first optimizer, and that wants a folder to be there.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/"
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()
    gc.disable()
    _Family(control, lockdown, layers, hidden).serve()


def _import_and_warm(preload: list[str]) -> None:
    """Pay here, once, for what torch does lazily on first use."""
    for name in ["numpy.random", "torch"]:
        importlib.import_module(name)
    declare_missing_operators()
    for name in preload:
        importlib.import_module(name)
    import torch

    from tutor.sandbox.guest.warm import (
        warm_up,
    )  # imports all that a box needs: it can read no file of ours

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    warm_up()


class _Family:
    """The boxes that live, and the way to the grader.

    Only their parent buries boxes, so here a process id is that of a box until it is taken out of
    the list, and a signal cannot meet anybody else. Each box leads a process group, which ends with
    it, for what it may start where nothing keeps it from starting programs.
    """

    def __init__(
        self,
        control: socket.socket,
        lockdown: Lockdown,
        layers: list[str],
        hidden: list[Path],
        seal: Callable[[], None] | None = None,
    ) -> None:
        self.control = control
        self.lockdown = lockdown
        self.layers = layers
        self.hidden = hidden
        self.seal = seal
        self.pids: dict[int, int] = {}

    def serve(self) -> NoReturn:
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        deaths = wake_on_deaths()
        poll.register(deaths, select.POLLIN)
        try:
            self._tell({"event": "ready", "layers": self.layers})
            while True:
                ready = {descriptor for descriptor, _ in poll.poll()}
                if deaths in ready:
                    if signal.SIGTERM in os.read(deaths, 4096):
                        raise ConnectionError  # the zygote that forked this one has gone
                    self._reap()
                if self.control.fileno() in ready:
                    self._obey(*notes.receive(self.control, _PIPES))
        except ConnectionError:
            for pid in self.pids.values():
                os.kill(pid, signal.SIGKILL)
                _end_group(pid)
            os._exit(0)  # with the grader this process ends too, and every box with it

    def _tell(self, note: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        notes.send(self.control, note, descriptors)

    def _obey(self, request: dict[str, Any], descriptors: list[int]) -> None:
        match request:
            case {"op": "fork", "box": number, "limits": limits}:
                self._fork(number, descriptors, BoxLimits(**limits))
            case {"op": "kill", "box": number} if number in self.pids:
                os.kill(self.pids[number], signal.SIGKILL)
            case {"op": "point", "box": number} if number in self.pids:
                os.kill(self.pids[number], signal.SIGUSR1)
            case {"op": "furnish", "rules": rules}:
                self._furnish(Rules.from_json(rules), *descriptors)

    def _furnish(self, rules: Rules, descriptor: int) -> None:
        """Fork a family of its own for these rules, which serves the other end of the socket."""
        if os.fork():
            os.close(descriptor)
            return
        try:
            self._continue_furnished(rules, socket.socket(fileno=descriptor))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(120)

    def _continue_furnished(self, rules: Rules, control: socket.socket) -> NoReturn:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        self.control.close()
        from tutor.sandbox.guest.furnish import furnish, importable, seal

        furnish(rules, self.lockdown.device)
        # Torch is loaded, and what of it is not here shall not be read from its files.
        packages = trees.of_packages()
        listed = [path for p in packages for name in importable(rules) for path in p.glob(name)]
        hidden = [*self.hidden, *packages]
        lockdown = Lockdown(self.lockdown.device, hidden, self.layers, listed)
        # From here on it ends its boxes first, with what they may have started.
        signal.signal(signal.SIGTERM, lambda *_: None)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGTERM)
        _Family(control, lockdown, self.layers, self.hidden, seal).serve()

    def _fork(self, number: int, pipes: list[int], limits: BoxLimits) -> None:
        pid = os.fork()
        if pid == 0:
            _become_box(pipes, limits, self)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        self.pids[number] = pid
        for pipe in pipes:
            os.close(pipe)
        note = {"event": "forked", "box": number, "pid": pid}
        if "pid_ns" not in self.layers:
            self._tell(note)
            return
        # The number means nothing outside. Before Linux 5.3 nothing says what it is there.
        handle = kernel.pidfd(pid)
        handles = [] if handle is None else [handle]
        self._tell(note | {"pid": 0}, handles)
        for handle in handles:
            os.close(handle)

    def _reap(self) -> None:
        """Reap every child that has ended, also children that boxes left behind."""
        numbers = {pid: number for number, pid in self.pids.items()}
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in numbers:
                del self.pids[numbers[pid]]
                _end_group(pid)
                self._tell({"event": "ended", "box": numbers[pid], "status": status})


def _end_group(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def _become_box(pipes: list[int], limits: BoxLimits, family: _Family) -> NoReturn:
    """In the fork: keep the box's own pipes, drop everything else, lock down, serve."""
    lockdown = family.lockdown
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        lockdown.ruleset = _keep_only(pipes, lockdown.ruleset)
        confidant = socket.socket(fileno=CONFIDANT)
        os.chdir("/")
        sys.argv = ["submission"]
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
        # Asked where it is, a box answers on its standard error, also from within C code.
        faulthandler.register(signal.SIGUSR1, file=2, all_threads=False)
        applied = lockdown.apply(limits, confidant)
        if family.seal is not None:
            family.seal()
        from tutor.sandbox.guest.answers import Answers

        gc.enable()
        Answers(3, 4, applied + family.layers).serve()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(120)


def _keep_only(pipes: list[int], ruleset: int | None) -> int | None:
    """Renumber: 0 nothing, 1 and 2 output, 3 requests, 4 replies, 5 confidant, 6 the ruleset."""
    requests, replies, output, errors, confidant = pipes
    nothing = os.open("/dev/null", os.O_RDONLY)
    wanted = [nothing, output, errors, requests, replies, confidant]
    if ruleset is not None:
        wanted.append(ruleset)
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 100) for descriptor in wanted]
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, number, inheritable=False)
    os.closerange(len(wanted), 65536)
    return len(wanted) - 1 if ruleset is not None else None
