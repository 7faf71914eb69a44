"""A process that imports torch once and forks a locked-down box for each request.

Started by `launch` as `python -P -c "from tutor.sandbox.zygote import main; main()"` with an
environment of its own. It holds nothing secret, runs a single thread (a process with a second one
cannot be forked safely) and never imports learner code.
Requests and notes travel as JSON over a socket; the pipes of a box come with its request.
"""

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
from pathlib import Path
from typing import Any, NoReturn

from tutor.sandbox import kernel
from tutor.sandbox.lockdown import BoxLimits, Lockdown, enter_namespaces

_PIPES = 4  # requests in, replies out, standard output, standard error


def main() -> None:
    config = json.loads(sys.argv[1])
    control = socket.socket(fileno=config["socket"])
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    layers = config["layers"]
    if not layers and (layers := enter_namespaces()):
        _continue_as_first_process()
    _import_and_warm(config["preload"])
    lockdown = Lockdown(config["device"], [Path(path) for path in config["hidden"]])
    os.environ.clear()
    os.environ.update(HOME="/", PATH="/nonexistent", OMP_NUM_THREADS="1")
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()
    gc.disable()
    _note(control, {"event": "ready", "layers": layers})
    _serve(control, lockdown, layers)


def _continue_as_first_process() -> None:
    """Fork into the new process namespace; when its first process ends, all in it end."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        os._exit(0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _import_and_warm(preload: list[str]) -> None:
    """Pay here, once, for what torch does lazily on first use."""
    for name in ["numpy.random", "torch", *preload]:
        importlib.import_module(name)
    import torch

    from tutor.sandbox.warm import (
        warm_up,
    )  # imports all that a box needs: it can read no file of ours

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    warm_up()


def _serve(control: socket.socket, lockdown: Lockdown, layers: list[str]) -> None:
    poll = select.poll()
    poll.register(control, select.POLLIN)
    boxes: dict[int, tuple[int, int]] = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor != control.fileno():
                poll.unregister(descriptor)
                _report_exit(control, descriptor, *boxes.pop(descriptor))
                continue
            request, pipes = _next_request(control)
            pid = os.fork()
            if pid == 0:
                _become_box(pipes, request, lockdown, layers)
            for pipe in pipes:
                os.close(pipe)
            handle = os.pidfd_open(pid)
            boxes[handle] = (pid, request["box"])
            poll.register(handle, select.POLLIN)
            _note(control, {"event": "forked", "box": request["box"]}, [handle])


def _next_request(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Wait for a request; with the grader this process ends too, and every box with it."""
    try:
        data, pipes, _, _ = socket.recv_fds(control, 65536, _PIPES)
    except ConnectionError:
        data = b""
    if not data:
        os._exit(0)
    request: dict[str, Any] = json.loads(data)
    return request, pipes


def _report_exit(control: socket.socket, handle: int, pid: int, box: int) -> None:
    _, status, usage = os.wait4(pid, 0)
    os.close(handle)
    note = {"event": "ended", "box": box, "status": status, "memory_kb": usage.ru_maxrss}
    _note(control, note)


def _note(
    control: socket.socket, note: dict[str, Any], descriptors: list[int] | None = None
) -> None:
    try:
        socket.send_fds(control, [json.dumps(note).encode()], descriptors or [])
    except ConnectionError:
        os._exit(0)  # the grader is gone


def _become_box(
    pipes: list[int], request: dict[str, Any], lockdown: Lockdown, layers: list[str]
) -> NoReturn:
    """In the fork: keep the box's own pipes, drop everything else, lock down, serve."""
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        ruleset = _keep_only(pipes, lockdown.ruleset)
        os.chdir("/")
        sys.argv = ["submission"]
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
        lockdown.ruleset = ruleset
        applied = lockdown.apply(BoxLimits(**request["limits"]))
        from tutor.sandbox.box import Box

        gc.enable()
        Box(3, 4, applied + layers).serve()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(120)


def _keep_only(pipes: list[int], ruleset: int | None) -> int | None:
    """Renumber: 0 nothing, 1 and 2 output, 3 requests, 4 replies, 5 the Landlock ruleset."""
    requests, replies, output, errors = pipes
    nothing = os.open("/dev/null", os.O_RDONLY)
    wanted = [nothing, output, errors, requests, replies]
    if ruleset is not None:
        wanted.append(ruleset)
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 100) for descriptor in wanted]
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, number, inheritable=False)
    os.closerange(len(wanted), 65536)
    return 5 if ruleset is not None else None
