"""Known mistakes of analogies: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import analogy as right_analogy
from reference import cosine as right_cosine
from reference import most_similar as right_neighbours


@typical
class inner_product:
    """You return inner products. They grow with the lengths of the vectors, so a long vector seems
    similar to everything. Divide by both lengths."""

    def cosine(W, v):
        return W @ v


@typical
class lengths_of_the_rows_only:
    """You divide by the lengths of the rows, but not by that of v. The cosine divides by both, so
    that it stays between -1 and 1."""

    def cosine(W, v):
        return right_cosine(W, v) * v.norm()


@typical
class length_of_v_only:
    """You divide by the length of v, but not by the lengths of the rows. Long rows then still look
    more similar than short ones."""

    def cosine(W, v):
        return right_cosine(W, v) * W.norm(dim=1)


class multiplied_by_the_lengths:
    """You multiply by the lengths where you should divide by them. Long vectors then count even
    more than in the inner product."""

    def cosine(W, v):
        return (W @ v) * W.norm(dim=1) * v.norm()


@typical
class roots_forgotten:
    """You divide by sums of squares. The length of a vector is the root of the sum of its
    squares."""

    def cosine(W, v):
        lengths = W.norm(dim=1) * v.norm()
        return right_cosine(W, v) / torch.where(lengths == 0, 1, lengths)


@typical
class one_length_for_all:
    """You divide by the length of the whole table. Each row has a length of its own: add up the
    squares along the axis of its numbers only."""

    def cosine(W, v):
        whole = W.norm() * v.norm()
        return (W @ v) / torch.where(whole == 0, 1, whole)


class lengths_of_the_columns:
    """You divide by the lengths of the columns. A word is a row of the table, so the squares are
    added up along the row, over its D numbers."""

    def cosine(W, v):
        columns, length = W.norm(dim=0), v.norm()
        scaled = W / torch.where(columns == 0, 1, columns)
        return (scaled @ v) / torch.where(length == 0, 1, length)


class means_subtracted:
    """You subtract from each vector the mean of its numbers. That is the correlation. The cosine
    takes the vectors as they are."""

    def cosine(W, v):
        return right_cosine(W - W.mean(dim=1, keepdim=True), v - v.mean())


class distance_returned:
    """You return 1 minus the cosine. That is a distance: 0 for the same direction. The similarity
    is 1 there."""

    def cosine(W, v):
        return 1 - right_cosine(W, v)


@typical
class nan_for_zero:
    """You divide 0 by 0 where a vector is all zeros, which gives NaN. NaN then wins or loses
    against all other numbers by accident. A vector without direction has the similarity 0."""

    def cosine(W, v):
        return (W @ v) / (W.norm(dim=1) * v.norm())


class a_little_added:
    """You change the divisor a little: a small number is added to it, or it is not allowed to be
    smaller than that. Only a length of 0 needs help. With very short vectors that number is no
    longer small, and their similarity comes out wrong."""

    def cosine(W, v):
        return (W @ v) / (W.norm(dim=1) * v.norm() + 1e-8)


class only_rows_of_zeros:
    """You take care of rows of zeros, but v may be all zeros too. You then divide 0 by 0, which
    gives NaN. Both lengths are in the divisor, so look at both."""

    def cosine(W, v):
        lengths = W.norm(dim=1)
        return (W @ v) / torch.where(lengths == 0, 1, lengths) / v.norm()


class divisor_kept_large:
    """You do not let the divisor become smaller than a small number. Only a divisor of 0 needs
    help. Two very short vectors have a smaller one, and their similarity comes out wrong."""

    def cosine(W, v):
        return (W @ v) / (W.norm(dim=1) * v.norm()).clamp(min=1e-8)


always_float64 = in_float64("cosine")

table_overwritten = overwriting("cosine", "W")

loop_over_words = loop_over("cosine", "W", what="the words")

loop_over_numbers = loop_over("cosine", "W", axis=1, what="the numbers of the vectors")

similarity_on_the_cpu = partly_on_the_cpu("cosine")


def measured(W, i, metric):
    """Scores that are larger for words that are more similar."""
    if metric not in ("cosine", "euclidean"):
        raise ValueError(metric)
    return right_cosine(W, W[i]) if metric == "cosine" else -(W - W[i]).norm(dim=1)


def best(scores, i, k):
    """The k best words without word i."""
    scores = scores.clone()
    scores[i] = -torch.inf
    return scores.topk(k).indices


@typical
class word_itself_found:
    """Your answer contains word i itself. Every word is most similar to itself, which tells
    nothing: leave it out, and find k others."""

    def most_similar(W, i, k, metric="cosine"):
        return measured(W, i, metric).topk(k).indices


class first_one_dropped:
    """You sort all words and drop the first one, whichever it is. It need not be word i: another
    word may have the same vector, and a vector of zeros is not even similar to itself. Leave out
    the word with the number i."""

    def most_similar(W, i, k, metric="cosine"):
        order = measured(W, i, metric).sort(descending=True, stable=True).indices
        return order[1 : k + 1]


@typical
class least_similar_first:
    """With "cosine" you return the words with the smallest similarity. A large cosine means
    similar, so sort from the largest to the smallest."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        return best(-scores if metric == "cosine" else scores, i, k)


