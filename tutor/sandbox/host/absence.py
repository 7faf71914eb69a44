"""Test a furnished box before the first submission is graded in it: its doors have to be shut.

A new version of torch may bring a door that nobody has shut. So each family that the rules leave
out, each forbidden name and each way around is asked for by a call that works where it is there
(`tests/test_absence.py` makes sure of that), and must be refused.
"""

from collections.abc import Iterator
from typing import Any

from tutor.errors import GraderError
from tutor.sandbox.host.trouble import BoxTrouble
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.absent import Rules
from tutor.sandbox.protocol.families import expanded

# What each family can do, by some of its doors. `x` is (2, 3), `image` (1, 1, 4, 4), `series`
# (2, 3, 4), `w` a leaf that needs a gradient.
BY_FAMILY = {
    "convolution": (
        "F.conv2d(image, image)",
        "F.conv1d(series, torch.rand(1, 3, 2))",
        "F.conv_transpose2d(image, image)",
        "torch.nn.Conv2d(1, 1, 2)(image)",
        "torch.ops.aten.convolution(image, image, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)",
        "in_a_thread(lambda: torch.convolution(image, image, None, [1], [0], [1], False, [0], 1))",
    ),
    "unfolding": (
        "F.unfold(image, 2)",
        "torch.nn.Unfold(2)(image)",
        "torch.ops.aten.im2col(image, [2, 2], [1, 1], [0, 0], [1, 1])",
    ),
    "recurrent": (
        "torch.nn.LSTMCell(3, 2)(x)",
        "torch.nn.GRU(3, 2)(x[None])",
        "torch._C._VariableFunctions.rnn_tanh_cell(x, x, torch.eye(3), torch.eye(3))",
    ),
    "attention": (
        "F.scaled_dot_product_attention(series, series, series)",
        "torch.nn.MultiheadAttention(3, 1)(x, x, x)",
    ),
    "pooling": (
        "F.max_pool2d(image, 2)",
        "F.avg_pool2d(image, 2)",
        "torch.nn.AdaptiveMaxPool2d(1)(image)",
    ),
    "normalisation": (
        "F.layer_norm(x, (3,))",
        "F.batch_norm(x, None, None, training=True)",
        "torch.native_layer_norm(x, [3], None, None, 1e-5)",
    ),
    "dropout": (
        "F.dropout(x)",
        "F.dropout3d(series, 0.5, True)",
        "torch.native_dropout(x, 0.5, True)",
        "torch.nn.AlphaDropout()(x)",
    ),
    "softmax": (
        "x.softmax(1)",
        "F.log_softmax(x, 1)",
        "torch.ops.aten._softmax(x, 1, False)",
        "torch.nn.Softmin(1)(x)",
    ),
    "losses": (
        "F.mse_loss(x, x)",
        "F.cross_entropy(x, torch.tensor([0, 1]))",
        "torch.nn.HuberLoss()(x, x)",
    ),
    "embedding": ("F.embedding(torch.tensor([0]), x)", "F.embedding_bag(torch.tensor([[0]]), x)"),
    "resampling": (
        "F.interpolate(image, 2)",
        "F.grid_sample(image, torch.rand(1, 2, 2, 2), align_corners=True)",
    ),
    "fourier": ("torch.fft.fft(x)", "torch.ops.aten._fft_r2c(x, [1], 0, True)"),
    "distances": ("torch.cdist(x, x)", "F.pairwise_distance(x, x)", "torch.pdist(x)"),
    "activations": ("torch.relu(x)", "F.gelu(x)", "torch.nn.Softplus()(x)"),
    "linear algebra": ("torch.linalg.svd(x)", "torch.linalg.solve(torch.eye(2), x)"),
    "products": ("x @ x.T", "torch.einsum('ij,kj->ik', x, x)"),
    "random": ("torch.rand(2)", "torch.empty(2).normal_()"),
}
OF_THE_GRAPH = (
    "(w * w).sum().backward()",
    "torch.autograd.grad((w * w).sum(), w)",
    "torch.func.grad(lambda t: (t * t).sum())(x)",
    "torch.func.jvp(torch.sin, (x,), (x,))",
    "torch.autograd.functional.jacobian(torch.sin, x)",
)
ALWAYS = (
    "torch.jit.script(F.relu)",
    "torch._C._jit_clear_class_registry()",
    "torch._C.CompilationUnit()",
    "torch._refs.sigmoid(x)",
    "torch._decomp.decompositions.sigmoid_backward(x, x)",
    "gc.get_objects()",
)
# Refused by the audit hook, or because nothing is left of them; where nothing is shut, they work.
RAW = ("ctypes.CDLL(None)", "ctypes.c_int(1)")

