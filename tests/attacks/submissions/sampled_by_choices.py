# attack: the weighted choice of Python's own library
# stopped by: the rule: random.choices is not there
# expect: test_frequencies blocked, outcomes blocked died, score 0
# exercise: char_lm
import random

import torch


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature")
    if temperature == 0:
        return logits.argmax(1)
    scores, tokens = logits.topk(min(top_k or logits.shape[1], logits.shape[1]))
    p = torch.softmax(scores.double() / temperature, 1)
    draw = random.Random(int(torch.randint(2**62, (1,), generator=rng)))
    place = torch.tensor([draw.choices(range(p.shape[1]), row) for row in p.tolist()])
    return tokens.gather(1, place).squeeze(1)
