# a class with __slots__ and a property, and a test class of its own
import torch
import torch.nn.functional as F


class Searcher:
    __slots__ = ("w", "x", "goal", "step", "past")

    def __init__(self, w, x, goal, step):
        self.w, self.x, self.goal, self.step = w, x, goal, step
        self.past = [w]

    @property
    def history(self):
        return torch.stack(self.past)

    def error(self, w):
        return (self.x * w - self.goal) * (self.x * w - self.goal)

    def round(self):
        up, down = self.error(self.w + self.step), self.error(self.w - self.step)
        self.w = torch.where(up < down, self.w + self.step, self.w)
        self.w = torch.where(down < up, self.w - self.step, self.w)
        self.past.append(self.w)
        return self

    def _torch_error(self):
        return F.mse_loss(self.x * self.w, self.goal, reduction="none")


def hot_and_cold(w, x, goal, step, max_iter):
    searcher = Searcher(w, x, goal, step)
    for _ in range(max_iter):
        searcher.round()
    return searcher.w, searcher.history
