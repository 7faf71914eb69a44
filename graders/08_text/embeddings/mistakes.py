"""Known mistakes of embeddings: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import blanks as right_blanks
from reference import embedding_bag as right_bag
from reference import embedding_bag_backward as right_back
from reference import fill_step as right_step
from torch.nn.functional import logsigmoid


def sliced(ids, window, left, right):
    """Pairs whose context has `left` words before a place and `right` after it."""
    return [
        (torch.cat([ids[max(0, t - left) : t], ids[t + 1 : t + 1 + right]]), int(ids[t]))
        for t in range(len(ids))
    ]


@typical
class right_side_short:
    """Your contexts are one word short on the right. A slice leaves out its end: the words after
    place t go up to place t + window, so the slice ends at t + 1 + window."""

    def blanks(ids, window):
        return sliced(ids, window, window, window - 1)


class left_side_short:
    """Your contexts are one word short on the left. The words before place t begin at place
    t - window."""

    def blanks(ids, window):
        return sliced(ids, window, window - 1, window)


@typical
class word_itself_in_the_context:
    """Your context contains the word that is to be guessed. Then there is nothing to guess: leave
    out the place itself."""

    def blanks(ids, window):
        return [(ids[max(0, t - window) : t + 1 + window], int(ids[t])) for t in range(len(ids))]


@typical
class left_side_only:
    """Your contexts have only the words before the place. The words after it tell as much: take
    the same number on both sides."""

    def blanks(ids, window):
        return sliced(ids, window, window, 0)


class from_the_end_of_the_text:
    """Near the beginning of the text your slice has a negative start, which Python counts from the
    end of the text. Let it begin at 0 there."""

    def blanks(ids, window):
        return [
            (torch.cat([ids[t - window : t], ids[t + 1 : t + 1 + window]]), int(ids[t]))
            for t in range(len(ids))
        ]


@typical
class ends_skipped:
    """You leave out the places near the ends of the text. Each place is a blank; near the ends the
    context is shorter."""

    def blanks(ids, window):
        pairs = right_blanks(ids, window)
        return pairs[window : len(ids) - window]


class places_for_words:
    """Your targets are places in the text. A target is a word: `ids[t]`, not t."""

    def blanks(ids, window):
        return [(context, t) for t, (context, _) in enumerate(right_blanks(ids, window))]


class ends_filled_up:
    """You fill short contexts up. Near the ends of the text they are just shorter; 0 is the number
    of a word."""

    def blanks(ids, window):
        filled = torch.cat([ids.new_zeros(window), ids, ids.new_zeros(window)])
        return [
            (
                torch.cat([filled[t : t + window], filled[t + window + 1 : t + 2 * window + 1]]),
                int(w),
            )
            for t, w in enumerate(ids)
        ]


class each_word_once:
    """You sort the words of a context, or keep each only once. They stand in the order of the
    text, as often as there."""

    def blanks(ids, window):
        return [(context.unique(), target) for context, target in right_blanks(ids, window)]


@typical
class rows_added_up:
    """You add the rows up. Take their mean, so that a bag of many words is no larger than one of
    few."""

    def embedding_bag(idx, W):
        return W[idx].sum(dim=1)


@typical
class bags_averaged:
    """You average over the bags. `W[idx]` has the axes bag, word, number: it is the axis of the
    words that should disappear."""

    def embedding_bag(idx, W):
        return W[idx].mean(dim=0)


@typical
class words_counted_once:
    """You count a word that stands in a bag twice only once. It counts as often as it stands
    there."""

    def embedding_bag(idx, W):
        if not len(idx):
            return right_bag(idx, W)
        return torch.stack([W[bag.unique()].mean(dim=0) for bag in idx])


class not_averaged:
    """You return the rows of all words. A bag is one vector: the mean over its words."""

    def embedding_bag(idx, W):
        return W[idx]


class largest_taken:
    """You take the largest number of each column instead of the mean."""

    def embedding_bag(idx, W):
        return W[idx].amax(dim=1)


always_float64 = in_float64("embedding_bag")

table_overwritten = overwriting("embedding_bag", "W")

means_on_the_cpu = partly_on_the_cpu("embedding_bag")

loop_over_bags = loop_over("embedding_bag", "idx", what="the bags")


@typical
class shares_lost:
    """A word that stands in several places gets only one of its shares. An index that names a row
    twice, as in `grad[idx] += g`, reads once and writes twice: the last one wins. `index_add` adds
    them all."""

    def embedding_bag_backward(g, idx, V):
        N, T = idx.shape
        grad = g.new_zeros(V, g.shape[1])
        grad[idx] += (g / T).unsqueeze(1).expand(N, T, g.shape[1])
        return grad


@typical
class not_divided:
    """Each word gets the whole gradient of its bag. In a mean over T words, each has the factor 1
    / T."""

    def embedding_bag_backward(g, idx, V):
        return right_back(g, idx, V) * idx.shape[1]


class divided_by_the_bags_too:
    """You divide by the number of bags as well. `embedding_bag` takes the mean over the words of a
    bag; the bags have nothing to do with each other."""

    def embedding_bag_backward(g, idx, V):
        return right_back(g, idx, V) / max(1, len(idx))


@typical
class table_from_the_largest_word:
    """Your gradient has rows only up to the largest number in idx. It needs one for each of the V
    words, used or not."""

    def embedding_bag_backward(g, idx, V):
        return right_back(g, idx, int(idx.max()) + 1)


class shares_averaged:
    """You divide the sum of a row's shares by their number. The shares are added: a word that was
    used more often has more influence."""

    def embedding_bag_backward(g, idx, V):
        times = torch.bincount(idx.flatten(), minlength=V).clamp(min=1)
        return right_back(g, idx, V) / times[:, None].to(g.dtype)


gradient_in_float64 = in_float64("embedding_bag_backward")

gradient_overwritten = overwriting("embedding_bag_backward", "g")

shares_on_the_cpu = partly_on_the_cpu("embedding_bag_backward")

loop_over_shares = loop_over("embedding_bag_backward", "idx", what="the bags")


def stepped(
    W_in,
    W_out,
    context,
    target,
    negatives,
    lr,
    slopes=lambda wrong: wrong,
    signs=1,
    divide=True,
    summed=False,
):
    """A step with one thing or another changed."""
    h = W_in[context].sum(dim=0) if summed else W_in[context].mean(dim=0)
    asked = torch.cat([negatives.new_tensor([target]), negatives])
    y = torch.zeros_like(asked, dtype=W_in.dtype)
    y[0] = 1
    if signs < 0:
        y = 1 - y
    scores = W_out[asked] @ h
    loss = -logsigmoid((2 * y - 1) * scores).sum()
    wrong = slopes(torch.sigmoid(scores) - y)
    out = W_out.index_add(0, asked, -lr * torch.outer(wrong, h))
    share = wrong @ W_out[asked] / (len(context) if divide else 1)
    rows = share.expand(len(context), -1)
    return W_in.index_add(0, context, -lr * rows), out, float(loss)


class loss_averaged:
    """Your loss is a mean over the words of the blank. Their losses are added up."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        first, second, loss = right_step(W_in, W_out, context, target, negatives, lr)
        return first, second, loss / (1 + len(negatives))


