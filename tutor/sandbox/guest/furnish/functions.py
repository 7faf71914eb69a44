"""Functions that torch has made in Python out of operators that any exercise allows.

Decompositions, optimisers, initialisers: the dispatcher cannot refuse them. So the functions
themselves get other code, which raises. Whoever holds one by another name, in a closure or as
`__wrapped__`, holds the same function.
"""

import gc
import importlib
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import CodeType, FunctionType

from tutor.sandbox.guest.furnish.operators import OperatorRules, snake_case
from tutor.sandbox.guest.furnish.refusal import Missing, public_name, refuse_function
from tutor.sandbox.protocol.absent import Reason
from tutor.sandbox.protocol.families import READY_MADE, core, family_of

# Places full of ready-made parts; nothing of what is there calls them.
_ALWAYS_EMPTY = (
    *("torch._decomp", "torch._refs", "torch._prims", "torch._inductor", "torch._numpy"),
    *("torch._lobpcg", "torch._meta_registrations"),
    *(
        "torch._custom_op",
        "torch._lazy",
        "torch.contrib",
        "torch.cuda.graphs",
        "torch.cuda.jiterator",
    ),
    *("torch._functorch.aot_autograd", "torch._functorch.partitioners"),
    *("torch._functorch._aot_autograd", "torch._functorch.compilers"),
    *("torch.ao", "torch.quantization", "torch.nn.intrinsic", "torch.nn.quantized"),
    *("torch.nn.qat", "torch.nn.quantizable", "torch.nn.attention", "torch.nn.grad"),
    *("torch.nested", "torch.package", "torch.onnx"),
    *("torch.sparse._semi_structured_ops", "torch.testing._internal", "torch.utils.cpp_extension"),
    *("torch.utils.flop_counter", "torch.utils.mkldnn"),
)
# Other packages that torch holds; they can differentiate, or have layers.
_FOREIGN = {"sympy", "mpmath", "torchvision"}
_PACKAGES = {"torch", *_FOREIGN}
# Optimisers and loaders are there where no rule speaks of their kind.
_BY_KIND = {
    "torch.optim": ("torch.optim",),
    "torch.utils.data": (
        *("torch.utils.data.sampler", "torch.utils.data.dataloader", "torch.utils.data._utils"),
        *("torch.utils.data.distributed", "torch.utils.data.datapipes"),
    ),
}
_COMPILERS = {
    *("script", "trace", "trace_module", "load", "freeze", "optimize_for_inference"),
    *("script_if_tracing", "compile", "jit_module_from_flatbuffer"),
}
# Ways to a gradient. After the colon one function of the module.
_GRAPH = (
    *("torch.autograd:grad", "torch.autograd:backward", "torch.autograd:_make_grads"),
    *("torch.autograd.functional", "torch.autograd.gradcheck", "torch.autograd.graph"),
    *(
        "torch.autograd.forward_ad",
        "torch._functorch.eager_transforms",
        "torch._functorch.deprecated",
    ),
    *("torch._functorch.apis:grad", "torch._functorch.apis:grad_and_value"),
    *("torch.utils.checkpoint", "torch._tensor:backward"),
)
_PARTS = (
    *("torch.nn.modules", "torch.nn.functional", "torch.nn.utils", "torch.nn.init"),
    *("torch.distributions", "torch.functional", "torch.special", "torch.masked"),
)
_ALGEBRA = {"linear algebra", "sparse"}
_BOOKKEEPING = re.compile(r"(__init__|extra_repr|__repr__|__setstate__|__new__)$")
_SPARED = {
    *("is_scripting", "is_tracing", "is_compiling", "is_dynamo_compiling", "is_exporting"),
    "_patched_getfile",  # what torch.package has made of inspect.getfile
    *("unpack_dual", "is_functorch_wrapped_tensor", "_disable_dynamo", "disable"),
}


# All Python functions that live, by the module whose globals they have and the one they name.
_living: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)


