# attack: read this and other processes through /proc
# stopped by: Landlock; process namespace
# expect: full marks
import os

FILES = ["cmdline", "environ", "maps", "mem", "status", "stat", "auxv", "mounts"]
LINKS = ["exe", "cwd", "root", "fd/0", "fd/3", "ns/net"]


def forward_linear(X, W, b):
    others = {1, os.getppid(), *range(2, 60), *range(300, 2000, 7)} - {os.getpid()}
    for pid in ["self", "thread-self", os.getpid(), *others]:
        for name in FILES:
            try:
                got = open(f"/proc/{pid}/{name}", "rb").read(200)
            except OSError:
                continue
            raise RuntimeError(f"/proc/{pid}/{name}: {got}")
        for name in LINKS if pid in others else ():
            try:
                got = os.readlink(f"/proc/{pid}/{name}")
            except OSError:
                continue
            if f"{pid}" != f"{os.getpid()}" and name in ("cwd", "root", "fd/0", "fd/3"):
                raise RuntimeError(f"/proc/{pid}/{name}: {got}")
    return X @ W + b
