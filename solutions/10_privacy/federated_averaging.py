"""Reference: shares of the examples, a deep copy, one generator for each secret."""

import copy

import torch
from torch.nn.functional import cross_entropy

SCALE = 2**16
MODULUS = 2**32

State = dict[str, torch.Tensor]


def fedavg(states: list[State], counts: list[int]) -> State:
    """Algorithm 1 of McMahan et al., "Communication-Efficient Learning of Deep Networks from
    Decentralized Data" (2016)."""
    if not states or len(states) != len(counts):
        raise ValueError("there should be one count for each of at least one state")
    if any(state.keys() != states[0].keys() for state in states):
        raise ValueError("the clients' states should have the same names")
    if min(counts) < 0 or sum(counts) == 0:
        raise ValueError("counts should be 0 or more, and not all of them 0")
    shares = [count / sum(counts) for count in counts]
    return {name: _merged([state[name] for state in states], shares) for name in states[0]}


def _merged(tensors: list[torch.Tensor], shares: list[float]) -> torch.Tensor:
    if not tensors[0].is_floating_point():
        return torch.stack(tensors).amax(dim=0)
    return sum(share * tensor for share, tensor in zip(shares, tensors, strict=True))


def local_train(
    model: torch.nn.Module, x: torch.Tensor, y: torch.Tensor, lr: float, steps: int
) -> State:
    local = copy.deepcopy(model).train()
    optimizer = torch.optim.SGD(local.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        cross_entropy(local(x), y).backward()
        optimizer.step()
    return local.state_dict()


def mask_update(update: torch.Tensor, me: int, secrets: list[int]) -> torch.Tensor:
    """Bonawitz et al., "Practical Secure Aggregation for Privacy-Preserving Machine Learning"
    (2017), without what makes it robust against clients that drop out."""
    message = (update.double() * SCALE).round().long()
    for other, secret in enumerate(secrets):
        if other != me:
            mask = _mask(secret, update.shape).to(update.device)
            message = message + (mask if me < other else -mask)
    return message % MODULUS


def _mask(secret: int, shape: torch.Size) -> torch.Tensor:
    return torch.randint(MODULUS, shape, generator=torch.Generator().manual_seed(secret))


def secure_sum(messages: list[torch.Tensor]) -> torch.Tensor:
    total = torch.stack(messages).sum(dim=0) % MODULUS
    negative = total >= MODULUS // 2
    return (total - MODULUS * negative).double() / SCALE


def leaked_words(before: torch.Tensor, after: torch.Tensor, vocab: list[str]) -> list[str]:
    moved = (before != after).any(dim=1).tolist()
    return [word for word, has_moved in zip(vocab, moved, strict=True) if has_moved]
