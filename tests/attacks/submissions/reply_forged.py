# attack: write a well-formed reply to the reply pipe before the box does, twice
# stopped by: no gain: a box may answer what it likes
# expect: score 0
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
    shape, number = [X.shape[0] or 1, W.shape[1]], turn()
    body = bytes(8 * shape[0] * shape[1])
    forge({"turn": number, "ok": {"tensor": 0}}, [["float64", shape, "cpu"]], body)
    forge({"turn": number + 1, "ok": {"tensor": 0}}, [["float64", shape, "cpu"]], body)
    return None
