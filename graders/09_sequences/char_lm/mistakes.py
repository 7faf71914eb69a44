"""Known mistakes of char_lm: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import loop_over, overwriting, partly_on_the_cpu, typical
from reference import sample as right_sample
from torch.nn.functional import cross_entropy


def _sheets(ids, bs):
    length = max(len(ids) - 1, 0) // bs
    inputs = ids[: length * bs].reshape(bs, length).T
    return inputs, ids[1:][: length * bs].reshape(bs, length).T, length


def _cut(inputs, targets, bptt):
    starts = range(0, len(inputs), bptt)
    return [(inputs[t : t + bptt], targets[t : t + bptt]) for t in starts]


def _draw(p, rng, tokens=None):
    dart = torch.rand(len(p), 1, generator=rng, dtype=p.dtype, device=p.device)
    place = (p.cumsum(1) <= dart).sum(1, keepdim=True).clamp(max=p.shape[1] - 1)
    return (place if tokens is None else tokens.gather(1, place)).squeeze(1)


@typical
class reshaped_not_turned:
    """You filled a sheet of shape (length, bs) row after row. So the text runs across the columns,
    and each column holds every bs-th token. The network then reads a text that nobody wrote. Let
    the text run along rows first, and turn the sheet."""

    def make_batches(ids, bs, bptt):
        inputs, targets, length = _sheets(ids, bs)
        turned = [s.T.reshape(length, bs) for s in (inputs, targets)]
        return _cut(*turned, bptt)


@typical
class batch_axis_first:
    """Your batches have the stretches of text as rows. Here time runs along axis 0 and the
    stretches stand side by side as columns, as recurrent networks in torch read them by default."""

    def make_batches(ids, bs, bptt):
        inputs, targets, _ = _sheets(ids, bs)
        return [(x.T, y.T) for x, y in _cut(inputs, targets, bptt)]


@typical
class target_is_the_input:
    """Your targets are the inputs themselves. A network learns that in a minute: copy what you see.
    What it should predict is the token that comes next."""

    def make_batches(ids, bs, bptt):
        inputs, _, _ = _sheets(ids, bs)
        return _cut(inputs, inputs, bptt)


class target_before_the_input:
    """Your targets are the tokens before the inputs. The shift goes the other way: the target at
    time t is the input at time t + 1."""

    def make_batches(ids, bs, bptt):
        inputs, targets, _ = _sheets(ids, bs)
        return _cut(targets, inputs, bptt)


@typical
class last_batch_dropped:
    """The last batch is missing because it is shorter than the others. A recurrent network does not
    mind how many steps it takes, and the end of the text is text as well."""

    def make_batches(ids, bs, bptt):
        inputs, targets, length = _sheets(ids, bs)
        whole = length // bptt * bptt
        return _cut(inputs[:whole], targets[:whole], bptt)


class chunk_for_both:
    """You cut pieces of bptt tokens and take inputs and targets from the same piece. The last token
    of a piece is then never an input and the first never a target: something is lost at every
    seam. Shift first, and cut afterwards."""

    def make_batches(ids, bs, bptt):
        inputs, _, _ = _sheets(ids, bs)
        chunks = inputs.split(bptt) if len(inputs) else []
        return [(chunk[:-1], chunk[1:]) for chunk in chunks if len(chunk) > 1]


class columns_end_early:
    """You cut the columns first and shift within them, so that the last token of each column has no
    target. But the text goes on: the token that follows stands at the top of the next column. Only
    the very last token of the text is without a successor."""

    def make_batches(ids, bs, bptt):
        length = len(ids) // bs
        columns = ids[: length * bs].reshape(bs, length).T
        return _cut(columns[:-1], columns[1:], bptt)


class target_wraps_around:
    """The last target of your text is its first token: a shift by `roll` goes round in a circle.
    The token after the last is not known, so the last token cannot be an input."""

    def make_batches(ids, bs, bptt):
        length = len(ids) // bs
        sheets = [s[: length * bs].reshape(bs, length).T for s in (ids, ids.roll(-1))]
        return _cut(*sheets, bptt)


class no_token_to_spare:
    """You give every column len(ids) // bs inputs. When that uses up the whole text, the last input
    has no token after it, and the targets do not fill their sheet. One token less is left to share
    out."""

    def make_batches(ids, bs, bptt):
        length = len(ids) // bs
        inputs = ids[: length * bs].reshape(bs, length).T
        targets = ids[1 : length * bs + 1].reshape(bs, length).T
        return _cut(inputs, targets, bptt)


class windows_overlap:
    """Your batches start one token apart, so every token is read again and again, and the state at
    the end of a batch does not fit the beginning of the next. The next batch starts where this one
    stops."""

    def make_batches(ids, bs, bptt):
        inputs, targets, length = _sheets(ids, bs)
        starts = range(max(length - bptt + 1, 0))
        return [(inputs[t : t + bptt], targets[t : t + bptt]) for t in starts]


batches_on_the_cpu = partly_on_the_cpu("make_batches")

token_by_token = loop_over("make_batches", "ids", what="the tokens")


@typical
class exponential_forgotten:
    """You return the mean cross-entropy. The perplexity is its exponential: a number of equally
    likely tokens, which says more to a reader than a mean logarithm."""

    def perplexity(logits, targets):
        return cross_entropy(logits.flatten(0, 1), targets.flatten())


@typical
class perplexity_of_the_sum:
    """You take the exponential of the summed cross-entropy. That number grows with the length of
    the text; the perplexity is a property of the model, so it is the mean that belongs in the
    exponent."""

    def perplexity(logits, targets):
        return cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum").exp()


@typical
class mean_of_perplexities:
    """You take the exponential at every place and average afterwards. A single great surprise then
    outweighs all the rest. First the mean of the logarithms, then the exponential."""

    def perplexity(logits, targets):
        return cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").exp().mean()


class inverse_of_the_mean:
    """You average the probabilities and turn the mean upside down. The probability of a text is a
    product, so it is their logarithms that are averaged."""

    def perplexity(logits, targets):
        p = logits.softmax(2).gather(2, targets.unsqueeze(2))
        return 1 / p.mean()


class two_to_the_nats:
    """You raise 2 to a cross-entropy that was measured with the natural logarithm. Base and
    logarithm belong together: 2 with log2, or e with ln. Both pairs give the same number."""

    def perplexity(logits, targets):
        return 2 ** cross_entropy(logits.flatten(0, 1), targets.flatten())


@typical
class softmax_over_time:
    """Your softmax runs over another axis than the tokens. At each place the probabilities of all
    tokens must add up to 1, and the tokens lie along the last axis."""

    def perplexity(logits, targets):
        return torch.exp(-logits.log_softmax(0).gather(2, targets.unsqueeze(2)).mean())


@typical
class targets_in_another_order:
    """You flattened logits and targets in different orders, so that most logits are compared with
    the target of another place. Both have the axes (T, N): flatten both without turning either."""

    def perplexity(logits, targets):
        return cross_entropy(logits.flatten(0, 1), targets.T.flatten()).exp()


class exponentials_overflow:
    """For large logits your exponentials overflow, and for very negative ones they are all 0: the
    perplexity is not a number. A softmax stays the same when all logits are shifted, so shift them
    before the exponential, or use `log_softmax`."""

    def perplexity(logits, targets):
        p = logits.exp() / logits.exp().sum(2, keepdim=True)
        return torch.exp(-p.gather(2, targets.unsqueeze(2)).log().mean())


class epsilon_in_the_logarithm:
    """You add a small number to the probabilities before the logarithm. That hides great surprises
    and shifts every result a little. `log_softmax` gives the logarithm itself, exactly and for
    logits of any size."""

    def perplexity(logits, targets):
        p = logits.softmax(2).gather(2, targets.unsqueeze(2))
        return torch.exp(-torch.log(p + 1e-8).mean())


class perplexity_as_a_float:
    """You return a number of Python, or rebuilt a tensor from one. That waits for the GPU to finish
    and forgets dtype and device. Leave the result in the tensor in which it was computed."""

    def perplexity(logits, targets):
        loss = cross_entropy(logits.flatten(0, 1), targets.flatten())
        return torch.tensor(loss.exp().item(), dtype=torch.float64)


class first_above_the_dart:
    """You take the first token whose probability is larger than a random number. That is no draw:
    for most numbers no probability is large enough, and then `argmax` answers 0. Compare the number
    with the *cumulative* probabilities. (A well-known notebook has this fault.)"""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature < 0:
            raise ValueError
        if temperature == 0 or top_k == 1:
            return logits.argmax(1)
        p = (logits / temperature).softmax(1)
        dart = torch.rand(len(p), 1, generator=rng, dtype=p.dtype, device=p.device)
        return (p > dart).int().argmax(1)


@typical
class always_the_likeliest:
    """You always take the likeliest token. A text written so soon runs in circles, "the the the";
    draw, so that a token with probability 0.2 comes up every fifth time."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        return logits.argmax(1)


