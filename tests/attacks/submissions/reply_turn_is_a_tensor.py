# attack: put a tensor where the reply's number should be, so that comparing the two trips
# stopped by: the wire: the form of each reply is checked
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


def forward_linear(X, W, b):
    forge({"turn": {"tensor": 0}, "ok": None}, [["float64", [2], "cpu"]], bytes(16))
    return X @ W + b
