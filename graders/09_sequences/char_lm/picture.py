"""A few lines in the manner of Hamlet, by a small network fed and read with the learner's code."""

import torch

from tutor.data import hamlet
from tutor.grading.pictures import Words

EPOCHS, WRITTEN, HELD_OUT = 4, 700, 10_000


def draw(submission):
    text = hamlet()
    alphabet = sorted(set(text))
    number = {letter: i for i, letter in enumerate(alphabet)}
    ids = torch.tensor([number[letter] for letter in text])
    tokens, perplexity, steps = submission.run(
        write, ids[:-HELD_OUT], ids[-HELD_OUT:], len(alphabet), EPOCHS, WRITTEN
    )
    wrote = "".join(alphabet[int(i)] for i in tokens)
    return Words(
        title="Hamlet, act VI",
        text=wrote.strip(),
        caption=(
            f"Written with your `sample` at temperature 0.7 by a GRU of 160 units after {steps} "
            "batches of your `make_batches`, some twenty seconds of training. By your "
            f"`perplexity` it wavers between {perplexity:.1f} characters on the last pages of the "
            f"play, which it never read; without training it would be {len(alphabet)}."
        ),
    )


def write(module, ids, held_out, vocabulary, epochs, written):
    """Train a GRU on ids, judge it on what was held out, and let it go on writing."""
    torch.manual_seed(1)
    width = 160

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.letters = torch.nn.Embedding(vocabulary, 48)
            self.gru = torch.nn.GRU(48, width)
            self.scores = torch.nn.Linear(width, vocabulary)

        def forward(self, x, state):
            hidden, state = self.gru(self.letters(x), state)
            return self.scores(hidden), state

    network = Network()
    batches = module.make_batches(ids, 32, 48)
    weights = list(network.parameters())
    means, squares = ([torch.zeros_like(w) for w in weights] for _ in range(2))
    steps = epochs * len(batches)
    for step in range(steps):
        x, y = batches[step % len(batches)]
        if step % len(batches) == 0:
            state = torch.zeros(1, x.shape[1], width)
        logits, state = network(x, state.detach())
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
        gradients = torch.autograd.grad(loss, weights)
        norm = torch.stack([g.norm() for g in gradients]).norm()
        rate = 4e-3 * (1 - step / steps)
        with torch.no_grad():  # Adam; an optimizer of torch would first import its compiler
            for w, g, mean, square in zip(weights, gradients, means, squares, strict=True):
                g = g / norm.clamp(min=1.0)
                mean.lerp_(g, 0.1)
                square.lerp_(g * g, 0.001)
                corrected = (square / (1 - 0.999 ** (step + 1))).sqrt() + 1e-8
                w -= rate / (1 - 0.9 ** (step + 1)) * mean / corrected
    with torch.no_grad():
        ((x, y),) = module.make_batches(held_out, 1, len(held_out))
        logits, _ = network(x, torch.zeros(1, 1, width))
        perplexity = float(module.perplexity(logits, y))
        rng, state = torch.Generator().manual_seed(7), torch.zeros(1, 1, width)
        logits, state = network(ids[:1000].unsqueeze(1), state)
        tokens = []
        for _ in range(written):
            token = module.sample(logits[-1], 0.7, None, rng)
            tokens.append(int(token))
            logits, state = network(token.unsqueeze(0), state)
    return tokens, perplexity, steps
