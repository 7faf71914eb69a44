# an error class of its own, slice assignment, keyword-only dataclass style state
from collections import OrderedDict
from math import inf, isnan

import torch


class BadSetting(ValueError):
    pass


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        for name, value, least in (("patience", patience, 1), ("min_delta", min_delta, 0)):
            if value < least:
                raise BadSetting(f"{name}={value!r} is below {least}")
        self._p, self._d = int(patience), float(min_delta)
        self._state = {"best": inf, "since": 0, "weights": OrderedDict()}

    def step(self, valid_loss, weights):
        s = self._state
        if isnan(valid_loss):
            return True
        if s["best"] - valid_loss > self._d:
            s.update(best=valid_loss, since=0)
            s["weights"] = OrderedDict((k, torch.empty_like(v).copy_(v)) for k, v in weights.items())
        else:
            s["since"] += 1
        return not s["since"] < self._p

    def restore(self, weights):
        for key in self._state["weights"].keys() & weights.keys():
            weights[key].data[...] = self._state["weights"][key]


def diagnose(train_loss, valid_loss, goal, margin):
    lowest = sorted(valid_loss)[0]
    match (train_loss[-1] > goal, valid_loss[-1] > lowest + margin):
        case (True, _):
            return "under"
        case (False, True):
            return "over"
    return "ok"
