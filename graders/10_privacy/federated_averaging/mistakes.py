"""Known mistakes of federated_averaging: each namespace stands in for part of the reference."""

import copy

import reference
import torch
from generic_mistakes import overwriting, typical
from reference import MODULUS, SCALE
from torch.nn.functional import cross_entropy


def _averaging(weights, counter=None):
    """The reference with other weights of the clients, made from their counts."""
    right = reference.fedavg

    def fedavg(states, counts):
        merged = right(states, counts)
        w = weights(counts)
        for name, tensor in merged.items():
            parts = [state[name] for state in states]
            if tensor.is_floating_point():
                total = sum(a * t.double() for a, t in zip(w, parts, strict=True))
                merged[name] = total.to(tensor.dtype)
            elif counter:
                merged[name] = counter(parts, counts)
        return merged

    return fedavg


def _shares(counts):
    return [n / sum(counts) for n in counts]


@typical
class plain_mean:
    """You average all clients alike. A client with three examples then counts as much as one with
    three thousand: weight each by its share of all examples."""

    fedavg = _averaging(lambda counts: [1 / len(counts)] * len(counts))


class one_client_only:
    """Only the last client counts: each one overwrites the one before. The average needs all of
    them, each by its share of the examples."""

    fedavg = _averaging(lambda counts: [0.0] * (len(counts) - 1) + [1.0])


class sum_not_divided:
    """You multiply by the counts and do not divide by their sum, so that the weights grow with the
    number of examples. Shares of the examples add up to 1."""

    fedavg = _averaging(lambda counts: counts)


class divided_by_the_clients:
    """You weight by the counts and divide by the number of clients. Divide by the number of all
    examples: then the weights of the clients add up to 1."""

    fedavg = _averaging(lambda counts: [n / len(counts) for n in counts])


class shares_averaged:
    """You weight each client by its share and then take the mean over the clients. The shares add
    up to 1 already: take the sum."""

    fedavg = _averaging(lambda counts: [n / sum(counts) / len(counts) for n in counts])


class largest_client_wins:
    """You take the state of the client with the most examples. The others have learned something
    too: average them, each by its share."""

    fedavg = _averaging(lambda counts: [float(n == max(counts)) for n in counts])


class weights_squared:
    """A client's weight is not its share of the examples: small clients get too little. If one has
    three times the examples of another, it should count three times as much."""

    fedavg = _averaging(lambda counts: [n * n / sum(m * m for m in counts) for n in counts])


class paired_by_place:
    """You pair the clients' tensors by their places in the dictionaries. Two clients may list the
    same names in different orders, and then you average a weight with a bias. Look tensors up by
    name."""

    def fedavg(states, counts):
        names = list(states[0])
        lined_up = [dict(zip(names, state.values(), strict=False)) for state in states]
        return reference.fedavg(lined_up, counts)


@typical
class counters_averaged:
    """You average the counters too. A counter of batches has no halves, and a mean is not what
    any client has counted: take the largest."""

    fedavg = _averaging(
        _shares,
        lambda parts, counts: sum(
            a * t.double() for a, t in zip(_shares(counts), parts, strict=True)
        ).long(),
    )


class counters_in_floats:
    """Your counters come out as floating-point numbers. An int64 tensor should stay one: take the
    largest of the clients."""

    fedavg = _averaging(
        _shares,
        lambda parts, counts: sum(
            a * t.double() for a, t in zip(_shares(counts), parts, strict=True)
        ),
    )


class counters_of_the_first:
    """Of the counters you take those of the first client. Take, element by element, the largest
    of all clients."""

    fedavg = _averaging(_shares, lambda parts, counts: parts[0].clone())


class counters_added:
    """You add the counters up. Take, element by element, the largest of all clients."""

    fedavg = _averaging(_shares, lambda parts, counts: sum(parts))


class counters_left_out:
    """Your result lacks the counters. A state should have every name that the clients have, or it
    cannot be loaded into the model."""

    def fedavg(states, counts):
        merged = reference.fedavg(states, counts)
        return {k: v for k, v in merged.items() if v.is_floating_point()}


