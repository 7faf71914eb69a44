# a comparison with torch.multinomial and Categorical under __main__ and in an unused method
import collections
import re
import string
import textwrap

import torch
from torch.distributions import Categorical

TEXT = textwrap.dedent("""\
    To be, or not to be, that is the question:
    Whether 'tis nobler in the mind to suffer
""")
VOCABULARY = sorted(set(re.sub(r"\s+", " ", TEXT)))
print(len(VOCABULARY), "characters,", collections.Counter(TEXT).most_common(3), string.punctuation)


def make_batches(ids, bs, bptt):
    last = len(ids) - 1
    length = last // bs if last > 0 else 0
    out = []
    for start in range(0, length, bptt):
        steps = range(start, min(start + bptt, length))
        rows = torch.arange(steps.start, steps.stop, device=ids.device)[:, None]
        where = rows + length * torch.arange(bs, device=ids.device)
        out.append((ids[where], ids[where + 1]))
    return out


def perplexity(logits, targets):
    loss = torch.nn.functional.cross_entropy(logits.movedim(-1, 1), targets, reduction="mean")
    return loss.exp()


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError
    if not temperature:
        return logits.argmax(-1)
    order = logits.argsort(dim=1, descending=True)
    order = order[:, :top_k] if top_k else order
    p = torch.softmax(logits.gather(1, order) / temperature, 1)
    dart = torch.rand(p.shape[0], generator=rng, device=p.device, dtype=p.dtype)
    hit = (p.cumsum(1) > dart.unsqueeze(1)).to(torch.uint8).argmax(1)
    return order[torch.arange(len(order), device=order.device), hit]


class Checks:
    def frequencies(self, logits):
        theirs = torch.multinomial(torch.softmax(logits, 1), 1)
        other = Categorical(logits=logits).sample()
        return theirs, other, sample(logits)


if __name__ == "__main__":
    print(Checks().frequencies(torch.randn(5, 4)))