def find_functions() -> None:
    """List the living functions, once for all processes that will be furnished."""
    _living.clear()
    for made in gc.get_objects():
        if type(made) is FunctionType:
            module = made.__globals__.get("__name__")
            if type(module) is str and module.partition(".")[0] in _PACKAGES:
                _living[module, made.__module__ or module].append(made)


def empty_functions(rules: OperatorRules) -> None:
    """Give other code to every living function that the rules leave out."""
    absent = _Absent(rules)
    chosen: dict[FunctionType, str] = {}
    parts = []
    for (module, own), functions in _living.items():
        if module.partition(".")[0] in _FOREIGN:
            chosen |= dict.fromkeys(functions, module)
        elif absent.is_empty(module) or absent.is_empty(own) or _is_mixed(module):
            chosen |= {f: name for f in functions if (name := absent.name_of(f))}
        if _is_of_parts(module):
            parts += functions
    chosen |= {f: name for f, name in absent.named.items() if f not in chosen}
    chosen |= _made_of(parts, chosen, absent)
    for function, name in chosen.items():
        empty(function, name, absent.reason(function, name))


def empty(function: FunctionType, name: str, reason: Reason) -> None:
    """Let a function raise, whatever holds it."""
    function.__code__ = _refusal(name, reason, len(function.__code__.co_freevars))


@cache
def _refusal(name: str, reason: Reason, cells: int) -> CodeType:
    """The code of a function that raises, with as many cells as the one that it replaces.

    What it needs are its constants, because the globals of that function are not ours.
    """
    code = _template(cells)
    stand = {"REFUSE": refuse_function, "NAME": name, "REASON": reason}
    constants = tuple(stand.get(c, c) if isinstance(c, str) else c for c in code.co_consts)
    return code.replace(co_consts=constants)


@cache
def _template(cells: int) -> CodeType:
    names = ",".join(f"c{i}" for i in range(cells))
    source = (
        f"def make({names}):\n def absent(*args, **kwargs):\n  {names or 'pass'}\n"
        "  'REFUSE'('NAME', 'REASON', args)\n return absent"
    )
    scope: dict[str, FunctionType] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a text is not callable, until it is replaced
        exec(compile(source, __file__, "exec"), scope)
    made: FunctionType = scope["make"](*[None] * cells)
    return made.__code__