class loss_with_the_wrong_sign:
    """Your loss has the wrong sign. The logarithm of a probability is negative; minus in front of
    it makes a loss that is never below 0."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        first, second, loss = right_step(W_in, W_out, context, target, negatives, lr)
        return first, second, -loss


class loss_after_the_step:
    """You return the loss after the step. Asked is the loss before it."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        first, second, _ = right_step(W_in, W_out, context, target, negatives, lr)
        return first, second, right_step(first, second, context, target, negatives, lr)[2]


class answers_swapped:
    """Your target should get the answer no, and the negatives yes. It is the other way round: the
    slope is sigmoid - 1 for the target, and sigmoid for a negative."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        return stepped(W_in, W_out, context, target, negatives, lr, signs=-1)


class negatives_left_out:
    """You learn only from the target. Without negatives the easiest solution is yes for every
    word."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        return right_step(W_in, W_out, context, target, negatives[:0], lr)


class uphill:
    """Your tables move along the gradient, so the loss grows. The step goes against it."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        return right_step(W_in, W_out, context, target, negatives, -lr)


class rate_ignored:
    """Your step does not depend on the learning rate. Each gradient is multiplied by lr."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        return right_step(W_in, W_out, context, target, negatives, 1.0)


class step_of_the_largest_word:
    """Your gradient has as many rows as the largest word of the blank asks for, and the tables have
    more. The number of rows is that of the tables: `len(W_in)`."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        rows = 1 + max(int(context.max()), target, *negatives.tolist())
        return W_in - right_back(W_in[:1], context[None], rows), W_out, 0.0


class slopes_averaged:
    """Your step is too small: the gradient is divided by the number of words of the blank. The
    loss is a sum over them."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        first, second, _ = right_step(
            W_in, W_out, context, target, negatives, lr / (1 + len(negatives))
        )
        return first, second, right_step(W_in, W_out, context, target, negatives, lr)[2]


