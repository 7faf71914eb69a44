"""Known mistakes of bag_of_words: each namespace stands in for part of the reference."""

import re
from collections import Counter

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import bow as right_bow
from reference import build_vocab as right_vocab
from reference import tokenize as right_tokenize
from reference import train_sentiment as right_training


@typical
class cut_at_spaces:
    """You cut at spaces only, so a comma or a bracket stays with its word. "good," and "good" then
    are two words, and what is learned about one is not known about the other."""

    def tokenize(text):
        return text.lower().split()


@typical
class capitals_kept:
    """Your words keep their capitals. "Good" at the beginning of a sentence and "good" then are
    two different words."""

    def tokenize(text):
        return re.findall(r"[A-Za-z0-9']+", text)


@typical
class apostrophes_cut:
    """You treat the apostrophe like a space or leave it out. It is part of a word here: "don't" is
    one word."""

    def tokenize(text):
        return re.findall(r"[a-z0-9]+", text.lower())


@typical
class digits_cut:
    """Your words have no digits. "10/10" says a lot in a review: digits make up words too."""

    def tokenize(text):
        return re.findall(r"[a-z']+", text.lower())


@typical
class each_word_once:
    """You return each word once. How often a word occurs is counted later, so the list has it as
    often as the text."""

    def tokenize(text):
        return list(dict.fromkeys(right_tokenize(text)))


class hyphens_kept:
    """You keep hyphens inside words. Only letters, digits and apostrophes make up a word, so a
    hyphen separates two words."""

    def tokenize(text):
        return re.findall(r"[a-z0-9'-]+", text.lower())


class empty_words:
    """Your list contains empty words. `split` gives one wherever two separators meet, and at the
    ends of the text."""

    def tokenize(text):
        return re.split(r"[^a-z0-9']", text.lower())


class underscores_kept:
    """You keep the underscore: `\\\\w` in a regular expression stands for letters, digits and the
    underscore. Here an underscore separates words."""

    def tokenize(text):
        return re.findall(r"[\w']+", text.lower())


def numbered(words):
    return {word: number for number, word in enumerate(words)}


def counted(docs):
    return Counter(word for doc in docs for word in doc)


@typical
class unknown_forgotten:
    """Your vocabulary has no "<unk>", so there is no column for words that it does not know."""

    def build_vocab(docs, min_freq=1):
        return numbered([word for word in right_vocab(docs, min_freq) if word != "<unk>"])


class unknown_at_the_end:
    """You number "<unk>" last. Its number is 0, so it is the same in every vocabulary."""

    def build_vocab(docs, min_freq=1):
        unknown, *words = right_vocab(docs, min_freq)
        return numbered([*words, unknown])


@typical
class alphabetical_order:
    """You number the words by the alphabet alone. The most frequent word comes first; the alphabet
    only decides between words that are equally frequent."""

    def build_vocab(docs, min_freq=1):
        unknown, *words = right_vocab(docs, min_freq)
        return numbered([unknown, *sorted(words)])


@typical
class order_of_appearance:
    """You number the words in the order in which they first appear. The most frequent word comes
    first."""

    def build_vocab(docs, min_freq=1):
        found = [word for word, count in counted(docs).items() if count >= min_freq]
        return numbered(["<unk>", *found])


class rarest_first:
    """Your most frequent words have the largest numbers. It is the other way round: the most
    frequent word has number 1."""

    def build_vocab(docs, min_freq=1):
        counts = counted(docs)
        found = [word for word in counts if counts[word] >= min_freq]
        return numbered(["<unk>", *sorted(found, key=lambda word: (counts[word], word))])


class documents_counted:
    """You count in how many documents a word occurs. Asked is how often it occurs in all of them
    together: twice in one document is twice."""

    def build_vocab(docs, min_freq=1):
        return right_vocab([sorted(set(doc)) for doc in docs], min_freq)


class numbered_from_one:
    """Your numbers begin with 1. They are used as numbers of columns, and those begin with 0."""

    def build_vocab(docs, min_freq=1):
        return {word: number + 1 for word, number in right_vocab(docs, min_freq).items()}


class words_by_number:
    """Your dictionary maps numbers to words. It is needed the other way round: from a word to its
    number."""

    def build_vocab(docs, min_freq=1):
        return {number: word for word, number in right_vocab(docs, min_freq).items()}