_CODE = """
import ctypes, gc, threading, types
import torch
import torch.nn.functional as F

x = torch.arange(6.0).reshape(2, 3)
image = torch.arange(16.0).reshape(1, 1, 4, 4)
series = torch.arange(24.0).reshape(2, 3, 4)
w = torch.ones(2, requires_grad=True)

def in_a_thread(call):
    raised = []
    def run():
        try:
            call()
        except BaseException as error:
            raised.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]

def ask(name):
    "Call a forbidden Python function; of a class one of its own functions."
    target = __import__(name.partition(".")[0])
    for part in name.split(".")[1:]:
        target = getattr(target, part)
    if isinstance(target, type):
        own = vars(target).values()
        target = next(f for f in own if isinstance(f, types.FunctionType))
    target = getattr(target, "__wrapped__", target)
    if name.startswith("torch.") and not isinstance(target, types.FunctionType):
        raise AttributeError  # made in C: it reads its arguments first
    target()

def ways(probes):
    "What came of each: refused, gone, done, or the error."
    found = []
    for probe in probes:
        try:
            eval(probe)
            found.append("done")
        except AttributeError:
            found.append("gone")
        except BaseException as error:
            kind = type(error).__name__
            found.append("refused" if kind in ("NotHere", "ModuleNotHere") else kind)
    return found

def makes_a_graph():
    return (w * 2).grad_fn is not None
"""


def require_absence(zygote: Zygote) -> None:
    """Try the doors of a furnished box. Raises GraderError when one is not shut."""
    assert zygote.rules is not None
    rules = zygote.rules
    probes = list(probes_of(rules))
    with zygote.box() as box:
        try:
            box.load([("doors.py", _CODE)])
            found = box.request(_call("ways", probes)).value
            graph = rules.graph or box.request(_call("makes_a_graph")).value is False
        except BoxTrouble as trouble:
            raise GraderError(f"The box of these rules could not be tested: {trouble}.") from None
    if not (isinstance(found, list) and len(found) == len(probes)):
        raise GraderError("The box of these rules could not be tested: it gave no answer.")
    ways = zip(probes, found, strict=True)
    is_open = [probe for probe, way in ways if way not in ("refused", "gone")]
    if not graph:
        is_open.append("a graph of (w * 2)")
    if is_open:
        raise GraderError(
            f"The box of an exercise is not furnished as its rules say: {is_open[0]} works there. "
            "Nothing is graded under these rules until this is fixed."
        )


def probes_of(rules: Rules) -> Iterator[str]:
    """The calls that these rules have to refuse."""
    if rules.allow:
        allowed = expanded(rules.allow)
        for family, probes in BY_FAMILY.items():
            if family not in allowed:
                yield from probes
    if not rules.graph:
        yield from OF_THE_GRAPH
    yield from ALWAYS
    yield from RAW
    for name in rules.forbid:
        yield f"ask({name!r})"


def _call(name: str, *args: Any) -> dict[str, Any]:
    return {"op": "call", "object": None, "name": name, "args": args, "kwargs": {}, "device": "cpu"}
