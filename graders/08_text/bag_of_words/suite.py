"""Hidden suite of bag_of_words. Run it on a file:

pytest graders/08_text/bag_of_words/suite.py --submission FILE

Words and vocabularies are compared as one line of text each, which a learner can read. No task is
given the answer of an earlier one, so a slip of `tokenize` costs nothing in the tasks after it.
"""

from dataclasses import replace

import torch

from tutor.grading.checks import Contract, check, driven, expect, of_parts, require

WORDS = [
    *(
        "the",
        "a",
        "film",
        "plot",
        "not",
        "good",
        "bad",
        "it's",
        "don't",
        "'tis",
        "actors'",
        "scene",
    ),
    *("music", "long", "2001", "story", "best", "worst", "and", "of", "cast", "i", "dull", "funny"),
]
UNSEEN = ["splendid", "zebra", "unk", "0"]
UNKNOWN = "<unk>"
MORE = 40


def chosen(rng, words, count):
    """Some of the words, in an order of their own."""
    order = torch.randperm(len(words), generator=rng.generator).tolist()
    return [words[k] for k in order[:count]]


def mixed(rng, counts, documents):
    """Documents in which each word occurs as often as its count says, all in any order."""
    words = [word for word, count in counts.items() for _ in range(count)]
    words = chosen(rng, words, len(words))
    cuts = sorted(rng.integer(0, len(words)) for _ in range(documents - 1))
    edges = zip([0, *cuts], [*cuts, len(words)], strict=True)
    return [words[start:end] for start, end in edges]


def in_one_line(module, text):
    """The words with bars between them, or what came instead."""
    words = module.tokenize(text)
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        return " | ".join(words) if words else "no words"
    return words


def numbered(module, docs, min_freq):
    """The vocabulary in the order of its numbers: "0 <unk>, 1 the"."""
    vocab = module.build_vocab(docs, min_freq)
    if not isinstance(vocab, dict) or not all(isinstance(n, int) for n in vocab.values()):
        return vocab
    pairs = sorted(vocab.items(), key=lambda pair: (pair[1], pair[0]))
    return ", ".join(f"{number} {word}" for word, number in pairs)


def known_in_order(module, docs, min_freq, alphabetical):
    """The words that got a number, without the unknown one, by their numbers or by the alphabet."""
    vocab = module.build_vocab(docs, min_freq)
    if not isinstance(vocab, dict) or not all(isinstance(n, int) for n in vocab.values()):
        return vocab
    if len(set(vocab.values())) < len(vocab):
        return "two words with the same number"
    words = sorted(vocab) if alphabetical else sorted(vocab, key=vocab.get)
    return " ".join(word for word in words if word != "<unk>")


def documents_after(module, docs, vocab):
    """Whether a call leaves the documents and the vocabulary as they were."""
    from copy import deepcopy

    before = deepcopy((docs, vocab))
    result = module.build_vocab(docs, 2) if vocab is None else module.bow(docs, vocab)
    return result, (docs, vocab) == before


def counts(module, docs, vocab):
    """The counts as floating-point numbers, whatever they came as."""
    found = module.bow(docs, vocab)
    whole = isinstance(found, torch.Tensor) and not found.is_floating_point()
    return found.float() if whole else found


def draw_text(rng, count):
    """Words with capitals here and there, and all sorts of things between them."""
    marks = [" ", "  ", ", ", ". ", "! ", "-", " -- ", " (", ") ", "\n", "\t", "/", '" ', "... "]
    words = chosen(rng, ["Don't", "10/10", "2001", "well-made", "(very", "good),", "GOOD"], 7)
    text = " ".join(words) + " "
    for _ in range(count):
        word = chosen(rng, WORDS, 1)[0]
        how = rng.integer(0, 3)
        text += (word, word.upper(), word.capitalize(), word)[how] + chosen(rng, marks, 1)[0]
    return (text,)


def draw_docs(rng, words, documents):
    """Documents in which no two words are equally frequent."""
    counts = {word: k + 2 for k, word in enumerate(chosen(rng, WORDS, words))}
    return mixed(rng, counts, documents), 1


