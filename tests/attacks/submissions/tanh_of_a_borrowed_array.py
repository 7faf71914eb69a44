# attack: find numpy in the functions that print arrays, and take its tanh
# stopped by: the modules that are not listed are emptied
# expect: test_tanh blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def relatives(kind):
    for child in type.__subclasses__(kind):
        yield child
        yield from relatives(child)


printer = next(kind for kind in relatives(object) if kind.__name__ == "FloatingFormat")
np = printer.__init__.__globals__["np"]


def tanh(z):
    return torch.as_tensor(np.tanh(z.cpu().numpy())).to(z)
