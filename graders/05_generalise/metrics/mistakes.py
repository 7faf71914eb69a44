"""Known mistakes of metrics: each namespace stands in for part of the reference."""

import reference
import torch
from generic_mistakes import loop_over, overwriting, partly_on_the_cpu, typical


@typical
class argmax_along_the_rows:
    """You look for the largest logit down each column. The classes lie along the second axis of z:
    each row has one answer, so look along `dim=1`."""

    def accuracy(z, y):
        return (z.argmax(0) == y).double().mean().item()


@typical
class hits_counted:
    """You return how many answers are right. The accuracy is a share: divide by the number of
    rows."""

    def accuracy(z, y):
        return (z.argmax(1) == y).sum().item()


class in_percent:
    """Your accuracy is in percent. It should be a number from 0 to 1."""

    def accuracy(z, y):
        return 100 * reference.accuracy(z, y)


@typical
class share_of_wrong_answers:
    """Your accuracy counts the wrong answers. It is the share of the right ones, and the error rate
    that of the wrong ones."""

    def accuracy(z, y):
        return 1 - reference.accuracy(z, y)

    def error_rate(z, y):
        return reference.accuracy(z, y)


class divided_by_all_logits:
    """You divide by the number of logits. There is one answer for each row, so divide by the number
    of rows."""

    def accuracy(z, y):
        return ((z.argmax(1) == y).sum() / z.numel()).item()


class smallest_logit:
    """You take the class with the smallest logit for the answer. It is the largest that counts."""

    def accuracy(z, y):
        return (z.argmin(1) == y).double().mean().item()


@typical
class mean_of_truth_values:
    """You take the mean of truth values, and torch has none for them. Turn them into numbers first,
    with `float()` or `double()`."""

    def accuracy(z, y):
        return (z.argmax(1) == y).mean().item()


class loss_instead:
    """You return a loss. The accuracy is a metric: look at which class has the largest logit, not
    at how large its probability is."""

    def accuracy(z, y):
        chosen = z.double().log_softmax(1)[torch.arange(len(y)), y]
        return -chosen.mean().item()


class answers_compared_with_logits:
    """You compare the largest logit itself with the number of the class. `max` gives two things:
    the values, and where they are. You need the second, which `argmax` gives directly."""

    def accuracy(z, y):
        return (z.amax(1) == y).double().mean().item()


class last_of_a_tie:
    """Where several logits are equally large you take the last of them. The answer is the one with
    the lowest number."""

    def accuracy(z, y):
        last = z.shape[1] - 1 - z.flip(1).argmax(1)
        return (last == y).double().mean().item()


class tie_is_wrong:
    """You take every row with a tie for wrong, or for right. Where several logits are equally
    large, there still is one answer: the class with the lowest number."""

    def accuracy(z, y):
        chosen = z[torch.arange(len(y), device=z.device), y]
        return (chosen == z.amax(1)).double().mean().item()


class in_the_dtype_of_the_logits:
    """You compute the mean in the dtype of the logits. float16 and bfloat16 have three digits and
    fewer, and a sum of many ones stops growing in them. Count in float32 or float64."""

    def accuracy(z, y):
        return (z.argmax(1) == y).to(z.dtype).mean().item()


class rounded:
    """You round the accuracy. It should be right to six decimals: leave rounding to whoever prints
    it."""

    def accuracy(z, y):
        return round(reference.accuracy(z, y), 4)


class rounded_to_two:
    """You round the accuracy. It should be right to six decimals: leave rounding to whoever prints
    it."""

    def accuracy(z, y):
        return round(reference.accuracy(z, y), 2)


loop_over_rows = loop_over("accuracy error_rate", "z")

logits_overwritten = overwriting("accuracy error_rate decide", "z")


@typical
class error_rate_is_accuracy:
    """Your error rate is the share of the right answers. It is the share of the wrong ones: 1 minus
    the accuracy."""

    def error_rate(z, y):
        return reference.accuracy(z, y)


class errors_counted:
    """Your error rate is a number of rows. It is a share: divide by the number of rows."""

    def error_rate(z, y):
        return (z.argmax(1) != y).sum().item()


class error_in_percent:
    """Your error rate is in percent. It should be a number from 0 to 1."""

    def error_rate(z, y):
        return 100 - 100 * reference.accuracy(z, y)


@typical
class threshold_on_logits:
    """You compare the logits with the threshold. It is meant for the probabilities: apply the
    sigmoid first. (A logit of 0.5 is a probability of 0.62.)"""

    def decide(z, threshold=0.5):
        return (z > threshold).long()


@typical
class threshold_ignored:
    """You answer yes wherever the logit is above 0, or the probability above one half. That is
    right for one threshold only: the argument says which is asked for."""

    def decide(z, threshold=0.5):
        return (z > 0).long()


class yes_and_no_swapped:
    """Your answers are the other way round. 1 is a yes, where the probability is above the
    threshold."""

    def decide(z, threshold=0.5):
        return 1 - reference.decide(z, threshold)


