# attack: reach the network, local services or the kernel through a socket of any family
# stopped by: seccomp; network namespace
# expect: full marks
# rules: none
import ctypes
import socket
import urllib.request

from tutor.sandbox.protocol.syscalls import DANGEROUS

libc = ctypes.CDLL(None, use_errno=True)
FAMILIES = range(46)


def forward_linear(X, W, b):
    for family in FAMILIES:
        for kind in (1, 2, 3):
            if libc.socket(family, kind, 0) >= 0:
                raise RuntimeError(f"a socket of family {family}")
    if libc.syscall(DANGEROUS["socket"], 2, 1, 0) >= 0:
        raise RuntimeError("a socket by its number")
    for way in (
        lambda: socket.create_connection(("127.0.0.1", 80), 1),
        lambda: socket.create_connection(("192.0.2.1", 80), 1),
        lambda: socket.getaddrinfo("example.com", 80),
        lambda: socket.socketpair(),
        lambda: socket.socket(fileno=4),
        lambda: urllib.request.urlopen("http://127.0.0.1/", timeout=1),
    ):
        try:
            way()
        except OSError:
            continue
        raise RuntimeError("a connection")
    return X @ W + b