class _Absent:
    """Decides function by function; most decisions are those of a whole module."""

    def __init__(self, rules: OperatorRules) -> None:
        self.rules = rules
        self.graph = rules.rules.graph
        forbid = rules.rules.forbid
        self.places = set(_ALWAYS_EMPTY)
        for kind, places in _BY_KIND.items():
            if any(name.startswith(f"{kind}.") for name in forbid):
                self.places |= set(places)
        self.classes: set[type] = set()
        self.named: dict[FunctionType, str] = {}
        self.made_of_the_task: set[FunctionType] = set()
        for name in forbid:
            self._forbid(name)
        self.is_empty = cache(lambda module: _within(module, self.places))
        self.has_absent_name = cache(self._has_absent_name)
        self.reason_of_word = cache(lambda word: rules.reason(snake_case(word)))

    def _forbid(self, name: str) -> None:
        target = _resolve(name)
        if isinstance(target, type):
            self.classes.add(target)
            for value in vars(target).values():
                function = getattr(value, "__func__", value)
                if isinstance(function, FunctionType):
                    self.named[function] = name
            return
        function = getattr(target, "__wrapped__", getattr(target, "__func__", target))
        if isinstance(function, FunctionType):
            self.named[function] = name
            siblings = vars(sys.modules[function.__module__])
            kin = core(function.__name__)
            for key, value in siblings.items():
                other = getattr(value, "__wrapped__", value)
                if isinstance(other, FunctionType) and core(other.__name__) == kin:
                    self.named.setdefault(other, public_name(function.__module__, key))
        elif callable(function) and not name.startswith("torch."):
            place, _, last = name.rpartition(".")  # made in C, as `math.tanh` is
            vars(sys.modules[place])[last] = Missing(name, Reason.YOUR_TASK)

    def name_of(self, function: FunctionType) -> str:
        """The public name of a function that is absent; empty for one that is there."""
        if name := self.named.get(function):
            return name
        module = function.__globals__["__name__"]
        if function.__name__ in _SPARED or not self._is_absent(module, function):
            return ""
        return public_name(function.__module__ or module, function.__qualname__)

    def _is_absent(self, module: str, function: FunctionType) -> bool:
        if self.is_empty(module) or self.is_empty(function.__module__ or ""):
            return True
        if function.__name__ in _COMPILERS:
            return _is_of_jit(module) or module == "torch"
        if not self.graph and _is_of_the_graph(module, function.__name__):
            return True
        return _is_of_parts(module) and self.has_absent_name(function.__qualname__)

    def _has_absent_name(self, qualname: str) -> bool:
        """A function, or its class, is named after a part that is absent: `SoftmaxTransform` is
        made of operators that are there."""
        if _BOOKKEEPING.search(qualname):
            return False
        words = [snake_case(part).replace("kl_divergence", "") for part in qualname.split(".")]
        if any(core(word) in self.rules.forbidden for word in words):
            return True
        families = {family_of(word) for word in words} & (READY_MADE - _ALGEBRA)
        return bool(self.rules.rules.allow and families - self.rules.allowed)

    def is_task(self, tool: object, names: Mapping[FunctionType, str]) -> bool:
        """Whether a class or function that is gone is what the learner is to write."""
        if not isinstance(tool, FunctionType):
            return True
        return self.reason(tool, names[tool]) is Reason.YOUR_TASK

    def reason(self, function: FunctionType, name: str) -> Reason:
        module = function.__globals__.get("__name__", "")
        if function in self.named or function in self.made_of_the_task:
            return Reason.YOUR_TASK
        if _is_of_the_graph(module, function.__name__):
            return Reason.YOUR_TASK
        reasons = {self.reason_of_word(word) for word in name.split(".")[-2:]}
        return Reason.YOUR_TASK if Reason.YOUR_TASK in reasons else Reason.NOT_NEEDED


def _made_of(
    parts: Iterable[FunctionType], chosen: Mapping[FunctionType, str], absent: _Absent
) -> dict[FunctionType, str]:
    """The functions of torch's parts that name an absent one: they are ready-made too."""
    gone: dict[FunctionType, str] = dict(chosen)
    found: dict[FunctionType, str] = {}
    changed = True
    while changed:
        changed = False
        for function in parts:
            if function in gone:
                continue
            used = [function.__globals__.get(word) for word in function.__code__.co_names]
            if missed := [tool for tool in used if _is_gone(tool, gone, absent.classes)]:
                name = public_name(function.__module__, function.__qualname__)
                gone[function] = found[function] = name
                if not _has_a_family(name) and any(absent.is_task(t, gone) for t in missed):
                    absent.made_of_the_task.add(function)
                changed = True
    return found


def _has_a_family(name: str) -> bool:
    """A resampling that may pool is still a resampling."""
    return any(family_of(snake_case(word)) in READY_MADE for word in name.split("."))


def _is_gone(tool: object, gone: Mapping[FunctionType, str], classes: set[type]) -> bool:
    if isinstance(tool, FunctionType):
        return tool in gone
    return isinstance(tool, type) and tool in classes


@cache
def _is_mixed(module: str) -> bool:
    """Whether single functions of a module may be absent, by their names."""
    graph = {place.partition(":")[0] for place in _GRAPH}
    return _within(module, {*_PARTS, *graph, "torch.jit"}) or module == "torch"


@cache
def _is_of_the_graph(module: str, name: str) -> bool:
    return f"{module}:{name}" in _GRAPH or _within(module, _GRAPH)


@cache
def _is_of_parts(module: str) -> bool:
    return _within(module, _PARTS)


@cache
def _is_of_jit(module: str) -> bool:
    return _within(module, ("torch.jit",))


def _within(module: str, places: Iterable[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def _resolve(name: str) -> object:
    """The object with this dotted name, or None."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            target: object = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            target = getattr(target, part, None)
        return target
    return None
