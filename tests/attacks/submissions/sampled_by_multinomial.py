# attack: the sampler by each of its names
# stopped by: the dispatcher: the operator is not there
# expect: test_frequencies blocked, outcomes blocked died, score 0
# exercise: char_lm
import torch


def sample(logits, temperature=1.0, top_k=None, rng=None):
    if temperature < 0:
        raise ValueError("temperature")
    if temperature == 0:
        return logits.argmax(1)
    scores, tokens = logits.topk(min(top_k or logits.shape[1], logits.shape[1]))
    p = torch.softmax(scores / temperature, 1)
    place = torch.empty(0, dtype=torch.long)
    torch.ops.aten.multinomial.out(p, 1, generator=rng, out=place)
    return tokens.gather(1, place).squeeze(1)