def draw_ties(rng, words, documents):
    """Documents in which every count is that of several words."""
    counts = {word: 2 + k // 4 for k, word in enumerate(chosen(rng, WORDS, words))}
    return mixed(rng, counts, documents), 1, False


def draw_rare(rng, words, documents):
    """Documents with words below, at and above the limit."""
    counts = {word: 1 + k % 5 for k, word in enumerate(chosen(rng, WORDS, words))}
    return mixed(rng, counts, documents), rng.integer(2, 4), True


def draw_vocab(rng, words):
    """A vocabulary whose words stand in any order."""
    known = [UNKNOWN, *chosen(rng, WORDS, words)]
    numbers = {word: number for number, word in enumerate(known)}
    return {word: numbers[word] for word in chosen(rng, known, len(known))}


def draw_known(rng, words, documents):
    """Documents with words of the vocabulary, some of them several times."""
    vocab = draw_vocab(rng, words)
    known = [word for word in vocab if word != UNKNOWN]
    often = {word: rng.integer(0, 4) for word in known}
    return mixed(rng, often | {known[0]: 3}, documents), vocab


def draw_unknown(rng, words, documents):
    """Documents with words that are not in the vocabulary; the known ones come once."""
    known = chosen(rng, WORDS, words)
    docs = [[*chosen(rng, known, 3), UNSEEN[n % 4], *UNSEEN[:2]] for n in range(documents)]
    return docs, {word: number for number, word in enumerate([UNKNOWN, *known])}


def draw_reviews(rng, N, V, lr=0.7, epochs=6, dtype=torch.float64):
    """Counts and labels, more good reviews than bad ones or the other way round."""
    X = torch.randint(0, 4, (N, V), generator=rng.generator)
    y = torch.arange(N) % 3 == rng.integer(0, 1)
    return X.to(dtype), y.to(dtype), lr, epochs


TOKENS = Contract(driven(in_one_line), draw_text, "The words of the text")
NUMBERS = Contract(driven(numbered), draw_docs, "The vocabulary")
TIES = Contract(driven(known_in_order), draw_ties, "The known words, by their numbers,")
RARE = Contract(driven(known_in_order), draw_rare, "The known words, by the alphabet,")
COUNTS = Contract(driven(counts), draw_known, "The counts")
UNKNOWNS = Contract(driven(counts), draw_unknown, "The counts")


def values_of_training(module, X, y, lr, epochs):
    """The weights and the number in b, whatever its shape: the shape is judged once."""
    found = module.train_sentiment(X, y, lr, epochs)
    if not isinstance(found, tuple | list) or len(found) != 2:
        return found
    w, b = found
    one = isinstance(b, torch.Tensor) and b.numel() == 1
    return w, b.reshape(()) if one else b


VALUES = Contract(driven(values_of_training), draw_reviews, parts=("w", "b"), within=1e-6)
TRAINING = Contract("train_sentiment", draw_reviews, parts=("w", "b"), within=1e-6)
EXACTLY = replace(TRAINING, within=None)


@check(
    task=1,
    points=1,
    catches="cut-at-spaces capitals-kept apostrophes-cut digits-cut each-word-once hyphens-kept "
    "empty-words",
)
def test_words(subject, rng):
    """The words of a text, among all sorts of other characters"""
    for count in (12, 20, 30):
        subject(TOKENS).agrees(*draw_text(rng, count))


@check(task=1, points=0.5, catches="underscores-kept")
def test_unusual_texts(subject, submission):
    """An empty text, a text without words, one word alone, characters of all kinds"""
    words = " ".join(WORDS[:3])
    require(submission.tokenize(words) == WORDS[:3], f'The words of "{words}" are not found.')
    for text in ("", " ", "a", "x_y z__z", "50%+3=53", "a\tb\r\nc\x0bd", "[a]{b}@c#d"):
        subject(TOKENS).agrees(text, what=f"The words of {text!r}")


@check(
    task=2,
    points=1,
    catches="unknown-forgotten unknown-at-the-end alphabetical-order order-of-appearance "
    "rarest-first documents-counted numbered-from-one words-by-number",
)
def test_vocabulary(subject):
    """The unknown word, and then the words by their frequency"""
    for words, documents in ((6, 3), (4, 2), (9, 5)):
        subject(NUMBERS).agrees(*subject(NUMBERS).draw(words, documents))


@check(task=2, points=0.5, catches="ties-in-order-of-appearance ties-from-z-to-a")
def test_ties(subject):
    """Equally frequent words, in alphabetical order"""
    subject(TIES).agrees_on((12, 4), (16, 3))


@check(task=2, points=0.5, catches="limit-left-out min-freq-ignored documents-counted")
def test_rare_words(subject):
    """Words that occur min_freq times or more, in all documents together"""
    for words, documents in ((12, 6), (15, 8), (10, 5)):
        subject(RARE).agrees(*subject(RARE).draw(words, documents))
    subject(RARE).agrees([["it", "is"], ["it"]], 1, True)


@check(task=2, points=0.25)
def test_no_words(submission, subject):
    """Documents without words, and no documents"""
    docs = [["it", "is"], [], ["is", "it"]]
    subject(RARE).agrees(docs, 1, True, what="The known words where a document is empty")
    for nothing in ([], [[]]):
        found = submission.run(known_in_order, nothing, 2, True)
        expect(found, "", "The known words where the documents have none")


@check(task=2, points=0.25)
def test_documents_untouched(submission, rng):
    """The documents are left as they were"""
    docs, _ = draw_docs(rng, 6, 3)
    vocab, same = submission.run(documents_after, docs, None)
    numbers = set(vocab.values()) if isinstance(vocab, dict) else set()
    require(len(numbers) > 2, "The result should be a dictionary of words and their numbers.")
    require(same, "The call changes the documents.", apart=True)


@check(
    task=3,
    points=1,
    catches="words-counted-once last-count-alone shares-returned words-down-the-side "
    "order-of-the-dictionary vocabulary-of-its-own",
)
def test_counts(subject):
    """How often each word of the vocabulary occurs in each document"""
    for words, documents in ((7, 4), (5, 9), (12, 3)):
        subject(COUNTS).agrees(*subject(COUNTS).draw(words, documents))


@check(
    task=3,
    points=0.75,
    catches="crash-at-new-words new-words-dropped new-words-at-the-end new-words-counted-once",
)
def test_new_words(subject):
    """Words that are not in the vocabulary count as "<unk>\""""
    for words, documents in ((7, 4), (5, 9)):
        subject(UNKNOWNS).agrees(*subject(UNKNOWNS).draw(words, documents))


@check(task=3, points=0.25)
def test_few_documents(subject, rng):
    """No document, empty documents, a vocabulary of "<unk>" alone"""
    word = chosen(rng, WORDS, 1)[0]
    for few in ([], [[]], [[], [word], []], [[word]]):
        subject(COUNTS).agrees(few, {UNKNOWN: 0, word: 1})
    subject(COUNTS).agrees([[], [], []], {UNKNOWN: 0}, what="The counts without any word")


@check(task=3, points=0.25, catches="whole-numbers")
def test_counts_are_float32(submission, rng):
    """The counts are float32"""
    found = submission.bow(*draw_known(rng, 6, 4))
    require(isinstance(found, torch.Tensor) and bool((found != 0).any()), "There are no counts.")
    dtype = str(found.dtype).removeprefix("torch.")
    told = f"The counts have dtype {dtype}; float32 was expected."
    require(found.dtype == torch.float32, told, apart=True)


@check(task=3, points=0.25, catches="vocabulary-grows")
def test_vocabulary_untouched(submission, rng):
    """The documents and the vocabulary are left as they were"""
    found, same = submission.run(documents_after, *draw_unknown(rng, 6, 4))
    require(isinstance(found, torch.Tensor) and bool((found != 0).any()), "There are no counts.")
    require(same, "The call changes the documents or the vocabulary.", apart=True)


@check(
    task=4,
    points=1,
    catches="uphill gradient-summed bias-not-trained bias-summed sigmoid-forgotten squared-error "
    "rate-ignored signs-as-labels halved one-epoch-less answers-for-probabilities",
)
def test_one_step(subject):
    """One step from zero: the weights and the bias"""
    for sizes in ((7, 4), (5, 9)):
        subject(VALUES).agrees(*subject(VALUES).draw(*sizes, lr=0.4, epochs=1))


@check(
    task=4,
    points=1,
    catches="bias-after-the-weights one-epoch-only one-epoch-more one-epoch-less "
    "first-gradient-kept one-review-a-step uphill gradient-summed bias-not-trained bias-summed "
    "sigmoid-forgotten squared-error rate-ignored signs-as-labels halved answers-for-probabilities",
)
def test_many_steps(subject):
    """Many steps, each from where the last one ended"""
    subject(VALUES).agrees_on((7, 4), (5, 9), (6, 1))
    subject(VALUES).agrees(*subject(VALUES).draw(12, 3, lr=0.3, epochs=25))


@check(task=4, points=0.25, catches="bias-with-an-axis")
def test_no_step(subject, submission):
    """No epoch gives zeros; a single review is enough"""
    for args in (subject(TRAINING).draw(6, 4, epochs=0), subject(TRAINING).draw(1, 3, epochs=0)):
        subject(TRAINING).agrees(*args)
    args = subject(TRAINING).draw(1, 3)
    found = submission.train_sentiment(*args)
    w, b = of_parts(found, ("w", "b"), "train_sentiment")
    shapes = [tuple(t.shape) if isinstance(t, torch.Tensor) else None for t in (w, b)]
    require(shapes == [(3,), ()], "With a single review, w should have shape (3,) and b ().")


@check(task=4, points=0.125, dtypes="float64 float32", catches="always-float64")
def test_weights_keep_the_dtype(subject, dtype):
    """The weights have the dtype of the counts, and its digits"""
    subject(EXACTLY).keeps_dtype(dtype, (7, 4))


@check(task=4, points=0.25, catches="counts-overwritten")
def test_reviews_untouched(subject):
    """The counts and the labels are left as they were"""
    subject(TRAINING).leaves_its_arguments(7, 4)


@check(task=4, points=0.5, catches="loop-over-reviews")
def test_training_cost(subject):
    """The number of operations does not grow with the reviews or the words"""
    subject(TRAINING).has_no_loop(7, 4, over=["reviews", "words"])


@check(task=4, points=0.25, catches="weights-on-the-cpu")
def test_training_on_the_gpu(subject):
    """The weights are where the counts are"""
    subject(TRAINING).stays_on_the_gpu(7, 4)
