# attack: put hooks and false modules in the way of every import, then answer with zeros
# stopped by: the boundary: the grader is another process
# expect: score 0
import builtins
import sys
import types

import torch

plain_import = builtins.__import__


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        sys.modules[name] = types.ModuleType(name)


def hooked(name, *args, **kwargs):
    module = plain_import(name, *args, **kwargs)
    module.__dict__.setdefault("passed", True)
    return module


builtins.__import__ = hooked
sys.meta_path.insert(0, Finder)
for name in ("tutor.sandbox.protocol.wire", "tutor.sandbox.guest.answers", "tutor.sandbox.guest.perform", "json", "struct"):
    sys.modules[name] = types.ModuleType(name)
sys.settrace(lambda *args: None)
sys.setprofile(lambda *args: None)


def forward_linear(X, W, b):
    return torch.zeros(X.shape[0], W.shape[1] + 1, dtype=X.dtype)