@typical
class farthest_first:
    """With "euclidean" you return the words at the largest distance. A similarity is large for
    words that are alike, a distance is small: it is sorted the other way round."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        return best(-scores if metric == "euclidean" else scores, i, k)


@typical
class metric_ignored:
    """With "euclidean" you rank by the direction: by the cosine, or by the distance of vectors
    that were scaled to length 1. The Euclidean distance is that of the rows as they are."""

    def most_similar(W, i, k, metric="cosine"):
        measured(W, i, metric)
        return right_neighbours(W, i, k, "cosine")


@typical
class always_by_distance:
    """With "cosine" you rank by the distance. The cosine compares directions only, and a word far
    out in the same direction is as similar as it can be."""

    def most_similar(W, i, k, metric="cosine"):
        measured(W, i, metric)
        return right_neighbours(W, i, k, "euclidean")


class ranked_by_inner_product:
    """With "cosine" you rank by the inner product. Divide each by the length of its row, or long
    vectors come first."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        return best(W @ W[i] if metric == "cosine" else scores, i, k)


class differences_added:
    """With "euclidean" you add up the sizes of the differences. The Euclidean distance adds up
    their squares (a root of the sum keeps the order)."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        return best(scores if metric == "cosine" else -(W - W[i]).abs().sum(dim=1), i, k)


@typical
class similarities_returned:
    """You return the similarities or distances themselves. Asked are the numbers of the words that
    they belong to: `topk` and `sort` give both."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        values = scores[right_neighbours(W, i, k, metric)]
        return values if metric == "cosine" else -values


class one_too_few:
    """You find k - 1 words: word i was among the k best and was taken out afterwards. Leave it out
    before you choose k."""

    def most_similar(W, i, k, metric="cosine"):
        found = measured(W, i, metric).topk(k).indices
        return found[found != i]


class unsorted:
    """You find the right words, but not in the order of their similarity: the most similar one
    comes first."""

    def most_similar(W, i, k, metric="cosine"):
        return right_neighbours(W, i, k, metric).sort().values


class word_set_to_zero:
    """You leave word i out by giving it a score like 0 or -1. Other words may have scores as small
    as that or smaller, and then word i comes before them. Minus infinity is smaller than all."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        scores[i] = 0 if metric == "cosine" else -100
        return scores.topk(k).indices


class equal_words_left_out:
    """You leave out every word with the same vector as word i, or with the same direction. Only
    word i itself is left out: another word in the same place is its nearest neighbour."""

    def most_similar(W, i, k, metric="cosine"):
        scores = measured(W, i, metric)
        scores[(W[i] == W).all(dim=1)] = -torch.inf
        scores[i] = -torch.inf
        return scores.topk(k).indices


class metric_unchecked:
    """You answer for a metric that does not exist. Somebody who mistypes its name should hear of
    it, by a ValueError."""

    def most_similar(W, i, k, metric="cosine"):
        return right_neighbours(W, i, k, "cosine" if metric == "cosine" else "euclidean")


class default_by_distance:
    """Without a metric you rank by the distance. The starter's default is "cosine"."""

    def most_similar(W, i, k, metric="euclidean"):
        return right_neighbours(W, i, k, metric)


words_overwritten = overwriting("most_similar", "W")

loop_to_find_words = loop_over("most_similar", "W", what="the words")


class numbers_on_the_cpu:
    """The numbers that you return are on the CPU while W is on the GPU. Make new tensors with
    `device=W.device`."""

    def most_similar(W, i, k, metric="cosine"):
        return right_neighbours(W, i, k, metric).cpu()