class counts_unchecked:
    """You do not check the counts. With counts that do not fit the states, or without any examples,
    an average means nothing: raise a ValueError."""

    def fedavg(states, counts):
        if any(set(state) != set(states[0]) for state in states):
            raise ValueError("names")
        if sum(counts) == 0:
            return {k: v.clone() for k, v in states[0].items()} if states else {}
        pairs = list(zip(states, counts, strict=False))
        total = sum(counts)
        return {
            name: sum(n / total * state[name] for state, n in pairs)
            if states[0][name].is_floating_point()
            else torch.stack([state[name] for state, _ in pairs]).amax(0)
            for name in states[0]
        }


class names_unchecked:
    """You do not check the names. If one client has a name that another lacks, they have different
    models, and an average means nothing: raise a ValueError."""

    def fedavg(states, counts):
        names = set.intersection(*(set(state) for state in states)) if states else set()
        return reference.fedavg([{k: state[k] for k in names} for state in states], counts)


class input_overwritten:
    """You wrote into the state of a client, for example by adding up in its tensors. The client
    still needs it as it was: begin with new tensors."""

    def fedavg(states, counts):
        merged = reference.fedavg(states, counts)
        for name, tensor in merged.items():
            states[0][name].copy_(tensor)
        return merged


class first_state_returned:
    """With a single client you return its own tensors. Whoever changes the average then changes the
    client too: all tensors of the result should be new."""

    def fedavg(states, counts):
        merged = reference.fedavg(states, counts)
        alone = [state for state, n in zip(states, counts, strict=True) if n]
        return dict(alone[0]) if len(alone) == 1 and len(states) == 1 else merged


class always_float64:
    """Your average is float64 whatever comes in. The result should have the dtype of the clients'
    tensors: float64 takes twice the memory, and the model that loads it is in float32."""

    def fedavg(states, counts):
        return {
            k: v.double() if v.is_floating_point() else v
            for k, v in reference.fedavg(states, counts).items()
        }


class too_large_for_float16:
    """You multiply by the counts first and divide afterwards. In float16 the largest number is
    65504, so that 60000 times a weight is infinity. Divide the counts first: the shares are at
    most 1."""

    def fedavg(states, counts):
        merged = reference.fedavg(states, counts)
        for name, tensor in merged.items():
            if tensor.is_floating_point():
                parts = zip(states, counts, strict=True)
                merged[name] = sum(n * state[name] for state, n in parts) / sum(counts)
        return merged


class shares_on_the_cpu:
    """You made a tensor without saying where, so it is on the CPU while the states are on the GPU.
    Give it the device of the tensors that it meets, or use plain numbers."""

    def fedavg(states, counts):
        merged = reference.fedavg(states, counts)
        return {
            k: (torch.zeros((*v.shape, 1), dtype=v.dtype) + v.unsqueeze(-1)).squeeze(-1)
            for k, v in merged.items()
        }


def _training(
    loss_of=cross_entropy,
    make=lambda ps, lr: torch.optim.SGD(ps, lr=lr),
    prepare=lambda model: copy.deepcopy(model).train(),
    zero="each",
    rounds=lambda steps: steps,
):
    """Local training with one of its parts changed."""

    def local_train(model, x, y, lr, steps):
        local = prepare(model)
        optimizer = make(list(local.parameters()), lr)
        if zero == "first":
            optimizer.zero_grad()
        for _ in range(rounds(steps)):
            if zero == "each":
                optimizer.zero_grad()
            loss_of(local(x), y).backward()
            optimizer.step()
            if zero == "after":
                optimizer.zero_grad()
        return local.state_dict()

    return local_train


@typical
class model_trained_itself:
    """You trained the model that came in, or a copy that shares its weights, as `copy.copy` makes
    one. The server still needs the model, and so does the next client: work on a deep copy
    (`copy.deepcopy`)."""

    local_train = _training(prepare=lambda model: model.train())


class model_put_into_training:
    """You switched the mode of the model that came in. Copy first, and switch the copy."""

    local_train = _training(prepare=lambda model: copy.deepcopy(model.train()))


class gradients_cleared:
    """You cleared the gradients of the model that came in. Copy first, and clear those of the
    copy."""

    def local_train(model, x, y, lr, steps):
        model.zero_grad()
        return reference.local_train(model, x, y, lr, steps)


@typical
class loss_summed:
    """You add up the losses of the rows. Each step is on their mean, so that a client with many
    examples takes no larger steps than one with few."""

    local_train = _training(lambda z, y: cross_entropy(z, y, reduction="sum"))


