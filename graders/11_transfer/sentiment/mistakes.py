"""Known mistakes of sentiment: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import (
    cut_off,
    in_float32,
    in_float64,
    loop_over,
    overwriting,
    partly_on_the_cpu,
    typical,
)
from reference import PAD
from reference import expected_calibration_error as right_error
from reference import masked_mean as right_mean
from reference import predict_proba as right_proba
from reference import truncate_and_pad as right_table


@typical
class end_cut_off:
    """You keep the beginning of long texts. Their end is to be kept, where a review comes to its
    verdict."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table([doc[: max(length, 0)] for doc in docs], length, pad)


@typical
class start_below_zero:
    """You begin at `len(doc) - length`. For a text shorter than `length` this is negative, and a
    slice counts a negative start from the end: tokens are lost that should be kept."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table([doc[len(doc) - max(length, 1) :] for doc in docs], length, pad)


@typical
class padding_in_front:
    """Your padding is in front of the tokens. Short texts begin at the left, and the padding is
    behind them."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table([doc.flip(0) for doc in _ends(docs, length)], length, pad).flip(1)


def _ends(docs, length):
    return [doc[-length:] if length > 0 else doc for doc in docs]


@typical
class padded_with_zero:
    """You fill up with zeros. 0 may be the number of a token: fill up with `pad`."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table(docs, length, 0)


@typical
class padded_with_one:
    """You always fill up with 1. Use the argument `pad`: other vocabularies give another number to
    the padding."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table(docs, length)


@typical
class always_as_long:
    """Your table always has `length` columns. It should be as wide as the longest text after
    cutting: more columns are nothing but padding, and cost time in every layer."""

    def truncate_and_pad(docs, length, pad=PAD):
        table = right_table(docs, length, pad)
        return torch.cat([table, table.new_full((len(table), length - table.shape[1]), pad)], 1)


class cut_to_the_shortest:
    """You cut all texts to the shortest one, and lose most of the words. Short texts are filled up
    instead."""

    def truncate_and_pad(docs, length, pad=PAD):
        shortest = min([len(doc) for doc in docs], default=length)
        return right_table(docs, min(length, max(shortest, 1)) if length > 0 else length, pad)


class never_cut:
    """You do not cut long texts. At most `length` tokens are kept: one endless text would make the
    whole table wide."""

    def truncate_and_pad(docs, length, pad=PAD):
        longest = max([len(doc) for doc in docs], default=1)
        return right_table(docs, max(length, longest) if length > 0 else length, pad)


class one_token_too_few:
    """You keep one token less than `length`. Just `length` tokens may be kept."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table(docs, max(length - 1, 1) if length > 0 else length, pad)


class no_texts_fail:
    """Without texts your function fails: there is no longest one. The table has the shape (0, 0)
    then."""

    def truncate_and_pad(docs, length, pad=PAD):
        if not docs:
            raise ValueError("max() iterable argument is empty")
        return right_table(docs, length, pad)


class empty_texts_dropped:
    """You leave out empty texts. Each text needs its row, or the labels belong to the wrong texts
    from there on: the row of an empty text is all padding."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table([doc for doc in docs if len(doc)], length, pad)


class length_unchecked:
    """You answer although no token may be kept. `doc[-0:]` is the whole text, because -0 is 0: with
    a length below 1 raise a ValueError."""

    def truncate_and_pad(docs, length, pad=PAD):
        if length > 0:
            return right_table(docs, length, pad)
        kept = [doc[-length:] for doc in docs]
        return right_table(kept, max([len(doc) for doc in docs], default=1) or 1, pad)


class table_of_floats:
    """Your table has floating-point numbers: `torch.zeros` and `torch.full` may make them unless
    told otherwise. Tokens are whole numbers, int64, that look up vectors."""

    def truncate_and_pad(docs, length, pad=PAD):
        return right_table(docs, length, pad).float()