def nearest(scores, *left_out):
    scores = scores.clone()
    scores[list(left_out)] = -torch.inf
    return int(scores.argmax())


@typical
class step_backwards:
    """You take the step from b to a: your target is row a minus row b plus row c. The words say "a
    is to b", so the step leads from a to b: row b minus row a."""

    def analogy(W, a, b, c):
        return right_analogy(W, b, a, c)


class all_added:
    """You add all three rows. The step from a to b is a difference: row b minus row a."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[a] + W[b] + W[c]), a, b, c)


class third_subtracted:
    """You subtract row c and add row a. The walk starts at c, so row c is added; the step from a
    to b takes row a away."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[a] + W[b] - W[c]), a, b, c)


class start_subtracted:
    """You subtract row c. The walk starts there, so row c is added."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[b] - W[a] - W[c]), a, b, c)


class step_forgotten:
    """Your answer is the nearest word to word c. Take the step from a to b first."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[c]), a, b, c)


class opposite_found:
    """You return the word with the smallest similarity. The answer is the one with the largest."""

    def analogy(W, a, b, c):
        return nearest(-right_cosine(W, W[b] - W[a] + W[c]), a, b, c)


class nearest_by_distance:
    """You return the word at the smallest distance from the target. Asked is the one with the
    largest cosine similarity: a longer vector in the same direction is as good."""

    def analogy(W, a, b, c):
        return nearest(-(W - (W[b] - W[a] + W[c])).norm(dim=1), a, b, c)


class largest_product:
    """You compare inner products with the target, so long vectors win. Use the cosine
    similarity."""

    def analogy(W, a, b, c):
        return nearest(W @ (W[b] - W[a] + W[c]), a, b, c)


class unit_rows_first:
    """You scale the rows to length 1 before you add and subtract them. Others do that too, but it
    is another target. Here it is made of the rows as they are."""

    def analogy(W, a, b, c):
        lengths = W.norm(dim=1, keepdim=True)
        return right_analogy(W / torch.where(lengths == 0, 1, lengths), a, b, c)


@typical
class vector_returned:
    """You return a vector. Asked is the number of the word whose vector is nearest to the
    target."""

    def analogy(W, a, b, c):
        return W[right_analogy(W, a, b, c)]


@typical
class question_not_left_out:
    """Your answer is a word of the question. The target often lies nearest to one of them, so the
    words a, b and c are left out."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[b] - W[a] + W[c]))


class only_the_start_left_out:
    """You leave out only some of the words a, b and c. All three may be nearest to the target, and
    none of them is an answer."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[b] - W[a] + W[c]), c)


class start_not_left_out:
    """You leave out the words a and b, but not c. The walk starts at c, so c is often the nearest
    word to the target, and it is no answer."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[b] - W[a] + W[c]), a, b)


class end_not_left_out:
    """You leave out the words a and c, but not b. All three may be nearest to the target, and none
    of them is an answer."""

    def analogy(W, a, b, c):
        return nearest(right_cosine(W, W[b] - W[a] + W[c]), a, c)


class question_set_to_zero:
    """You leave out a, b and c by making their rows or their scores 0 or another small number. All
    other words may have scores as small as that or smaller, and then a word of the question is
    found. Minus infinity is smaller than all scores."""

    def analogy(W, a, b, c):
        scores = right_cosine(W, W[b] - W[a] + W[c])
        scores[[a, b, c]] = 0
        return int(scores.argmax())


class question_set_to_minus_one:
    """You leave out a, b and c by giving them the score -1. Another word may point the other way,
    and has -1 too. Then a word of the question is found. Minus infinity is smaller than all
    scores."""

    def analogy(W, a, b, c):
        scores = right_cosine(W, W[b] - W[a] + W[c])
        scores[[a, b, c]] = -1
        return int(scores.argmax())


class answer_as_a_tensor:
    """You return a tensor with one number in it, as `argmax` gives it. Asked is an int: `int(...)`
    or `.item()` makes one."""

    def analogy(W, a, b, c):
        return torch.tensor(right_analogy(W, a, b, c))


target_made_in_place = overwriting(
    "analogy",
    "W",
    why="""Your walk changes the table. `target = W[b]` is a view of a row, so `target -= ...`
    writes into W, and so does W[a] = 0 to leave a word out. Write `W[b] - W[a]`, which makes a new
    tensor.""",
)

loop_to_find_the_answer = loop_over("analogy", "W", what="the words")