class one_row_at_a_time:
    """You make a step for each row. One step is on all rows of the client at once, on the mean of
    their losses."""

    def local_train(model, x, y, lr, steps):
        local = copy.deepcopy(model).train()
        optimizer = torch.optim.SGD(local.parameters(), lr=lr)
        for _ in range(steps):
            for row in range(len(x)):
                optimizer.zero_grad()
                cross_entropy(local(x)[row : row + 1], y[row : row + 1]).backward()
                optimizer.step()
        return local.state_dict()


class uphill:
    """Your steps go uphill: the loss grows. A step goes against the gradient."""

    local_train = _training(lambda z, y: -cross_entropy(z, y))


class single_step:
    """You make one step, whatever `steps` is. Several steps at home are the point of federated
    averaging: they save rounds of sending."""

    local_train = _training(rounds=lambda steps: min(steps, 1))


@typical
class gradients_pile_up:
    """Your gradients pile up from step to step. Autograd adds each new gradient to the one that is
    there: clear them before each backward pass."""

    local_train = _training(zero="first")


class momentum_added:
    """You gave the optimizer momentum. The steps asked for here are plain gradient descent, so that
    one step of every client, averaged, is one step on all examples."""

    local_train = _training(make=lambda ps, lr: torch.optim.SGD(ps, lr=lr, momentum=0.9))


class adam_instead:
    """You trained with Adam. The steps asked for here are those of plain gradient descent
    (`torch.optim.SGD`)."""

    local_train = _training(make=lambda ps, lr: torch.optim.Adam(ps, lr=lr))


class rate_divided:
    """You divide the learning rate by the number of rows. The mean of the losses does that already,
    so your steps are too short."""

    local_train = _training(lambda z, y: cross_entropy(z, y) / len(y))


class softmax_twice:
    """You take the softmax twice. `cross_entropy` takes the logits and does the softmax itself."""

    local_train = _training(lambda z, y: cross_entropy(z.softmax(1), y))


class mode_as_it_came:
    """Your copy is in the mode in which the model came. Training belongs in training mode: put the
    copy there with `train()`."""

    local_train = _training(prepare=copy.deepcopy)


class always_evaluating:
    """You train the copy in evaluation mode. Batch norm then normalises with old averages and does
    not renew them: put the copy into training mode with `train()`."""

    local_train = _training(prepare=lambda model: copy.deepcopy(model).eval())


