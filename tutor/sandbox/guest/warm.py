"""What torch, numpy and Python do lazily on first use, done once in the zygote before any fork.

Everything here is tiny, single-threaded and without a backward pass, which would start threads.
"""

import importlib
import io
import sys
import traceback
from typing import Any

import torch

from tutor.sandbox.guest.answers import seed_everything
from tutor.sandbox.guest.furnish import find_tools
from tutor.sandbox.guest.loader import TextImporter, load_files
from tutor.sandbox.guest.notebook import load_notebook
from tutor.sandbox.protocol import shapes, wire
from tutor.sandbox.protocol.requests import Performer

_SOURCE = """
import torch
def warm(x):
    return (x @ x.T).relu().sum() + torch.einsum("ij,kj->ik", x, x).mean()
"""


def warm_up() -> None:
    """Run every part of a box's life once."""
    seed_everything(0)
    _exercise_torch()
    _exercise_box()
    find_tools()


def _exercise_torch() -> None:
    shapes.stand_in()  # what the first call of torch.autograd.grad imports
    # There are no tensors of several machines in a box, and to ask for one takes a second.
    setattr(torch.testing._comparison, "_HAS_DTENSOR", False)  # noqa: B010
    x = torch.zeros(1, 1, 4, 4)
    torch.nn.functional.conv2d(x, torch.zeros(1, 1, 3, 3))
    torch.nn.Linear(2, 2)
    torch.nn.LSTMCell(2, 2)
    torch.rand(3).bernoulli_(0.5)
    torch.cat([x[0, 0], x[0, 0]], -1).chunk(4, -1)[0].sigmoid().tanh()
    repr(x), repr(torch.from_numpy(x.numpy()).numpy())
    with io.BytesIO() as file:
        torch.save(x, file)
        file.seek(0)
        torch.load(file)
    torch.testing.assert_close(x, x)
    torch.func.vmap(lambda row: row * 2)(x)
    torch.distributions.Normal(0.0, 1.0).sample((2,))
    torch.einsum("...ij,...jk->...ik", x, x), torch.tensordot(x[0, 0], x[0, 0], 1)
    try:
        x @ x[0, 0, :, :3]
    except RuntimeError as error:
        "".join(traceback.format_exception(error))


def _exercise_box() -> None:
    sys.meta_path.insert(0, TextImporter({"warm_module": _SOURCE}))
    importlib.import_module("warm_module")
    del sys.modules["warm_module"], sys.meta_path[0]
    load_notebook([("cell 1", "await __import__('asyncio').sleep(0)")], 1.0)
    module, _ = load_files([("warm.py", _SOURCE)])
    performer = Performer(module)
    for op, device in (("call", "cpu"), ("cost", "cpu"), ("call", "logical")):
        request: dict[str, Any] = {
            "op": op,
            "object": None,
            "name": "warm",
            "args": (torch.ones(2, 3),),
            "kwargs": {},
            "device": device,
        }
        result = performer.perform(request)
        head, *body = wire.frame({"ok": (result, 1.5)}, performer.device_of)
        header, _ = wire.parse_head(bytes(head[: wire.HEAD.size]))
        text = bytes(head[wire.HEAD.size : wire.HEAD.size + header])
        wire.parse(text, bytearray(b"".join(body)))
    del sys.modules["submission"]
