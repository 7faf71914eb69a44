"""What the learner's model thinks of words and of film reviews that it has not seen."""

import torch

from tutor.grading.pictures import Words

# Written for this course: short, and clearer than what people write.
GOOD = """A wonderful film with a moving story
Great cast, great music, I loved every minute
Funny, warm and clever: the best film of the year
I laughed and cried, what a beautiful story
The music is beautiful and the actors are wonderful
A clever plot and a great ending
Warm, funny and never too long
I loved the cast and the moving ending
One of the best, see it with the family
A beautiful and moving film about friends
Great fun from beginning to end
The story is clever, the actors are great"""
BAD = """A boring film with a stupid story
The plot is a mess and the actors are awful
I left after an hour, what a waste of time
The worst film of the year, boring and far too long
Awful music, awful cast, I hated it
A stupid plot and a boring ending
Too long, too loud and never funny
I hated the ending, a waste of a good cast
One of the worst, do not see it
A dull and stupid film about nothing
Boring from beginning to end
The story is a mess, the actors are dull"""
NEW = (
    "What a wonderful, clever cast!",
    "Dull, boring and far too loud",
    "I loved the music",
    "A waste of two hours",
    "Not boring at all: never too long",
)


def learned(module, good, bad, new):
    """The vocabulary, its weights, and the scores of new texts."""
    docs = [module.tokenize(text) for text in [*good, *bad]]
    vocab = module.build_vocab(docs, 2)
    y = torch.tensor([1.0] * len(good) + [0.0] * len(bad))
    w, b = module.train_sentiment(module.bow(docs, vocab), y, 0.5, 300)
    scores = module.bow([module.tokenize(text) for text in new], vocab) @ w + b
    return vocab, w, torch.sigmoid(scores)


def draw(submission):
    vocab, w, p = submission.run(learned, GOOD.splitlines(), BAD.splitlines(), list(NEW))
    words = sorted(vocab, key=lambda word: float(w[vocab[word]]))
    lines = ["praise: " + ", ".join(f"{x} {float(w[vocab[x]]):+.1f}" for x in words[:-6:-1])]
    lines.append("blame:  " + ", ".join(f"{x} {float(w[vocab[x]]):+.1f}" for x in words[:5]))
    lines += [f"{float(q):.2f}  {text}" for q, text in zip(p, NEW, strict=True)]
    return Words(
        title="Your model reads film reviews",
        text="\n".join(lines),
        caption="It learned from 24 short reviews, which were written for this course. The number "
        "before each new sentence is the probability that it praises. The last sentence praises, "
        'but the bag has lost what "not" and "never" belong to.',
    )