class parameters_only:
    """Your state holds the parameters and not the buffers. The running averages of batch norm
    belong to what a client has learned: return `state_dict()`."""

    def local_train(model, x, y, lr, steps):
        local = copy.deepcopy(model).train()
        optimizer = torch.optim.SGD(local.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            cross_entropy(local(x), y).backward()
            optimizer.step()
        names = dict(model.named_parameters())
        return {k: v for k, v in local.state_dict().items() if k in names}


class buffers_of_the_model:
    """The buffers of your state are those of the model that came in. The copy's own have moved
    while it trained: return the copy's `state_dict()`."""

    def local_train(model, x, y, lr, steps):
        state = reference.local_train(model, x, y, lr, steps)
        return {**state, **{k: b.clone() for k, b in model.named_buffers()}}


def _masked(draw=None, fixed=None, sign=None, skip_me=True, end=lambda m: m % MODULUS):
    """The reference's message with one of its parts changed."""
    draw = draw or (lambda secret, shape, me, other, update: reference._mask(secret, shape))
    fixed = fixed or (lambda u: (u.double() * SCALE).round().long())
    sign = sign or (lambda me, other: 1 if me < other else -1)

    def mask_update(update, me, secrets):
        message = fixed(update)
        for other, secret in enumerate(secrets):
            if other != me or not skip_me:
                mask = draw(secret, update.shape, me, other, update)
                message = message + sign(me, other) * mask.to(update.device)
        return end(message)

    return mask_update


@typical
class all_add:
    """Both clients of a pair add their mask, so that it is twice in the sum and not gone. One adds
    it and the other subtracts it: the numbers of the two decide."""

    mask_update = _masked(sign=lambda me, other: 1)


class own_secret_too:
    """You also make a mask from secrets[me]. Nobody shares it, so nobody takes it away again."""

    mask_update = _masked(skip_me=False)


class seeds_by_place:
    """Your masks do not start from the secret alone: the number of the client changes them too. So
    the two clients of a pair draw different masks, and they do not cancel."""

    mask_update = _masked(lambda s, shape, me, other, u: reference._mask(s + me, shape))


class scale_forgotten:
    """You do not multiply by SCALE. Whole numbers are all that is sent, and an update of 0.3
    becomes 0."""

    mask_update = _masked(fixed=lambda u: u.double().round().long())


class cut_off_towards_zero:
    """You cut off the digits after the point. `long()` alone goes towards zero: round to the
    nearest whole number first."""

    mask_update = _masked(fixed=lambda u: (u.double() * SCALE).long())


class not_modulo:
    """Your messages are not taken modulo MODULUS. Their size then gives something away, and they
    may be negative: the last step is `% MODULUS`."""

    mask_update = _masked(end=lambda m: m)


class messages_in_floats:
    """Your messages are floating-point numbers. Large masks and small updates do not go together in
    them, because digits get lost: send whole numbers, int64."""

    mask_update = _masked(end=lambda m: (m % MODULUS).double())


@typical
class no_masks:
    """You send the update without any mask, so that the server can read it. Add a mask for each
    other client."""

    def mask_update(update, me, secrets):
        return (update.double() * SCALE).round().long() % MODULUS


class masks_too_small:
    """Your masks are small against MODULUS, so the message still shows about how large the update
    is. A mask is one of the numbers 0 to MODULUS - 1, all equally likely."""

    mask_update = _masked(lambda s, shape, me, other, u: reference._mask(s, shape) % 2**20)


class masks_of_normal_numbers:
    """Your masks are normal numbers. Numbers near their mean are likelier than others, so a message
    still shows something of its update. Draw whole numbers from 0 to MODULUS - 1, all equally
    likely."""

    mask_update = _masked(
        lambda s, shape, me, other, u: (
            torch.randn(shape, generator=torch.Generator().manual_seed(s)) * SCALE
        ).long()
    )


class one_number_as_mask:
    """Your mask is one number for all elements. The differences between the elements of an update
    stay readable: draw a number for each element."""

    mask_update = _masked(lambda s, shape, me, other, u: reference._mask(s, (1,)).expand(shape))


class one_row_as_mask:
    """Your mask is the same for all rows. The differences between the rows of an update stay
    readable: draw a number for each element."""

    mask_update = _masked(
        lambda s, shape, me, other, u: (
            reference._mask(s, shape[1:]).expand(shape) if shape else reference._mask(s, shape)
        )
    )


class masks_do_not_change:
    """Your masks do not depend on the secrets. Whoever can read your code knows them: a mask starts
    from the secret of the pair."""

    mask_update = _masked(
        lambda s, shape, me, other, u: reference._mask(min(me, other) * 99 + max(me, other), shape)
    )


class next_neighbour_only:
    """You mask with some of the other clients only. If those are not honest, they can take the
    masks away: use a mask for each other client."""

    def mask_update(update, me, secrets):
        k = len(secrets)
        message = (update.double() * SCALE).round().long()
        if k > 1:
            after, before = (me + 1) % k, (me - 1) % k
            message = message + reference._mask(secrets[after], update.shape).to(update.device)
            message = message - reference._mask(secrets[before], update.shape).to(update.device)
        return message % MODULUS


class single_client_masked:
    """With a single client you add a mask that nobody takes away. It has nobody to share one
    with: its message is its update in fixed point."""

    def mask_update(update, me, secrets):
        if len(secrets) > 1:
            return reference.mask_update(update, me, secrets)
        mask = reference._mask(secrets[0], update.shape).to(update.device)
        return (reference.mask_update(update, me, secrets) + mask) % MODULUS


class too_large_in_float16:
    """You multiply by SCALE in the dtype of the update. In float16 the largest number is 65504, so
    that everything from 1 on becomes infinity; and float32 has too few digits. Turn the update
    into float64 first."""

    mask_update = _masked(fixed=lambda u: (u * SCALE).round().long())


class generator_seeded:
    """You seed torch's own generator. Every other draw of the program then follows from your
    secret: use a generator of your own (`torch.Generator().manual_seed(secret)`)."""

    def mask_update(update, me, secrets):
        for secret in secrets:
            torch.manual_seed(secret)
        return reference.mask_update(update, me, secrets)


class masks_on_the_cpu:
    """You draw masks on the CPU and add them to an update that is on the GPU. Move each mask to the
    device of the update, or draw it there."""

    def mask_update(update, me, secrets):
        message = reference.mask_update(update, me, secrets)
        return (torch.zeros((*message.shape, 1), dtype=torch.int64) + message[..., None])[..., 0]


update_overwritten = overwriting("mask_update", "update")


@typical
class negative_sums_positive:
    """Sums below 0 come out near 65536. Modulo MODULUS a negative number is in the upper half:
    subtract MODULUS from what is at least MODULUS / 2."""

    def secure_sum(messages):
        return (torch.stack(messages).sum(0) % MODULUS).double() / SCALE


class sum_not_modulo:
    """You do not take the sum modulo MODULUS, so that the multiples of MODULUS that the masks leave
    are still in it."""

    def secure_sum(messages):
        return torch.stack(messages).sum(0).double() / SCALE


class sum_of_whole_numbers:
    """You do not divide by SCALE, so that your sum counts steps of 1 / SCALE."""

    def secure_sum(messages):
        return reference.secure_sum(messages) * SCALE


class mean_instead_of_sum:
    """You divide by the number of clients. What is asked for is the sum; weights for an average
    would have to be in the updates before."""

    def secure_sum(messages):
        return reference.secure_sum(messages) / len(messages)


class sum_in_float32:
    """Your sum is float32. It has 24 binary digits, and the messages have 32: some would be lost.
    Return float64."""

    def secure_sum(messages):
        return reference.secure_sum(messages).float()


class boundary_on_the_wrong_side:
    """A sum of exactly -32768 comes out as +32768. Half of MODULUS belongs to the negative
    numbers: it is the place of -32768."""

    def secure_sum(messages):
        total = torch.stack(messages).sum(0) % MODULUS
        return torch.where(total > MODULUS // 2, total - MODULUS, total).double() / SCALE


class messages_overwritten:
    """You add up in the first message. Whoever sent it still has it: begin with a new tensor."""

    def secure_sum(messages):
        total = messages[0]
        for message in messages[1:]:
            total += message
        return reference.secure_sum([total])


class row_numbers:
    """You return the numbers of the rows. The words are asked for: `vocab` has them in the order of
    the rows."""

    def leaked_words(before, after, vocab):
        return (before != after).any(1).nonzero().flatten().tolist()


@typical
class row_sums_compared:
    """You add up the differences of a row. Steps up and down can cancel: ask whether any element of
    the row has changed."""

    def leaked_words(before, after, vocab):
        moved = ((after - before).double().sum(1).abs() > 1e-9).tolist()
        return [w for w, m in zip(vocab, moved, strict=True) if m]


class first_column_only:
    """You compare only a part of each row. A step may leave some elements where they were: any
    element that changed gives the word away."""

    def leaked_words(before, after, vocab):
        moved = (before != after)[:, 0].tolist()
        return [w for w, m in zip(vocab, moved, strict=True) if m]


class words_that_stayed:
    """You return the words whose rows stayed. Those whose rows moved were typed."""

    def leaked_words(before, after, vocab):
        same = (before == after).all(1).tolist()
        return [w for w, s in zip(vocab, same, strict=True) if s]


class whole_row_has_to_move:
    """You ask for rows of which every element changed. One element is enough to give a word away:
    use `any`, not `all`."""

    def leaked_words(before, after, vocab):
        moved = (before != after).all(1).tolist()
        return [w for w, m in zip(vocab, moved, strict=True) if m]


class upwards_only:
    """You find only rows that have an element that grew. A step may go down as well: ask whether
    an element is another one."""

    def leaked_words(before, after, vocab):
        moved = (after > before).any(1).tolist()
        return [w for w, m in zip(vocab, moved, strict=True) if m]


class nearly_equal:
    """You ask whether rows are nearly equal. A single small step moves a row by very little, and
    that is enough to give the word away: ask for exactly equal."""

    def leaked_words(before, after, vocab):
        moved = (~torch.isclose(before, after).all(1)).tolist()
        return [w for w, m in zip(vocab, moved, strict=True) if m]


class sorted_words:
    """You return the words in another order. They should come in the order of `vocab`."""

    def leaked_words(before, after, vocab):
        return sorted(reference.leaked_words(before, after, vocab))
