# attack: send headers that are too long, too deep, not JSON, or of the wrong form
# stopped by: the wire
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


def raw(header, claimed=None, body=0):
    write(struct.pack("<IQ", len(header) if claimed is None else claimed, body) + header)


JUNK = [
    lambda: raw(b"", 0xFFFF_FFFF),
    lambda: raw(b"{}", None, 1 << 60),
    lambda: write(bytes(range(256)) * 64),
    lambda: raw(b"[" * 200_000 + b"]" * 200_000),
    lambda: raw(b'{"value": ' + b"[" * 60 + b"]" * 60 + b', "tensors": []}'),
    lambda: raw(b'{"value": [' + b"0," * 150_000 + b'0], "tensors": []}'),
    lambda: raw(b'{"value": 1, "tensors": 3}'),
    lambda: raw(b'{"value": {"tensor": -1}, "tensors": []}'),
    lambda: raw(b'{"value": {"handle": "x"}, "tensors": []}'),
    lambda: raw(b"\xff\xfe\x00\x00"),
    lambda: raw(b"9" * 5000),
    lambda: raw(b"null"),
]
calls = itertools.count()


def forward_linear(X, W, b):
    JUNK[(next(calls) + turn() + W.shape[0]) % len(JUNK)]()
    return X @ W + b
