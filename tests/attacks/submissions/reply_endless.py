# attack: claim a reply of 200 MB and send it byte by byte, never pausing
# stopped by: the deadline, also while reading
# expect: test_batch_of_one timeout, score 9
# within: 14
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
    if X.shape[0] == 1:
        os.write(4, struct.pack("<IQ", 10, 200 << 20))
        while True:
            os.write(4, b"x")
    return X @ W + b