class likelier_than_the_logits_say:
    """You share out the logits themselves, shifted to be positive, without the exponential. Logits
    are logarithms of probabilities, up to a constant: that is what the softmax undoes."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature == 0 or top_k == 1:
            return logits.argmax(1)
        shifted = logits - logits.amin(1, keepdim=True)
        return _draw(shifted / shifted.sum(1, keepdim=True), rng)


@typical
class one_dart_for_all:
    """You throw one dart for all rows. Equal rows then always draw the same token, and a batch of
    texts is one text many times. Each row needs a random number of its own."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature <= 0:
            return right_sample(logits, temperature, top_k, rng)
        if top_k is not None:
            last = logits.topk(min(top_k, logits.shape[1]), dim=1).values[:, -1:]
            logits = logits.masked_fill(logits < last, -torch.inf)
        p = (logits / temperature).softmax(1)
        dart = torch.rand((), generator=rng, dtype=p.dtype, device=p.device)
        return (p.cumsum(1) <= dart).sum(1).clamp(max=p.shape[1] - 1)


@typical
class temperature_multiplied:
    """You multiply the logits by the temperature. Then heat makes the model cautious and cold makes
    it wild. Divide: a high temperature brings the logits together and evens the chances out."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature <= 0:
            return right_sample(logits, temperature, top_k, rng)
        return right_sample(logits, 1 / temperature, top_k, rng)


class temperature_after_the_softmax:
    """The temperature changes nothing: either it is not used, or the probabilities are divided by
    it, and it cancels when they add up to 1 again. It has to act on the logits, before the
    softmax."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        return right_sample(logits, 1.0 if temperature > 0 else temperature, top_k, rng)