class context_added_up:
    """In your step h is the sum of the context's rows. It is their mean."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        return stepped(W_in, W_out, context, target, negatives, lr, divide=False, summed=True)


class repeated_negatives_lost:
    """A negative that was drawn twice moves only once. An index that names a row twice writes
    twice, and the last one wins; `index_add` adds them all."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        first, _, loss = right_step(W_in, W_out, context, target, negatives, lr)
        h = W_in[context].mean(dim=0)
        asked = torch.cat([negatives.new_tensor([target]), negatives])
        wrong = torch.sigmoid(W_out[asked] @ h)
        wrong[0] -= 1
        out = W_out.clone()
        out[asked] -= lr * torch.outer(wrong, h)
        return first, out, loss


class repeated_context_lost:
    """A word that stands in the context twice moves only once. An index that names a row twice
    writes twice, and the last one wins; `index_add` adds them all."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        _, out, loss = right_step(W_in, W_out, context, target, negatives, lr)
        h = W_in[context].mean(dim=0)
        asked = torch.cat([negatives.new_tensor([target]), negatives])
        wrong = torch.sigmoid(W_out[asked] @ h)
        wrong[0] -= 1
        first = W_in.clone()
        first[context] -= lr * (wrong @ W_out[asked]) / len(context)
        return first, out, loss


@typical
class after_the_step:
    """You compute the gradient for W_in from the new W_out. Both gradients belong to the tables as
    they were before the step."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        _, out, loss = right_step(W_in, W_out, context, target, negatives, lr)
        h = W_in[context].mean(dim=0)
        asked = torch.cat([negatives.new_tensor([target]), negatives])
        wrong = torch.sigmoid(W_out[asked] @ h)
        wrong[0] -= 1
        rows = (wrong @ out[asked] / len(context)).expand(len(context), -1)
        return W_in.index_add(0, context, -lr * rows), out, loss


@typical
class mean_not_divided:
    """Every word of the context gets the whole gradient of h. In a mean over K words, each has the
    factor 1 / K."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        return stepped(W_in, W_out, context, target, negatives, lr, divide=False)


class context_not_trained:
    """Your W_in does not change. The words around the blank learn too."""

    def fill_step(W_in, W_out, context, target, negatives, lr):
        _, out, loss = right_step(W_in, W_out, context, target, negatives, lr)
        return W_in.clone(), out, loss


tables_in_float64 = in_float64("fill_step")

tables_overwritten = overwriting("fill_step", "W_in W_out")

loop_over_negatives = loop_over("fill_step", "negatives", what="the negatives")