class text_itself_returned:
    """With one text you return the text itself in another shape. Whoever writes into the table then
    changes the text: return a new tensor."""

    def truncate_and_pad(docs, length, pad=PAD):
        table = right_table(docs, length, pad)
        return docs[0][-length:][None] if len(docs) == 1 else table


tokens_overwritten = overwriting("truncate_and_pad", "docs")
table_on_the_cpu = partly_on_the_cpu("truncate_and_pad")


def _mean(count, real=None):
    """The sum over the chosen places, divided by what `count(real)` says."""

    def masked_mean(vectors, ids, pad=PAD):
        chosen = (ids != pad) if real is None else real(ids, pad)
        total = (vectors * chosen[:, :, None]).sum(1)
        return total / count(chosen).clamp(min=1)[:, None]

    return masked_mean


@typical
class padding_in_the_mean:
    """The padding is part of your mean. Its vectors are no words: leave them out of the sum, and
    its places out of the count."""

    def masked_mean(vectors, ids, pad=PAD):
        return vectors.mean(1)


@typical
class divided_by_the_width:
    """You divide by the width of the table. A short text then has small numbers, and smaller ones
    beside a longer neighbour: divide by the number of its own tokens."""

    def masked_mean(vectors, ids, pad=PAD):
        return (vectors * (ids != pad)[:, :, None]).mean(1)


@typical
class vectors_summed:
    """You add the vectors up. Divide by the number of tokens, or a long text has large numbers
    only because it is long."""

    masked_mean = _mean(lambda real: real.sum(1) * 0 + 1)


class padding_alone:
    """Your mask is turned round: this is the mean of the padding. Keep the places where ids is
    *not* `pad`."""

    masked_mean = _mean(lambda real: real.sum(1), lambda ids, pad: ids == pad)


class pad_fixed:
    """You leave out the number 1 only. Use the argument `pad`: other vocabularies give another
    number to the padding."""

    def masked_mean(vectors, ids, pad=PAD):
        return right_mean(vectors, ids)


class padding_only_behind:
    """You count the tokens and take that many places from the left. Padding may stand anywhere in a
    row: fastai puts it in front. Choose the places with the mask."""

    masked_mean = _mean(
        lambda real: real.sum(1),
        lambda ids, pad: (
            torch.arange(ids.shape[1], device=ids.device) < (ids != pad).sum(1, keepdim=True)
        ),
    )


class largest_instead:
    """You take the largest number among the tokens. That is another way of pooling; the mean is
    asked for."""

    def masked_mean(vectors, ids, pad=PAD):
        if ids.shape[1] == 0:
            return right_mean(vectors, ids, pad)
        real = (ids != pad)[:, :, None]
        best = vectors.masked_fill(~real, -torch.inf).amax(1)
        return torch.where(best.isinf(), 0.0, best)


class last_token_alone:
    """You take the vector of the last token. The mean of all tokens is asked for."""

    def masked_mean(vectors, ids, pad=PAD):
        if ids.shape[1] == 0:
            return right_mean(vectors, ids, pad)
        places = torch.arange(ids.shape[1], device=ids.device) * (ids != pad)
        last = vectors[torch.arange(len(ids), device=ids.device), places.amax(1)]
        return last * (ids != pad).any(1)[:, None]


class mean_of_all_texts:
    """You divide by the number of tokens in all texts together. Each text is divided by its own
    number."""

    masked_mean = _mean(lambda real: real.sum().expand(len(real)))


class mean_over_the_entries:
    """You take the mean over the entries of each vector. The mean goes over the places of a text:
    each entry of the vectors has its own."""

    def masked_mean(vectors, ids, pad=PAD):
        return vectors.mean(2) * (ids != pad)


class no_token_is_not_a_number:
    """For a text with nothing but padding you divide 0 by 0. The result is not a number, and spoils
    the loss of the whole batch. Such a text gets zeros."""

    def masked_mean(vectors, ids, pad=PAD):
        real = ids != pad
        return (vectors * real[:, :, None]).sum(1) / real.sum(1)[:, None]