class below_the_threshold:
    """You compare with 1 minus the threshold. The answer is yes where the probability of a yes is
    above the threshold itself."""

    def decide(z, threshold=0.5):
        return (torch.sigmoid(z.double()) > 1 - threshold).long()


@typical
class probabilities_returned:
    """You return probabilities. An answer is 1 or 0: compare with the threshold."""

    def decide(z, threshold=0.5):
        return torch.sigmoid(z)


@typical
class truth_values_returned:
    """You return truth values. The answers should be the numbers 1 and 0, in int64: `long` turns
    one into the other."""

    def decide(z, threshold=0.5):
        return torch.sigmoid(z.double()) > threshold


class answers_as_floats:
    """You return 1.0 and 0.0. Answers are numbers of classes, and these are int64: torch counts and
    indexes with whole numbers only."""

    def decide(z, threshold=0.5):
        return (torch.sigmoid(z.double()) > threshold).float()


class answers_in_int32:
    """Your answers are int32. Numbers of classes are int64 in torch, which `long` gives."""

    def decide(z, threshold=0.5):
        return (torch.sigmoid(z.double()) > threshold).int()


class softmax_over_the_rows:
    """You apply softmax. It shares one probability out among all rows, but each row has a question
    of its own: apply the sigmoid."""

    def decide(z, threshold=0.5):
        return (z.softmax(0) > threshold).long()


class default_forgotten:
    """Without a threshold given, yours is not 0.5."""

    def decide(z, threshold=0.0):
        return reference.decide(z, threshold)


class at_least_the_threshold:
    """You answer yes where the probability is exactly the threshold. It has to be *above* it."""

    def decide(z, threshold=0.5):
        return (torch.sigmoid(z.double()) >= threshold).long()


class overflow_of_exp:
    """For large logits you get no answer, or the wrong one: `exp(z)` is infinite there, and
    infinity by infinity is NaN, which is above nothing. `torch.sigmoid` takes care of that."""

    def decide(z, threshold=0.5):
        odds = z.double().exp()
        return (odds / (1 + odds) > threshold).long()


@typical
class rows_and_columns_swapped:
    """Your rows and columns are swapped. Row i belongs to the rows whose right class is i, and
    column j to the answer j."""

    def confusion(pred, y, C):
        return reference.confusion(pred, y, C).T.contiguous()


@typical
class pairs_counted_once:
    """You count each pair once. `counts[y, pred] += 1` reads all places, adds 1 and writes them
    back: where a place occurs several times, only one of the writes remains."""

    def confusion(pred, y, C):
        counts = torch.zeros(C, C, dtype=torch.int64, device=y.device)
        counts[y, pred] += 1
        return counts


class hits_only:
    """You count the right answers only. The places off the diagonal are what the matrix is for:
    what is taken for what."""

    def confusion(pred, y, C):
        return reference.confusion(pred, y, C).diag().diag()


class shares_not_counts:
    """You return shares. The matrix has counts: only those of several batches can be added up."""

    def confusion(pred, y, C):
        counts = reference.confusion(pred, y, C)
        return counts / counts.sum(1, keepdim=True).clamp(min=1)


@typical
class classes_of_the_data:
    """You take the number of classes from the data. Some class may not occur in it: the matrix has
    C rows and C columns."""

    def confusion(pred, y, C):
        if len(y):
            C = int(torch.cat([pred, y]).max()) + 1
        return reference.confusion(pred, y, C)


class answers_of_each_class_only:
    """You count how often each class occurs, not how often it is taken for each other. A place of
    the matrix belongs to a pair: the right class and the answer."""

    def confusion(pred, y, C):
        return torch.bincount(y, minlength=C)[:, None].expand(C, C).clone()


class counts_as_floats:
    """Your counts are floating-point numbers. Counts are whole: say `dtype=torch.int64` where you
    make the matrix."""

    def confusion(pred, y, C):
        return reference.confusion(pred, y, C).float()


counted_row_by_row = loop_over("confusion", "y", what="the rows of the data")

counts_on_the_cpu = partly_on_the_cpu("confusion")

classes_overwritten = overwriting("confusion", "pred y")


@typical
class precision_and_recall_swapped:
    """Your precision and your recall are swapped. Precision is a share of the answers, down a
    column. Recall is a share of the rows of a class, along a row. Precision comes first."""

    def precision_recall(counts):
        precision, recall = reference.precision_recall(counts)
        return recall, precision


class recall_twice:
    """Both of your results are the recall. For the precision, divide by the sum of the column: the
    answers k, whatever they should have been."""

    def precision_recall(counts):
        recall = reference.precision_recall(counts)[1]
        return recall, recall.clone()


class precision_twice:
    """Both of your results are the precision. For the recall, divide by the sum of the row: the
    rows of class k, whatever was said of them."""

    def precision_recall(counts):
        precision = reference.precision_recall(counts)[0]
        return precision, precision.clone()


