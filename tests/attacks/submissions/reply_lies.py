# attack: send frames whose lengths, shapes, dtypes or references are not true
# stopped by: the wire: sizes must add up
# expect: outcomes died, score 0
import json
import os
import struct
import sys


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(4, view) :]


def turn():
    """The number of the request that is being answered, from the frame that holds it."""
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["request"]["turn"]


def forge(reply, tensors=(), body=b""):
    pairs = [[key, value] for key, value in reply.items()]
    header = json.dumps({"value": {"dict": pairs}, "tensors": list(tensors)}).encode()
    write(struct.pack("<IQ", len(header), len(body)) + header + body)
import itertools

LIES = [
    ([["float64", [2, 3], "cpu"]], bytes(8)),
    ([["float64", [-1], "cpu"]], b""),
    ([["float64", [2**40, 2**40, 0], "cpu"]], b""),
    ([["float64", [1] * 17, "cpu"]], bytes(8)),
    ([["float64", [True], "cpu"]], bytes(8)),
    ([["bool", [1], "cpu"]], b"\x02"),
    ([["object", [1], "cpu"]], bytes(8)),
    ([["float64", [1], "cpu" * 100]], bytes(8)),
    ([], bytes(100)),
    ([["float64", "12", "cpu"]], b""),
]
calls = itertools.count()


def forward_linear(X, W, b):
    tensors, body = LIES[(next(calls) + turn() + W.shape[0]) % len(LIES)]
    forge({"turn": turn(), "ok": {"tensor": 0}}, tensors, body)
    return X @ W + b
