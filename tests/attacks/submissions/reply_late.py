# attack: let a thread write junk to the reply pipe after the call has returned
# stopped by: the wire: replies are numbered
# expect: outcomes passed died wrong
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
import threading
import time


def late():
    while True:
        time.sleep(0.002)
        os.write(4, b"late")


def forward_linear(X, W, b):
    threading.Thread(target=late, daemon=True).start()
    return X @ W + b