class accuracy_for_all:
    """You return the accuracy, for every class. Precision and recall ask about one class at a
    time."""

    def precision_recall(counts):
        share = counts.trace().double() / counts.sum().clamp(min=1)
        return share.expand(len(counts)).clone(), share.expand(len(counts)).clone()


class of_all_rows:
    """You divide by the number of all rows. Precision is a share of the answers k, and recall is a
    share of the rows of class k."""

    def precision_recall(counts):
        share = counts.diagonal().double() / counts.sum().clamp(min=1)
        return share, share.clone()


class mean_over_classes:
    """You return one number each, the mean over the classes. There should be one for each class:
    a mean hides the class that fails."""

    def precision_recall(counts):
        precision, recall = reference.precision_recall(counts)
        return precision.mean(), recall.mean()


class one_against_the_rest_accuracy:
    """You count the rows that are rightly *not* taken for the class as hits. Neither share looks at
    them: the hits are the place on the diagonal alone."""

    def precision_recall(counts):
        hits = counts.diagonal().double()
        rest = counts.sum() - counts.sum(0) - counts.sum(1) + hits
        total = counts.sum().clamp(min=1)
        return (hits + rest) / total, (hits + rest) / total


class recall_of_the_rest:
    """Your recall asks how many of the *other* rows are rightly not taken for class k. It should
    ask how many of the rows of class k are found."""

    def precision_recall(counts):
        precision, _ = reference.precision_recall(counts)
        said, real, total = counts.sum(0), counts.sum(1), counts.sum()
        others = total - said - real + counts.diagonal()
        return precision, others / (total - real).clamp(min=1).double()


class diagonal_not_counted:
    """You divide the hits by the misses alone. The hits belong to the whole as well: divide by the
    sum of all of the column or the row, the diagonal included."""

    def precision_recall(counts):
        hits = counts.diagonal().double()
        said, real = counts.sum(0) - hits, counts.sum(1) - hits
        return hits / said.clamp(min=1), hits / real.clamp(min=1)


class whole_division:
    """Your division cuts off: `//` gives whole numbers, and a share is mostly between 0 and 1."""

    def precision_recall(counts):
        hits = counts.diagonal()
        said, real = counts.sum(0).clamp(min=1), counts.sum(1).clamp(min=1)
        return (hits // said).double(), (hits // real).double()


class rounded_shares:
    """You round the shares. They should be right to six decimals: leave rounding to whoever prints
    them."""

    def precision_recall(counts):
        return tuple(share.mul(1000).round() / 1000 for share in reference.precision_recall(counts))


@typical
class nan_for_nothing:
    """You divide 0 by 0, which is NaN. Where a class is never the answer, or has no rows, the share
    should be 0."""

    def precision_recall(counts):
        hits = counts.diagonal().double()
        return hits / counts.sum(0), hits / counts.sum(1)


class one_for_nothing:
    """Where a class is never the answer, or has no rows, you return 1. The share should be 0."""

    def precision_recall(counts):
        hits, found = counts.diagonal().double(), []
        for axis in (0, 1):
            total = counts.sum(axis)
            found.append(torch.where(total > 0, hits / total.clamp(min=1), 1.0))
        return tuple(found)


counts_overwritten = overwriting("precision_recall", "counts")


def mean_of(weights, of):
    """A mean over an epoch: values times `weights`, divided by `of`."""

    def epoch_mean(values, sizes):
        weighted = zip(values, weights(sizes), strict=True)
        return sum(value * weight for value, weight in weighted) / of(sizes)

    return epoch_mean


@typical
class mean_of_the_means:
    """You take the mean of the batches' means. The few rows of a short batch then count as much as
    the many of a long one. Each batch should count by the number of its rows."""

    epoch_mean = mean_of(lambda sizes: [1] * len(sizes), len)


@typical
class not_divided:
    """You add up, and do not divide. A mean over all rows is the sum over all rows, divided by
    their number."""

    epoch_mean = mean_of(lambda sizes: sizes, lambda sizes: 1)


class divided_by_the_batches:
    """You divide by the number of batches. The sum is one over all rows, so divide by the number of
    rows."""

    epoch_mean = mean_of(lambda sizes: sizes, len)


class last_batch_dropped:
    """You leave the last batch out. Its rows are rows like all others, if only a few."""

    def epoch_mean(values, sizes):
        if len(values) > 1:
            values, sizes = values[:-1], sizes[:-1]
        return reference.epoch_mean(values, sizes)


class all_batches_as_the_first:
    """You count every batch with the size of the first one. The sizes may differ, and the last
    batch is mostly shorter."""

    epoch_mean = mean_of(lambda sizes: sizes[:1] * len(sizes), sum)


class sizes_only:
    """You divide each batch's mean by the number of its rows once more. It is a mean already:
    multiply by the number of rows to get the sum, and divide once, at the end."""

    epoch_mean = mean_of(lambda sizes: [1 / size for size in sizes], lambda sizes: 1)
