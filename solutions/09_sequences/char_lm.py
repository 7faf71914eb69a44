"""Reference: turn the sheet, take the exponential of a mean, throw one dart a row."""

import torch
from torch.nn.functional import cross_entropy


def make_batches(ids: torch.Tensor, bs: int, bptt: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Columns of consecutive text, as for truncated backpropagation through time (Williams and
    Peng, 1990): the state goes on from batch to batch, the gradient does not."""
    length = max(len(ids) - 1, 0) // bs
    inputs = ids[: length * bs].reshape(bs, length).T
    targets = ids[1 : length * bs + 1].reshape(bs, length).T if length else inputs
    return [(inputs[t : t + bptt], targets[t : t + bptt]) for t in range(0, length, bptt)]


def perplexity(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """exp of the mean cross-entropy in nats (Jelinek et al., 1977)."""
    return cross_entropy(logits.flatten(0, 1), targets.flatten()).exp()


def sample(
    logits: torch.Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    rng: torch.Generator | None = None,
) -> torch.Tensor:
    """Inversion: the token whose stretch of the cumulative probabilities holds a uniform number."""
    if temperature < 0:
        raise ValueError(f"a temperature is not negative: {temperature}")
    if temperature == 0:
        return logits.argmax(dim=1)
    scores, tokens = logits.topk(min(top_k or logits.shape[1], logits.shape[1]))
    p = torch.softmax((scores - scores[:, :1]) / temperature, dim=1)
    dart = torch.rand(len(p), 1, generator=rng, dtype=p.dtype, device=p.device)
    place = (p.cumsum(1) <= dart).sum(1, keepdim=True).clamp(max=p.shape[1] - 1)
    return tokens.gather(1, place).squeeze(1)
