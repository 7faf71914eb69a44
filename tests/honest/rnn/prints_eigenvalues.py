# a print of the eigenvalues of Wh, which are complex numbers
# gap: without a graph the parts of complex numbers are not there, which would give slopes away
import torch


def rnn_forward(x, h0, Wx, Wh, b):
    if Wh.numel():
        print("largest eigenvalue of Wh:", torch.linalg.eigvals(Wh).abs().max().item())
    h, out = h0, []
    for now in x @ Wx + b:
        h = torch.tanh(now + h @ Wh)
        out.append(h)
    return torch.stack(out) if out else h0[None][:0]


def bptt(g, x, h0, states, Wx, Wh):
    T, (N, H) = len(x), h0.shape
    before = torch.cat([h0.view(1, N, H), states[:-1]]) if T else states
    d, carried = [None] * T, torch.zeros_like(h0)
    for t in range(T)[::-1]:
        d[t] = (g[t] + carried) * (1 - states[t]) * (1 + states[t])
        carried = d[t] @ Wh.t()
    d = torch.stack(d) if T else states
    return (torch.tensordot(d, Wx, dims=([2], [1])), carried, torch.einsum("tnd,tnh->dh", x, d),
            torch.einsum("tnk,tnh->kh", before, d), d.sum(0).sum(0))


def clip_grad_norm(grads, max_norm):
    norm = torch.linalg.norm(torch.cat([grad.ravel() for grad in grads]))
    return [grad * min(1.0, max_norm / max(norm.item(), 1e-12)) for grad in grads], norm


def last_states(states, lengths):
    return torch.stack([states[n - 1] for n in range(1, len(states) + 1)])[
        lengths - 1, torch.arange(len(lengths), device=lengths.device)]
