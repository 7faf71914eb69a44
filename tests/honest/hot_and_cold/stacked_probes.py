# three probes in one tensor, argmin over them, gather the best
import torch


def hot_and_cold(w, x, goal, step, max_iter):
    moves = torch.tensor([-step, step], dtype=w.dtype, device=w.device)
    moves = moves.reshape(2, *[1] * w.dim())
    history = [w]
    for _ in range(max_iter):
        probes = history[-1].unsqueeze(0) + moves
        errors = (probes * x - goal).square()
        best = errors.argmin(dim=0, keepdim=True)
        chosen = torch.take_along_dim(probes, best, dim=0).squeeze(0)
        tie = torch.eq(errors[0], errors[1])
        history.append(torch.where(tie, history[-1], chosen))
    return history[-1], torch.stack(history)