class ties_in_order_of_appearance:
    """Words that are equally frequent stand in the order of the text. `Counter.most_common` does
    that. Their order should be that of the alphabet."""

    def build_vocab(docs, min_freq=1):
        return numbered(
            ["<unk>", *(w for w, count in counted(docs).most_common() if count >= min_freq)]
        )


class ties_from_z_to_a:
    """Words that are equally frequent stand from z to a: sorting in reverse turns the alphabet
    round too. Sort by minus the count instead."""

    def build_vocab(docs, min_freq=1):
        counts = counted(docs)
        found = [word for word in counts if counts[word] >= min_freq]
        found.sort(key=lambda word: (counts[word], word), reverse=True)
        return numbered(["<unk>", *found])


@typical
class limit_left_out:
    """You leave out words that occur exactly min_freq times. "min_freq times or more" includes
    them."""

    def build_vocab(docs, min_freq=1):
        return right_vocab(docs, min_freq + 1)


@typical
class min_freq_ignored:
    """You give a number to every word, however rare. Words that occur fewer than min_freq times
    get none."""

    def build_vocab(docs, min_freq=1):
        return right_vocab(docs, 1)


@typical
class words_counted_once:
    """You note only that a word occurs, not how often. Setting an entry to 1, a set, and
    `X[n, numbers] += 1` with a number that comes twice all do that."""

    def bow(docs, vocab):
        return (right_bow(docs, vocab) > 0).float()


class last_count_alone:
    """You count each word in all documents together. Entry [n, v] is about document n alone."""

    def bow(docs, vocab):
        return right_bow(docs, vocab).sum(dim=0, keepdim=True).repeat(len(docs), 1)


class shares_returned:
    """You divide the counts by the number of words of the document. Asked are the counts
    themselves."""

    def bow(docs, vocab):
        X = right_bow(docs, vocab)
        return X / X.sum(dim=1, keepdim=True).clamp(min=1)


class words_down_the_side:
    """Your table is the wrong way round: a row belongs to a document, a column to a word."""

    def bow(docs, vocab):
        return right_bow(docs, vocab).T


class order_of_the_dictionary:
    """Your columns follow the order in which the words stand in the dictionary. The column of a
    word is its number, `vocab[word]`."""

    def bow(docs, vocab):
        places = {word: place for place, word in enumerate(vocab)}
        X = torch.zeros(len(docs), len(vocab))
        for n, doc in enumerate(docs):
            for word in doc:
                X[n, places.get(word, places["<unk>"])] += 1
        return X


class vocabulary_of_its_own:
    """You make a new vocabulary from the documents that are to be counted. The one to use is
    given: the trained weights belong to its numbers."""

    def bow(docs, vocab):
        return right_bow(docs, right_vocab(docs))


@typical
class crash_at_new_words:
    """You look up a word that is not in the vocabulary, and Python stops with a KeyError. New
    texts always have new words: count them as "<unk>"."""

    def bow(docs, vocab):
        return right_bow([[word for word in doc if vocab[word] >= 0] for doc in docs], vocab)


@typical
class new_words_dropped:
    """You leave out the words that are not in the vocabulary. They count as "<unk>", in
    column 0."""

    def bow(docs, vocab):
        return right_bow([[word for word in doc if word in vocab] for doc in docs], vocab)


class new_words_at_the_end:
    """You count unknown words in the last column: -1 as an index means the last one. Their column
    is 0, that of "<unk>"."""

    def bow(docs, vocab):
        X = torch.zeros(len(docs), len(vocab))
        for n, doc in enumerate(docs):
            for word in doc:
                X[n, vocab.get(word, -1)] += 1
        return X


class new_words_counted_once:
    """You count all unknown words of a document as one. Each of them counts, and so does each
    repetition."""

    def bow(docs, vocab):
        X = right_bow(docs, vocab)
        X[:, 0].clamp_(max=1)
        return X


@typical
class whole_numbers:
    """Your counts are whole numbers. They will be multiplied by weights in float32, so they should
    be torch.float32 too."""

    def bow(docs, vocab):
        return right_bow(docs, vocab).long()


class vocabulary_grows:
    """Your call changes its arguments. A vocabulary that grows while it counts no longer fits the
    weights that were trained with it (`setdefault` and a `defaultdict` do that)."""

    def bow(docs, vocab):
        X = right_bow(docs, vocab)
        for doc in docs:
            for word in doc:
                vocab.setdefault(word, 0)
        return X


