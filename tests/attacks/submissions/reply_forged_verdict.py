# attack: send verdicts, scores and pickles in place of a value
# stopped by: the boundary: a reply is a value, not a verdict
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


class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/tutor-attack-left-behind",)


def forward_linear(X, W, b):
    import pickle

    number = turn()
    if number % 2:
        forge({"turn": number, "ok": {"dict": [["outcome", "passed"]]}, "score": 10, "used": 3})
    else:
        data = pickle.dumps(Payload())
        write(struct.pack("<IQ", len(data), 0) + data)
    return None
