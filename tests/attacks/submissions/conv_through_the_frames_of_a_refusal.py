# attack: walk from the refusal to the furnishing, and take its handles back
# stopped by: nothing that the frames hold undoes it
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import gc
import sys

import torch


def undo():
    try:
        torch.conv2d(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2))
    except Exception as error:
        trace = error.__traceback__
        places = []
        while trace:
            places.append(trace.tb_frame)
            trace = trace.tb_next
        for frame in places:
            for value in [*frame.f_globals.values(), *frame.f_locals.values()]:
                for name in ("_destroy", "reset", "clear", "close"):
                    if type(value).__module__.startswith("torch") and hasattr(value, name):
                        getattr(value, name)()
        operators = sys.modules["tutor.sandbox.guest.furnish.operators"]
        operators.torch._C._dispatch_library("FRAGMENT", "aten", "", "x", 0)
        for handle in gc.get_objects():
            if type(handle).__name__ == "_DispatchModule":
                handle.reset()


undo()


def conv2d(x, k, b, stride=1, pad=0):
    return torch.conv2d(x, k, b, stride, pad)