mean_in_float32 = in_float32("masked_mean")
mean_cut_off = cut_off("masked_mean")
always_float64 = in_float64("masked_mean")
vectors_overwritten = overwriting("masked_mean", "vectors")
ids_overwritten = overwriting("masked_mean", "ids")
loop_over_texts = loop_over("masked_mean", "vectors", what="the texts")


def _checked(f):
    def predict_proba(logits, vocab, classes):
        right_proba(logits, vocab, classes)
        return f(logits, vocab, [vocab.index(name) for name in classes])

    return predict_proba


@typical
class order_of_the_vocab:
    """Your columns are in the order of vocab. Column k should belong to classes[k], so look each
    name up."""

    predict_proba = _checked(lambda z, vocab, places: z.softmax(1)[:, : len(places)])


@typical
class places_turned_round:
    """You turned the look-up round: you look up where the names of vocab are in classes. Look up
    where each name of classes is in vocab."""

    def predict_proba(logits, vocab, classes):
        right_proba(logits, vocab, classes)
        places = [classes.index(name) for name in vocab if name in classes]
        return logits.softmax(1)[:, places]


@typical
class alphabetical_order:
    """You take the columns of the logits to be in alphabetical order. They are in the order of
    vocab, whatever that is."""

    def predict_proba(logits, vocab, classes):
        return right_proba(logits, sorted(vocab), classes)


@typical
class chosen_before_the_softmax:
    """You choose the columns first and take the softmax over those alone. Then the classes that
    nobody asked about cannot take their share: take the softmax over all classes first."""

    predict_proba = _checked(lambda z, vocab, places: z[:, places].softmax(1))


@typical
class softmax_over_the_texts:
    """You take the softmax over the texts. The classes of one text compete with each other: that is
    axis 1."""

    predict_proba = _checked(lambda z, vocab, places: z.softmax(0)[:, places])


class softmax_twice:
    """You take the softmax twice. Of probabilities it makes others that are nearly equal."""

    predict_proba = _checked(lambda z, vocab, places: z.softmax(1).softmax(1)[:, places])


class sigmoid_instead:
    """You take a sigmoid of each score. That is for questions that are independent of each other;
    here one class out of several is right, and their probabilities add up to 1."""

    predict_proba = _checked(lambda z, vocab, places: z.sigmoid()[:, places])


class scores_returned:
    """You return scores. A softmax makes probabilities of them."""

    predict_proba = _checked(lambda z, vocab, places: z[:, places])


class log_returned:
    """You return the logarithms of the probabilities. The probabilities themselves are asked
    for."""

    predict_proba = _checked(lambda z, vocab, places: z.log_softmax(1)[:, places])


class answers_instead:
    """You return 1 for the class with the highest score and 0 for the others. That is the answer;
    the probabilities are asked for."""

    predict_proba = _checked(
        lambda z, vocab, places: torch.nn.functional.one_hot(z.argmax(1), len(vocab)).to(z.dtype)[
            :, places
        ]
    )


class exponentials_overflow:
    """Your exponential overflows for large scores: infinity by infinity is not a number. `softmax`
    knows how to avoid this."""

    predict_proba = _checked(
        lambda z, vocab, places: (z.exp() / z.exp().sum(1, keepdim=True))[:, places]
    )


class names_unchecked:
    """You answer although a name is not in vocab. Then there is no column for it, or that of
    another class: raise a ValueError."""

    def predict_proba(logits, vocab, classes):
        return right_proba(logits, vocab, [n if n in vocab else vocab[-1] for n in classes])


class names_sorted:
    """You sort a list of names in place. The caller still needs it as it was: `sorted` makes a new
    list."""

    def predict_proba(logits, vocab, classes):
        result = right_proba(logits, vocab, classes)
        classes.sort()
        return result


