"""Reference: one loop forward, one loop backward, and everything else in whole-tensor products.

Elman, "Finding Structure in Time" (1990); Werbos, "Backpropagation Through Time" (1990); Pascanu,
Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural Networks" (2013), on clipping.
"""

import torch


def rnn_forward(
    x: torch.Tensor, h0: torch.Tensor, Wx: torch.Tensor, Wh: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """The start heads the list, so that there is something to stack when T = 0."""
    states = [h0]
    for now in x:
        states.append(torch.tanh(now @ Wx + states[-1] @ Wh + b))
    return torch.stack(states)[1:]


def bptt(
    g: torch.Tensor,
    x: torch.Tensor,
    h0: torch.Tensor,
    states: torch.Tensor,
    Wx: torch.Tensor,
    Wh: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """gz[t] = (g[t] + gz[t + 1] Wh^T) * (1 - h[t]^2); the rest follows from gz."""
    gz = torch.empty_like(states)
    carried = torch.zeros_like(h0)
    for t in reversed(range(len(states))):
        gz[t] = (g[t] + carried) * (1 - states[t] ** 2)
        carried = gz[t] @ Wh.T
    before = torch.cat([h0[None], states])[:-1]
    gWx = torch.einsum("tnd,tnh->dh", x, gz)
    gWh = torch.einsum("tnk,tnh->kh", before, gz)
    return gz @ Wx.T, carried, gWx, gWh, gz.sum(dim=(0, 1))


def clip_grad_norm(
    grads: list[torch.Tensor], max_norm: float
) -> tuple[list[torch.Tensor], torch.Tensor]:
    """Dividing by the larger of norm and max_norm neither lengthens nor divides by zero."""
    norm = torch.sqrt(torch.stack([(grad**2).sum() for grad in grads]).sum())
    factor = max_norm / norm.clamp(min=max_norm)
    return [grad * factor for grad in grads], norm


def last_states(states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """One pair (t, n) for each sequence n."""
    return states[lengths - 1, torch.arange(len(lengths), device=lengths.device)]