@typical
class top_k_ignored:
    """You draw among all tokens although top_k asks for a few. The many improbable ones together
    come up often enough to spoil a text; top_k cuts them off."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        return right_sample(logits, temperature, 1 if top_k == 1 else None, rng)


@typical
class top_k_one_short:
    """You keep one token too few: the k-th itself belongs to the top k. A comparison with `>`
    instead of `>=` does this."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        k = top_k - 1 if top_k and 1 < top_k < logits.shape[1] else top_k
        return right_sample(logits, temperature, k, rng)


class top_k_of_the_whole_batch:
    """You found one threshold for the whole batch. Every row has its own top k: a row with small
    logits otherwise loses tokens, and a row with large ones keeps too many."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature <= 0 or top_k is None or top_k >= logits.shape[1] or len(logits) == 0:
            return right_sample(logits, temperature, top_k, rng)
        weakest = logits.amax(0).topk(top_k).values[-1]
        kept = torch.where(logits >= weakest, logits, torch.finfo(logits.dtype).min)
        return _draw((kept / temperature).softmax(1), rng)


@typical
class place_instead_of_token:
    """You return the place among the sorted top k and not the token that stands there. `topk` gives
    two tensors, and the second says which token each value belongs to."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature <= 0 or top_k is None or top_k == 1 or top_k >= logits.shape[1]:
            return right_sample(logits, temperature, top_k, rng)
        return _draw((logits.topk(top_k, dim=1).values / temperature).softmax(1), rng)


