# attack: numpy's random generator by its relatives, with a seed and helpers of one's own
# stopped by: nothing stops it
# expect: outcomes blocked died, score 0
# exercise: char_lm
# gap: Types that C code made cannot be emptied by public means.
import threading
import types

import torch


def relatives(kind):
    for child in type.__subclasses__(kind):
        yield child
        yield from relatives(child)


every = {k.__name__: k for k in relatives(object) if str(k.__module__).startswith("numpy")}
kinds = {name: k for name, k in every.items() if "numpy.random" in str(k.__module__)}
ready = {name: k for name, k in every.items() if name.isidentifier()}
helpers = types.SimpleNamespace(**ready)
helpers.empty = helpers.zeros = lambda shape, dtype="float64": (
    torch.zeros(shape, dtype=torch.int64).numpy().astype(dtype)
)
for kind in kinds.values():
    for value in list(vars(kind).values()):
        scope = getattr(value, "__globals__", {})
        if str(scope.get("__name__")).startswith("numpy.random"):
            scope.update(np=helpers, RLock=threading.RLock)


class Seed(kinds["ISeedSequence"]):
    def __init__(self, start):
        self.start = start

    def generate_state(self, n_words, dtype=None):
        made = torch.arange(n_words) * 7919 + self.start
        return made.numpy().astype("uint32" if dtype is None else dtype)


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature")
    if temperature == 0:
        return logits.argmax(1)
    scores, tokens = logits.topk(min(top_k or logits.shape[1], logits.shape[1]))
    p = torch.softmax(scores.double() / temperature, 1)
    seed = Seed(int(torch.randint(2**31, (1,), generator=rng)))
    draw = kinds["Generator"](kinds["PCG64"](seed))
    place = [[int(draw.multinomial(1, row.numpy()).argmax())] for row in p]
    return tokens.gather(1, torch.tensor(place)).squeeze(1)
