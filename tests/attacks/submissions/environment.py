# attack: look for secrets in the environment, in the one that libc keeps, and in the arguments
# stopped by: an environment of its own
# expect: full marks
# rules: none
import ctypes
import os
import sys

ALLOWED = {
    *("HOME", "TMPDIR", "PATH", "OMP_NUM_THREADS"),
    *("MPLBACKEND", "TORCHINDUCTOR_CACHE_DIR"),
}


def forward_linear(X, W, b):
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    raw = []
    while environ and environ[len(raw)] is not None:
        raw.append(environ[len(raw)].decode().partition("=")[0])
    if strange := (set(os.environ) | set(raw)) - ALLOWED:
        raise RuntimeError(f"environment: {strange}")
    if sys.argv != ["submission"]:
        raise RuntimeError(f"arguments: {sys.argv}")
    return X @ W + b