class rest_falls_to_the_last:
    """You cut the others off after the softmax, so that the probabilities of the top k add up to
    less than 1, and whatever is missing falls to a single token. Divide by their sum, or cut off
    before the softmax."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature <= 0 or top_k is None or top_k >= logits.shape[1]:
            return right_sample(logits, temperature, top_k, rng)
        top = (logits / temperature).softmax(1).topk(top_k, dim=1)
        return _draw(top.values, rng, top.indices)


@typical
class divided_by_zero:
    """At temperature 0 you divide by zero and get NaN. The limit is clear: as the temperature
    falls, the likeliest token takes everything. Take it without drawing."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature < 0:
            raise ValueError
        if temperature == 0:
            return _draw((logits / temperature).softmax(1), rng)
        return right_sample(logits, temperature, top_k, rng)


class negative_temperature:
    """You accept a negative temperature, which turns the ranking around: the least likely token
    becomes the likeliest. It can only be a slip, so say so with a ValueError."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature < 0:
            return right_sample(-logits, -temperature, top_k, rng)
        return right_sample(logits, temperature, top_k, rng)


class weights_overflow:
    """Your exponentials overflow for large logits, or are all 0 for very negative ones, and no
    probability is left. Shift the logits by their maximum first; `softmax` does it for you."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature <= 0 or top_k is not None or logits.isinf().any() or len(logits) == 0:
            return right_sample(logits, temperature, top_k, rng)
        weights = (logits / temperature).exp()
        return _draw(weights / weights.sum(1, keepdim=True), rng)


class top_k_too_large:
    """A top_k larger than the vocabulary makes `topk` fail. To keep the best nine of five is to
    keep all five."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if top_k is not None and top_k > logits.shape[1]:
            logits.topk(top_k, dim=1)
        return right_sample(logits, temperature, top_k, rng)


@typical
class generator_unused:
    """You draw from torch's own generator and not from the one that you were given. Nobody can then
    repeat a text by its seed. Hand `rng` to `torch.rand` as `generator=rng`."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        return right_sample(logits, temperature, top_k, None)


class generator_seeded_anew:
    """You set the generator's seed in every call, so that every call draws the same. The state of
    the generator is what makes the next draw different; leave it to the caller."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if rng is not None:
            rng.manual_seed(0)
        return right_sample(logits, temperature, top_k, rng)


logits_overwritten = typical(overwriting("sample", "logits"))

row_by_row = typical(loop_over("sample", "logits"))

dart_on_the_cpu = partly_on_the_cpu(
    "sample",
    why="""Your random numbers are on the CPU while the logits are on the GPU. Give `torch.rand`
the device of the logits.""",
)


class fresh_generator_each_time:
    """Without a generator you make a new one. It has always the same seed, so that every call draws
    the same. `torch.rand(..., generator=None)` draws from torch's own, which goes on from call to
    call."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if rng is None:
            rng = torch.Generator(device=logits.device)
        return right_sample(logits, temperature, top_k, rng)


class cut_before_shifted:
    """You cut the text into columns first and shift inside each column, so the last token of every
    column has no target and its input is lost. Shift first: the target of a token is the next one
    in the text, even if that one stands at the top of another column."""

    def make_batches(ids, bs, bptt):
        inputs, _, length = _sheets(ids, bs)
        return _cut(inputs[:-1], inputs[1:], bptt) if length > 1 else []


class moved_by_one_step:
    """Each of your batches begins one step after the one before it. The state is handed on from
    batch to batch, so a batch begins where the last one ended: `bptt` steps later."""

    def make_batches(ids, bs, bptt):
        inputs, targets, length = _sheets(ids, bs)
        return [(inputs[t : t + bptt], targets[t : t + bptt]) for t in range(length)]


class targets_turn_within_the_batch:
    """The last target of each batch is the first input of the same batch. The token after it in the
    text is what comes next: shift the text by one before you cut it."""

    def make_batches(ids, bs, bptt):
        inputs, _, _ = _sheets(ids, bs)
        return [(part, part.roll(-1, 0)) for part, _ in _cut(inputs, inputs, bptt)]


