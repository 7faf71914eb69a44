# attack: send a dictionary of integers that all have the same hash, for the grader to build
# stopped by: the wire: keys are bounded
# expect: score 0
# within: 10
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

P = 2**61 - 1
PAIRS = [[P * k, 0] for k in range(1, 35_000)]


def forward_linear(X, W, b):
    forge({"turn": turn(), "ok": {"dict": PAIRS}})
    return X @ W + b
