# attack: a relaxed distribution, whose largest part is the draw
# stopped by: the emptied functions
# expect: test_frequencies blocked, outcomes blocked died, score 0
# exercise: char_lm
import torch
from torch.distributions import RelaxedOneHotCategorical


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature")
    if temperature == 0:
        return logits.argmax(1)
    scores, tokens = logits.topk(min(top_k or logits.shape[1], logits.shape[1]))
    if rng is not None:
        torch.manual_seed(int(torch.randint(2**62, (1,), generator=rng)))
    place = RelaxedOneHotCategorical(1.0, logits=scores / temperature).rsample().argmax(1, keepdim=True)
    return tokens.gather(1, place).squeeze(1)