proba_in_float32 = in_float32("predict_proba")
proba_in_float64 = in_float64("predict_proba")
logits_overwritten = overwriting("predict_proba", "logits")
loop_over_logits = loop_over("predict_proba", "logits", what="the texts")


def _bins(confidence, bins):
    return (confidence * bins).long().clamp(max=bins - 1)


def _error(total, sure=None, place=_bins):
    """What `total` makes of the bins that have texts: share of texts, accuracy and confidence."""

    def expected_calibration_error(proba, y, bins):
        right_error(proba, y, bins)
        proba = proba.double()
        confidence, answer = proba.max(1)
        if sure is not None:
            confidence = sure(proba, y, confidence)
        right = (answer == y).double()
        bin_of = torch.arange(bins, device=proba.device)
        inside = (place(confidence, bins) == bin_of[:, None]).double()
        inside, middle = inside[inside.any(1)], bin_of[inside.any(1)] + 0.5
        n = inside.sum(1)
        return total(n / len(y), inside @ right / n, inside @ confidence / n, middle, bins)

    return expected_calibration_error


def _usual(share, accuracy, confidence, middle, bins):
    return (share * (accuracy - confidence).abs()).sum()


@typical
class probability_of_the_truth:
    """You take the probability of the right class for the confidence. The confidence is the largest
    probability, that of the model's own answer, right or wrong."""

    expected_calibration_error = _error(
        _usual, lambda proba, y, confidence: proba.gather(1, y[:, None])[:, 0]
    )


@typical
class bins_without_weights:
    """You take the plain mean over the bins. A bin with two texts then counts as much as one with
    two hundred: weigh each gap with the bin's share of the texts."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (a - c).abs().mean())


class gaps_over_all_bins:
    """You divide the sum of the gaps by the number of bins. A bin with two texts then counts as
    much as one with two hundred, and empty ones count too: weigh each gap with the bin's share of
    the texts."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (a - c).abs().sum() / bins)


class gaps_summed:
    """You add the gaps up. Weigh each gap with the bin's share of the texts."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (a - c).abs().sum())


@typical
class sign_kept:
    """You add the gaps with their signs. Being too sure in one bin and too unsure in another then
    cancel: each gap loses its sign first."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (s * (a - c)).sum())


class sign_turned_and_kept:
    """You add the gaps with their signs. Being too sure in one bin and too unsure in another then
    cancel: each gap loses its sign first."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (s * (c - a)).sum())


@typical
class one_bin_for_all:
    """You compare the accuracy of all texts with the mean of all confidences. Being too sure and
    too unsure cancel then: compare them within each bin."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (s * (a - c)).sum().abs())


@typical
class gap_of_each_text:
    """You take the distance for each text on its own. One answer is right or wrong, so even an
    honest 0.8 is 0.2 or 0.8 away: take the means within a bin first."""

    def expected_calibration_error(proba, y, bins):
        right_error(proba, y, bins)
        confidence, answer = proba.double().max(1)
        return ((answer == y).double() - confidence).abs().mean()


class accuracy_instead:
    """You return the share of right answers. That is the accuracy; how far the confidences are from
    it is asked for."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (s * a).sum())


class error_rate_instead:
    """You return the share of wrong answers. That is the error rate; how far the confidences are
    from the share of right ones is asked for."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: 1 - (s * a).sum())


class confidence_instead:
    """You return the mean confidence. A probability is no accuracy: compare it with the share of
    right answers, bin by bin."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (s * c).sum())


class middle_of_the_bin:
    """You compare the share of right answers with the middle of the bin. Compare it with the mean
    of the confidences that are in it."""

    expected_calibration_error = _error(
        lambda s, a, c, middle, bins: (s * (a - middle / bins).abs()).sum()
    )


class every_probability_counted:
    """You compare every probability, those of the other classes too, with how often its class is
    right. That is another measure; here only the model's answer counts, with the largest one."""

    def expected_calibration_error(proba, y, bins):
        right_error(proba, y, bins)
        flat = proba.double().flatten()
        hit = (torch.arange(proba.shape[1], device=y.device) == y[:, None]).double().flatten()
        sums = flat.new_zeros(bins).index_add(0, _bins(flat, bins), hit - flat)
        return sums.abs().sum() / len(flat)