class targets_turn_within_the_column:
    """The last target of each column is the first token of the same column. The token after it in
    the text is what comes next: shift the text by one before you cut it."""

    def make_batches(ids, bs, bptt):
        inputs, _, _ = _sheets(ids, bs)
        return _cut(inputs, inputs.roll(-1, 0), bptt)


def _surprise(logits, targets, how="mean"):
    return cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), reduction=how)


class exponent_positive:
    """You return the probability that the model gave to the text, on average. Perplexity is one
    divided by it: the exponent is the mean of -ln p, which is positive."""

    def perplexity(logits, targets):
        return torch.exp(-_surprise(logits, targets))


class divided_by_steps_only:
    """You divide the sum by the number of steps. The mean goes over all places: T steps in each of
    N sequences are T * N."""

    def perplexity(logits, targets):
        return torch.exp(_surprise(logits, targets, "sum") / logits.shape[0])


class divided_by_sequences_only:
    """You divide the sum by the number of sequences. The mean goes over all places: T steps in each
    of N sequences are T * N."""

    def perplexity(logits, targets):
        return torch.exp(_surprise(logits, targets, "sum") / logits.shape[1])


class vocabulary_counted:
    """You divide the sum by T * N * V, the number of all logits. At each place one token came, so
    the mean is over T * N places."""

    def perplexity(logits, targets):
        return torch.exp(_surprise(logits, targets) / logits.shape[-1])


class divided_twice:
    """You take the mean and then divide by the number of steps again. The mean over all places
    divides once."""

    def perplexity(logits, targets):
        return torch.exp(_surprise(logits, targets) / len(targets))


class softmax_twice:
    """You take the softmax twice. `cross_entropy` takes the logits and does the softmax itself:
    from probabilities it makes others that are nearly equal."""

    def perplexity(logits, targets):
        return torch.exp(_surprise(logits.softmax(-1), targets))


class every_token_alike:
    """All tokens are equally likely for you, whatever the logits say. The softmax of the logits
    says how likely each token is."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature == 0:
            return right_sample(logits, temperature, top_k, rng)
        return right_sample(torch.where(logits.isinf(), logits, 0 * logits), temperature, None, rng)


class one_token_too_far:
    """You take the token after the one that the dart hits: number 0 never comes. The dart hits the
    first token at which the running sum is above it."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        tokens = right_sample(logits, temperature, top_k, rng)
        return tokens if temperature == 0 else (tokens + 1).clamp(max=logits.shape[1] - 1)


class lowest_k_kept:
    """You keep the k least likely tokens. top_k keeps the most likely ones: `topk` gives the
    largest unless it is told otherwise."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature == 0 or top_k is None or top_k >= logits.shape[1]:
            return right_sample(logits, temperature, top_k, rng)
        last = logits.topk(top_k, dim=1, largest=False).values[:, -1:]
        return right_sample(logits.masked_fill(logits > last, -torch.inf), temperature, None, rng)


@typical
class zeros_for_the_rest:
    """You set the logits outside of the top k to 0. A logit of 0 is no impossible token: after the
    softmax it has a share. The logit of an impossible token is -inf."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature == 0 or top_k is None or top_k >= logits.shape[1]:
            return right_sample(logits, temperature, top_k, rng)
        last = logits.topk(top_k, dim=1).values[:, -1:]
        return right_sample(logits.masked_fill(logits < last, 0.0), temperature, None, rng)


class top_k_equally_likely:
    """You draw among the top k as if they were equally likely. They keep the proportions that the
    softmax gives them."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        if temperature == 0 or top_k is None:
            return right_sample(logits, temperature, top_k, rng)
        last = logits.topk(min(top_k, logits.shape[1]), dim=1).values[:, -1:]
        flat = torch.where(logits >= last, 0.0, -torch.inf)
        return right_sample(flat.to(logits.dtype), temperature, None, rng)


class drawn_at_zero:
    """At temperature 0 you still draw. Nothing is left to chance there: take the most likely
    token."""

    def sample(logits, temperature=1.0, top_k=None, rng=None):
        return right_sample(logits, temperature if temperature else 1.0, top_k, rng)