def trained(X, y, lr, epochs, step):
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(epochs):
        w, b = step(w, b)
    return w, b


def slopes(X, y, w, b):
    wrong = torch.sigmoid(X @ w + b) - y
    return X.T @ wrong / len(X), wrong.mean()


@typical
class uphill:
    """You move along the gradient. It points to where the error grows, so the step goes against
    it."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, -lr, epochs)


@typical
class gradient_summed:
    """You add up the gradients of the reviews. The error is a mean over N reviews, so its gradient
    is divided by N."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, lr * len(X), epochs)


@typical
class bias_not_trained:
    """Your bias stays 0. It has a gradient too: the mean of p - y."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            w = w - lr * slopes(X, y, w, b)[0]
        return w, b


class bias_with_an_axis:
    """Your b has the shape (1,), a list with one number in it. A single number has no axis, and the
    shape (): `torch.zeros(())` makes one, and `b[0]` takes it out of a list."""

    def train_sentiment(X, y, lr, epochs):
        w, b = right_training(X, y, lr, epochs)
        return w, b[None]


class bias_summed:
    """Your gradient of the bias is a sum over the reviews, while that of the weights is a mean.
    Both are means."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            dw, db = slopes(X, y, w, b)
            w, b = w - lr * dw, b - lr * len(X) * db
        return w, b


class sigmoid_forgotten:
    """You compare the scores themselves with y. The sigmoid turns them into probabilities
    first."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            wrong = X @ w + b - y
            w, b = w - lr * X.T @ wrong / len(X), b - lr * wrong.mean()
        return w, b


class squared_error:
    """Your gradient contains the slope of the sigmoid, p (1 - p). That is the gradient of a
    squared error. With the binary cross-entropy this factor cancels, and p - y is left."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            p = torch.sigmoid(X @ w + b)
            wrong = (p - y) * p * (1 - p)
            w, b = w - lr * X.T @ wrong / len(X), b - lr * wrong.mean()
        return w, b


class rate_ignored:
    """Your steps do not depend on the learning rate. Each gradient is multiplied by lr."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, 1.0, epochs)


class signs_as_labels:
    """You turn the labels 0 and 1 into -1 and 1. The sigmoid gives probabilities from 0 to 1, and
    those are compared with 0 and 1."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, 2 * y - 1, lr, epochs)


class halved:
    """Your gradient is twice too large or half as large as it should be. The binary cross-entropy
    has no factor 2 or 1/2, unlike a squared error."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, lr / 2, epochs)


class bias_after_the_weights:
    """You change the weights before you compute the gradient of the bias. Then the two gradients
    belong to two different models. Compute both first."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            w = w - lr * slopes(X, y, w, b)[0]
            b = b - lr * slopes(X, y, w, b)[1]
        return w, b


class one_epoch_only:
    """You take a single step, whatever the number of epochs: a `return` inside the loop does
    that."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, lr, min(epochs, 1))


class one_epoch_more:
    """You take one step too many. `range(epochs)` gives exactly as many rounds as there
    are epochs."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, lr, epochs + (epochs > 1))


class one_epoch_less:
    """You take one step too few. `range(epochs)` gives exactly as many rounds as there are
    epochs."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, lr, max(0, epochs - 1))


class answers_for_probabilities:
    """You turn the probabilities into yes or no before you compare them with y. A model that is
    half sure then learns as if it were certain. Use the probabilities themselves."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            wrong = (torch.sigmoid(X @ w + b) > 0.5).to(X.dtype) - y
            w, b = w - lr * X.T @ wrong / len(X), b - lr * wrong.mean()
        return w, b


class first_gradient_kept:
    """You compute the gradient once, for the weights 0, and use it in all steps. Each step needs
    the gradient at the weights where it begins."""

    def train_sentiment(X, y, lr, epochs):
        return right_training(X, y, lr * epochs, min(epochs, 1))


class one_review_a_step:
    """You take a step after each review. An epoch is one step with the mean over all reviews."""

    def train_sentiment(X, y, lr, epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(epochs):
            for n in range(len(X)):
                dw, db = slopes(X[n : n + 1], y[n : n + 1], w, b)
                w, b = w - lr * dw, b - lr * db
        return w, b


always_float64 = in_float64("train_sentiment")

counts_overwritten = overwriting("train_sentiment", "X")

loop_over_reviews = loop_over("train_sentiment", "X", what="the reviews")

weights_on_the_cpu = partly_on_the_cpu("train_sentiment")