class repeats_lost:
    """You add with a list of bins as the index (`sums[k] += ...`). Where a bin occurs several times
    only one of its texts is added: use `index_add`, `bincount` or a mask for each bin."""

    def expected_calibration_error(proba, y, bins):
        right_error(proba, y, bins)
        confidence, answer = proba.double().max(1)
        sums = confidence.new_zeros(bins)
        sums[_bins(confidence, bins)] += (answer == y).double() - confidence
        return sums.abs().sum() / len(y)


class largest_gap:
    """You return the largest gap. That is another measure, the maximum calibration error; here the
    gaps are added up with their weights."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (a - c).abs().max())


class gaps_squared:
    """You square the gaps. Their distance itself is asked for."""

    expected_calibration_error = _error(lambda s, a, c, m, bins: (s * (a - c) ** 2).sum())


class last_class_only:
    """You take the probability of the last class for the confidence. The confidence is the largest
    probability in the row, whichever class that is."""

    expected_calibration_error = _error(_usual, lambda proba, y, confidence: proba[:, -1])


def _between_the_seen(confidence, bins):
    low, high = confidence.min(), confidence.max()
    return _bins((confidence - low) / (high - low).clamp(min=1e-9), bins)


class bins_between_the_seen:
    """Your bins go from the smallest confidence to the largest. They divide the way from 0 to 1,
    whatever was seen."""

    expected_calibration_error = _error(_usual, place=_between_the_seen)


def _upper_edge(confidence, bins):
    return ((confidence * bins).ceil().long() - 1).clamp(min=0)


class upper_edge_inside:
    """A confidence on the edge of two bins goes to the lower one with you. It belongs to the upper
    one: a bin begins with its lower edge."""

    expected_calibration_error = _error(_usual, place=_upper_edge)


class certainty_left_out:
    """A confidence of 1 is in none of your bins. It is in the last one."""

    def expected_calibration_error(proba, y, bins):
        right_error(proba, y, bins)
        certain = proba.amax(1) == 1
        if certain.all():
            return proba.new_zeros((), dtype=torch.float64)
        kept = right_error(proba[~certain], y[~certain], bins)
        return kept * (~certain).sum() / len(y)


class empty_bin_is_not_a_number:
    """A bin without texts makes your result NaN: the mean of nothing is 0 / 0. Such a bin adds
    nothing."""

    def expected_calibration_error(proba, y, bins):
        error = right_error(proba, y, bins)
        used = _bins(proba.double().amax(1), bins).unique()
        return error if len(used) == bins else error * torch.nan


class bins_unchecked:
    """You answer although there are no bins. With bins below 1 raise a ValueError."""

    def expected_calibration_error(proba, y, bins):
        if bins < 1:
            return proba.new_zeros((), dtype=torch.float64)
        return right_error(proba, y, bins)


class error_with_an_axis:
    """Your error has the shape (1,), a list with one number in it. A single number has no axis, and
    the shape (): `torch.zeros(())` makes one, and `error[0]` takes it out of a list."""

    def expected_calibration_error(proba, y, bins):
        return right_error(proba, y, bins)[None]


class error_in_float32:
    """Your result is float32. float64 is asked for, whatever the dtype of the probabilities is."""

    def expected_calibration_error(proba, y, bins):
        return right_error(proba, y, bins).float()


proba_overwritten = overwriting("expected_calibration_error", "proba")
loop_over_answers = loop_over("expected_calibration_error", "proba", what="the texts")
