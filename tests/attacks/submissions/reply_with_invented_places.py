# attack: send a traceback of invented files, lines and functions, with a text for each line
# stopped by: places are checked against the stored submission, and lines are read from it
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


PRAISE = "Full marks."
PLACES = [
    (PRAISE, 1, "forward_linear"),
    ("/etc/passwd", 1, "forward_linear"),
    ("<driver>", 1, "test_values"),
    ("forward_linear.py", 0, PRAISE),
    ("forward_linear.py", -1, PRAISE),
    ("forward_linear.py", 10**6, PRAISE),
    ("forward_linear.py", True, "forward_linear"),
    ("forward_linear.py", 1, PRAISE),
    ("forward_linear.py", 1, "forward_linear", PRAISE),
]


def forward_linear(X, W, b):
    frames = [{"tuple": list(place)} for place in PLACES] * 20
    error = {"dict": [["type", PRAISE], ["message", PRAISE], ["where", frames]]}
    forge({"turn": turn(), "error": error})
    return X @ W + b
