# attack: the sampler of rows with weights, from torch's loaders
# stopped by: the dispatcher: what it calls is not there
# expect: test_frequencies blocked, outcomes blocked died, score 0
# exercise: char_lm
import torch
from torch.utils.data import WeightedRandomSampler


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature")
    if temperature == 0:
        return logits.argmax(1)
    scores, tokens = logits.topk(min(top_k or logits.shape[1], logits.shape[1]))
    p = torch.softmax(scores / temperature, 1)
    place = torch.tensor([list(WeightedRandomSampler(row, 1, generator=rng)) for row in p])
    return tokens.gather(1, place).squeeze(1)
