"""A classifier of film reviews on word vectors that somebody else has trained."""

import torch

from tutor.data import word_vectors
from tutor.grading.pictures import Words

# Written for this course: short, and clearer than what people write.
GOOD = """A wonderful film with a moving story
Great cast, great music, I loved every minute
Funny, warm and clever: the best film of the year
I laughed and cried, what a beautiful story
The music is beautiful and the actors are wonderful
A clever plot and a great ending
One of the best, see it with the family
Great fun from beginning to end"""
BAD = """A boring film with a stupid story
The plot is a mess and the actors are awful
I left after an hour, what a waste of time
The worst film of the year, boring and far too long
Awful music, awful cast, I hated it
A stupid plot and a terrible ending
One of the worst, do not see it
Too long, too loud and never funny"""
NEW = """+ A brilliant and touching picture
+ Superb actors in a charming little comedy
+ I enjoyed it from the first scene to the last
+ Not bad at all, I was never bored
+ A fresh and exciting script, an excellent director
+ You will not regret these two hours
- Dreadful, I fell asleep before the end
- An ugly and pointless picture
- What a disappointment, the jokes are horrible
- It could have been good, but it is not
- The script is lazy and the director lost interest
- I expected something wonderful and got nothing"""


def learned(module, old, y, new, right, table):
    """Probabilities of new reviews and their calibration error, after training on old ones."""
    torch.manual_seed(0)

    def pooled(docs):
        ids = module.truncate_and_pad(docs, 12, 0)
        return module.masked_mean(table[ids], ids, 0)

    head = torch.nn.Linear(table.shape[1], 2)
    optimizer = torch.optim.Adam(head.parameters(), lr=0.05)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(head(pooled(old)), y).backward()
        optimizer.step()
    p = module.predict_proba(head(pooled(new)).detach(), ["bad", "good"], ["good", "bad"])
    error = module.expected_calibration_error(p.flip(1), right, 3)
    return p[:, 0], float(error)


def draw(submission):
    words, vectors = word_vectors()
    number = {word: i + 1 for i, word in enumerate(words)}  # 0 is the padding
    table = torch.cat([torch.ones(1, vectors.shape[1]), vectors])

    def tokens(text):
        kept = "".join(c if c.isalpha() else " " for c in text.lower()).split()
        return torch.tensor([number[word] for word in kept if word in number])

    good, bad, new = GOOD.splitlines(), BAD.splitlines(), NEW.splitlines()
    y = torch.tensor([1] * len(good) + [0] * len(bad))
    right = torch.tensor([int(text[0] == "+") for text in new])
    old = [tokens(text) for text in good + bad]
    p, error = submission.run(learned, old, y, [tokens(text[1:]) for text in new], right, table)
    sure = torch.where(p > 0.5, p, 1 - p)
    hits = int(((p > 0.5) == (right == 1)).sum())
    lines = [f"{float(q):.2f}  {text}" for q, text in zip(p, new, strict=True)]
    return Words(
        title="Your model reads film reviews",
        text="\n".join(lines),
        caption=f"Only a linear layer was trained, on 16 short reviews; the vectors of the words "
        f"came trained. The number is the probability that a new review (+ or -) praises. Of "
        f"{len(new)} answers {hits} are right, which is {hits / len(new):.0%}; the mean confidence "
        f"is {float(sure.mean()):.0%}. Your calibration error says {error:.2f}: so much do the two "
        f"differ, bin by bin, although twelve reviews are few to tell.",
    )
