# attack: raise exceptions whose text raises, is a megabyte, holds escapes, or is no text at all
# stopped by: the wire: bounded, printable text
# expect: outcomes died, score 0
import itertools


class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


class Exits(Exception):
    def __str__(self):
        raise SystemExit(0)


class Text(str):
    def __getitem__(self, key):
        return ["not", "text"]


class NoText(Exception):
    def __str__(self):
        return Text("x")


class Named(type):
    def __getattribute__(cls, name):
        raise RuntimeError(name)


class HidesItsName(Exception, metaclass=Named):
    pass


RAISED = [
    Silent(), Exits(), NoText(), ValueError("\x1b[2J\x1b[31m\r\n\0\x07\ud800<script>alert(1)</script>"),
    ValueError("m" * 1_000_000), ExceptionGroup("all", [ValueError(str(i)) for i in range(5000)]),
    KeyboardInterrupt(), GeneratorExit(), StopIteration(), SystemExit(10**30), MemoryError(),
    RecursionError(), type("NotDefined", (Exception,), {})("\x1b[0m"),
    type("SyntaxError", (Exception,), {})(), HidesItsName(),
]
calls = itertools.count()


def forward_linear(X, W, b):
    chosen = RAISED[(next(calls) + X.shape[0] + W.shape[0]) % len(RAISED)]
    if isinstance(chosen, MemoryError):
        chosen = RuntimeError("no")
    raise chosen
