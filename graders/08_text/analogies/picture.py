"""What the learner's walks find among 20,000 real word vectors."""

from tutor.data import word_vectors
from tutor.grading.pictures import Words

QUESTIONS = (
    "man king woman",
    "france paris japan",
    "walk walking swim",
    "germany beer france",
    "big bigger small",
    "man doctor woman",
)
ASKED = ("king", "paris", "rain")


def walks(module, W, questions, asked):
    """The answers to the questions, and the neighbours of each word by both metrics."""
    answers = [int(module.analogy(W, *question)) for question in questions]
    near = [module.most_similar(W, i, 4, how) for i in asked for how in ("cosine", "euclidean")]
    return answers, near


def draw(submission):
    words, W = word_vectors()
    numbers = {word: i for i, word in enumerate(words)}
    questions = [[numbers[word] for word in question.split()] for question in QUESTIONS]
    answers, near = submission.run(walks, W, questions, [numbers[word] for word in ASKED])
    lines = []
    for question, answer in zip(QUESTIONS, answers, strict=True):
        a, b, c = question.split()
        lines.append(f"{a:>8} is to {b:<8} as {c:>7} is to {words[answer]}")
    for row, found in enumerate(near):
        told = ", ".join(words[i] for i in found.tolist())
        how = ("angle", "distance")[row % 2]
        lines.append(f"{ASKED[row // 2]:>8}, by {how:<9} {told}")
    return Words(
        title="Your walks among 20,000 words",
        text="\n".join(lines),
        caption="Nobody told these vectors what a queen or a capital is: they were learned from "
        "which words stand together in what people write. So they hold what people write about "
        "women and doctors too. Part of this is your own rule, which leaves out the words of the "
        'question: without the rule the answer would be "doctor".',
    )
