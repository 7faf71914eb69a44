"""How far back your gradients reach while a network reads Hamlet."""

import math

import torch

from tutor.data import hamlet
from tutor.grading.pictures import Lines

STEPS, STATES = 60, 16


def draw(submission):
    text = hamlet()
    start = text.index("To be, or not to be")
    codes = torch.tensor([ord(sign) % 64 for sign in text[start : start + STEPS]])
    generator = torch.Generator().manual_seed(1)
    normal = {"generator": generator, "dtype": torch.float64}
    # Inputs so small that the states stay where tanh is nearly straight.
    x = 1e-6 * torch.randn(64, STATES, **normal)[codes][:, None]
    turn = torch.linalg.qr(torch.randn(STATES, STATES, **normal)).Q
    h0, b = torch.zeros(1, STATES).double(), torch.zeros(STATES).double()
    Wx = torch.eye(STATES, dtype=torch.float64)
    g = torch.zeros(STEPS, 1, STATES, dtype=torch.float64)
    g[-1] = STATES**-0.5

    def reach(size):
        Wh = size * turn
        states = submission.rnn_forward(x, h0, Wx, Wh, b)
        return submission.bptt(g, x, h0, states, Wx, Wh)[0]

    def points(gradients):
        back = reversed(list(gradients))
        return [(k, math.log10(grad.norm().item() + 1e-300)) for k, grad in enumerate(back)]

    shrinking, stretching = reach(0.85), reach(1.15)
    clipped, _ = submission.clip_grad_norm(list(stretching), 1.0)
    return Lines(
        title="How far back your gradients reach",
        x="steps back from the loss",
        y="length of the gradient, as a power of ten",
        series={
            "Wh shrinks by 0.85": points(shrinking),
            "Wh stretches by 1.15": points(stretching),
            "Wh stretches by 1.15, clipped": points(clipped),
        },
        caption=(
            "A loss at the last of 60 characters of Hamlet, and the gradients of your bptt at each "
            "character before it. They fade or grow by the same factor at every step. Clipping "
            "moves the growing ones down together; it does not bend their line."
        ),
    )
