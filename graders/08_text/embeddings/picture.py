"""Word vectors that the learner's steps learn from a small language."""

import torch

from tutor.grading.pictures import Words

DRINKS, FOODS = ("tea", "milk", "coffee", "cocoa"), ("bread", "rice", "soup", "cake")
NAMES = ("anna", "ben", "carla", "omar")
SAID = ("every morning {n} drinks a cup of {d}", "in the evening {n} eats a plate of {f}")
NEIGHBOURS = ("tea", "rice", "anna")


def sentences():
    """Sentences in which drinks, foods and names fill the same blanks."""
    for name in NAMES:
        for drink, food in zip(DRINKS, FOODS, strict=True):
            yield from (said.format(n=name, d=drink, f=food) for said in SAID)


def learned(module, texts, V, epochs):
    """The vectors of words in a blank after some epochs, and the mean losses."""
    generator = torch.Generator().manual_seed(1)
    W_in = 0.3 * torch.randn(V, 8, generator=generator)
    W_out = 0.3 * torch.randn(V, 8, generator=generator)
    pairs = [pair for ids in texts for pair in module.blanks(ids, 3)]
    losses = []
    for _ in range(epochs):
        total = 0.0
        for context, target in pairs:
            negatives = torch.randint(0, V, (3,), generator=generator)
            negatives = negatives[negatives != target]
            W_in, W_out, loss = module.fill_step(W_in, W_out, context, target, negatives, 0.6)
            total += float(loss)
        losses.append(total / len(pairs))
    return W_out, losses


def draw(submission):
    texts = [sentence.split() for sentence in sentences()]
    words = sorted({word for text in texts for word in text})
    ids = [torch.tensor([words.index(word) for word in text]) for text in texts]
    W, losses = submission.run(learned, ids, len(words), 5)
    lines = [f"loss: {losses[0]:.2f} in the first epoch, {losses[-1]:.2f} in the last"]
    for word in NEIGHBOURS:
        near = (W - W[words.index(word)]).norm(dim=1).argsort()[1:4].tolist()
        lines.append(f"{word:>7}: " + ", ".join(words[i] for i in near))
    return Words(
        title="Your vectors know what belongs together",
        text="\n".join(lines),
        caption="Learned from 32 invented sentences, blank by blank. Nobody said which words are "
        "drinks, foods or names: words that fill the same blanks became neighbours.",
    )
