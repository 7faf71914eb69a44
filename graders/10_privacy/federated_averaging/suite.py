"""Hidden suite of federated_averaging. Run it on a file:

pytest graders/10_privacy/federated_averaging/suite.py --submission FILE

States are dictionaries, which the laws do not compare, so what is right of one is asked here name
by name. Models do not cross the boundary: drivers build them beside the learner's code.
"""

import math

import torch

from tutor.grading.checks import Contract, check, expect, expect_like, require, roundoff

SCALE, MODULUS = 2**16, 2**32
FLOATS = (torch.float64, torch.float32, torch.float16, torch.bfloat16)


def draw_states(rng, clients, rows, columns, dtype=torch.float64):
    """The states of several clients, and different counts, none of them a fair share."""
    shapes = {"body.weight": (rows, columns), "head.weight": (columns, rows), "head.bias": (rows,)}
    states = [
        {name: rng.normal(*shape, dtype=dtype) for name, shape in shapes.items()}
        for _ in range(clients)
    ]
    return states, rng.sizes(clients, 3, 40)


def average(states, counts, name):
    total = sum(counts)
    parts = zip(states, counts, strict=True)
    return sum(count / total * state[name].double() for state, count in parts)


def expect_names(state, names):
    require(isinstance(state, dict), "`fedavg` should return a dictionary from names to tensors.")
    require(set(state) == set(names), "The result should have the names that the clients have.")


def require_mixed(state):
    """Expect that an average is one: not the same number everywhere."""
    mixed = any(tensor.unique().numel() > 1 for tensor in state.values())
    require(mixed, "The average is the same number everywhere.")


def expect_average(state, states, counts):
    expect_names(state, states[0])
    for name in states[0]:
        right = average(states, counts, name)
        expect(state[name], right, f"The average of {name}", dtype=None)


FEDAVG = Contract("fedavg", draw_states, judge=expect_average)


def draw_tables(rng, words, numbers):
    before = rng.normal(words, numbers)
    moved = torch.rand(words, numbers, generator=rng.generator) < 0.5
    moved[:, -1] |= ~moved.any(dim=1)
    moved &= (torch.arange(words) % 3 != 1)[:, None]
    step = rng.away_from_zero(words, numbers).abs() * moved
    after = before + step * (1 - 2 * (torch.arange(words) % 2))[:, None]
    return before, after, [f"word{i}" for i in range(words)]


LEAK = Contract("leaked_words", draw_tables, what="The list of words")


def draw_messages(rng, clients, rows, columns):
    """Masked messages of updates whose sums have either sign."""
    updates = [rng.normal(rows, columns, scale=5) for _ in range(clients)]
    masks = [torch.randint(MODULUS, (rows, columns), generator=rng.generator) for _ in updates]
    masks[-1] = -sum(masks[:-1], torch.zeros(rows, columns, dtype=torch.int64))
    pairs = zip(updates, masks, strict=True)
    return ([((u * SCALE).round().long() + m) % MODULUS for u, m in pairs],)


SUM = Contract("secure_sum", draw_messages, what="The sum")


def draw_secrets(rng, clients):
    """Row i holds what client i shares with each other; on the diagonal numbers without meaning."""
    drawn = torch.randint(2**31, (clients, clients), generator=rng.generator).triu(1)
    return (drawn + drawn.T + torch.eye(clients, dtype=torch.int64) * 7).tolist()


def messages_of(submission, updates, secrets):
    """What each client sends, once it has the form of a message."""
    messages = []
    for i, (update, shared) in enumerate(zip(updates, secrets, strict=True)):
        message = submission.mask_update(update, i, shared)
        expect_like(message, torch.zeros(update.shape, dtype=torch.int64), "A message")
        inside = bool(((message >= 0) & (message < MODULUS)).all())
        require(inside, "Some elements of a message are not among 0, 1, ... MODULUS - 1.")
        messages.append(message)
    return messages


def near_whole(found, updates, what):
    """Expect the sum of updates in fixed point, modulo MODULUS, up to how halves are rounded."""
    right = sum((update.double() * SCALE).round().long() for update in updates)
    off = (found - right + MODULUS // 2) % MODULUS - MODULUS // 2
    expect(off.double(), torch.zeros_like(off).double(), what, within=0.5)


@check(
    task=1,
    points=1.25,
    catches="plain-mean one-client-only sum-not-divided divided-by-the-clients largest-client-wins "
    "shares-averaged weights-squared",
)
def test_average(subject):
    """The average of the clients, weighted by their examples"""
    subject(FEDAVG).agrees_on((2, 3, 4), (4, 5, 2), (1, 2, 3))


@check(task=1, points=0.25, catches="one-client-only plain-mean")
def test_no_examples(submission, rng):
    """A client without examples has no say; examples may be many"""
    states, _ = draw_states(rng, 3, 2, 4)
    for counts in ([0, 7, 5], [600_000, 0, 1_000_000]):
        expect_average(submission.fedavg(states, counts), states, counts)


@check(task=1, points=0.5, catches="paired-by-place")
def test_order_of_names(submission, rng):
    """Clients may list their names in different orders"""
    states, counts = draw_states(rng, 3, 3, 3)
    states[1] = dict(reversed(states[1].items()))
    found = submission.fedavg(states, counts)
    same = [dict(sorted(state.items())) for state in states]
    expect_names(found, same[0])
    given = submission.fedavg(same, counts)
    expect_names(given, same[0])
    require_mixed(found)
    for name in same[0]:
        what = f"The average of {name}, compared with the names in one order,"
        expect(found[name], given[name], what)


@check(
    task=1,
    points=0.5,
    catches="counters-averaged counters-of-the-first counters-added counters-left-out "
    "counters-in-floats",
)
def test_counters(submission, rng):
    """Of counters the largest is taken, element by element"""
    for clients in (2, 3):
        states, counts = draw_states(rng, clients, 2, 3)
        for state in states:
            state["norm.batches"] = torch.tensor(rng.integer(3, 99))
            state["seen"] = torch.randint(-50, 50, (3, 2), generator=rng.generator)
        found = submission.fedavg(states, counts)
        expect_names(found, states[0])
        for name in ("norm.batches", "seen"):
            right = torch.stack([state[name] for state in states]).amax(dim=0)
            expect(found[name], right, f"The counter {name}", dtype=torch.int64)


@check(task=1, points=0.25, catches="counts-unchecked names-unchecked")
def test_refusals(subject, rng):
    """No clients, counts that do not fit, and names that differ"""
    (one, two), _ = draw_states(rng, 2, 2, 3)
    fewer = {name: two[name] for name in list(two)[:-1]}
    subject(FEDAVG).refuses(
        ([one, two], [3]),
        ([one, two], [3, 4, 5]),
        ([one, two], [3, -1]),
        ([one, two], [0, 0]),
        ([], []),
        because="There should be one count of 0 or more for each client, and some examples.",
        but_not=(2, 3, 4),
    )
    subject(FEDAVG).refuses(
        ([one, fewer], [1, 2]),
        ([fewer, one], [1, 2]),
        because="A name that only some clients have cannot be averaged.",
        but_not=(2, 3, 4),
    )


@check(task=1, points=0.25, catches="input-overwritten first-state-returned")
def test_states_untouched(subject, submission, rng):
    """The clients' states are left as they were, and share nothing with the average"""
    subject(FEDAVG).leaves_its_arguments(3, 2, 4)
    states, _ = draw_states(rng, 1, 2, 3)
    states[0]["seen"] = torch.tensor([4, 5])

    def shared(module, states, counts):
        result = module.fedavg(states, counts)
        for tensor in result.values():
            tensor.zero_()
        return states

    for counts, given in (([4], states), ([4, 0], [*states, *states])):
        left = submission.run(shared, given, counts)
        same = all(torch.equal(left[0][name], states[0][name]) for name in states[0])
        told = "Whoever writes into the average changes the state of a client: they share memory."
        require(same, told, apart=True)


@check(task=1, points=0.25, catches="always-float64 too-large-for-float16")
def test_dtypes(submission, rng):
    """Each dtype is kept, and float16 can do with many examples"""
    for dtype in FLOATS:
        states, _ = draw_states(rng, 3, 3, 2, dtype)
        states = [{name: t + 2 for name, t in state.items()} for state in states]
        counts = [60_000, 20_000, 0]
        found = submission.fedavg(states, counts)
        expect_names(found, states[0])
        exact = submission.fedavg([_double(state) for state in states], counts)
        expect_names(exact, states[0])
        require_mixed(exact)
        for name in states[0]:
            like = states[0][name]
            expect_like(found[name], like, f"The average of {name}", dtype=dtype)
            expect_like(exact[name], like.double(), f"The average of {name}", dtype=torch.float64)
            near = 8 * roundoff(like) * float(exact[name].abs().max() + 1)
            expect(found[name], exact[name], f"The average of {name}", within=near, dtype=dtype)


def _double(state):
    return {name: tensor.double() for name, tensor in state.items()}


@check(task=1, points=0.25, catches="shares-on-the-cpu")
def test_average_on_the_gpu(subject):
    """The average is made where the states are"""
    subject(FEDAVG).stays_on_the_gpu(3, 4, 2)


def trained(module, layers, seed, x, y, lr, steps, training, stale):
    """A client's state from a model with batch norm, and what became of the model."""
    nn = torch.nn
    source = torch.Generator().manual_seed(seed)
    (d, h), (_, c) = layers

    class Quiet(nn.Module):
        """An answer with one more buffer: how often it was asked in training."""

        def __init__(self):
            super().__init__()
            self.register_buffer("asked", torch.tensor(3))

        def forward(self, x):
            if self.training:
                self.asked += 1
            return x

    model = nn.Sequential(nn.Linear(d, h), nn.BatchNorm1d(h), nn.Tanh(), Quiet(), nn.Linear(h, c))
    model = model.double()
    for p in model.parameters():
        p.data = torch.randn(p.shape, generator=source, dtype=torch.float64)
        if stale:
            p.grad = torch.ones_like(p)
    model.train(training)
    model[2].train(not training)

    def all_of_it():
        values = [v.clone() for v in model.state_dict().values()]
        gradients = [p.grad.clone() for p in model.parameters() if p.grad is not None]
        modes = [m.training for m in model.modules()]
        return values, gradients, modes, [p.requires_grad for p in model.parameters()]

    before = all_of_it()
    state = module.local_train(model, x, y, lr, steps)
    after = all_of_it()
    same = {
        "weights": all(map(torch.equal, before[0], after[0])),
        "gradients": len(before[1]) == len(after[1]) and all(map(torch.equal, before[1], after[1])),
        "modes": before[2:] == after[2:],
    }
    names, values = list(model.state_dict()), None
    if isinstance(state, dict):
        same["names"] = set(state) == set(names)
        values = [state[name].detach().clone() if name in state else None for name in names]
        with torch.no_grad():
            for value in state.values():
                value.zero_()
        same["apart"] = all(map(torch.equal, before[0], all_of_it()[0]))
    pairs = zip(values or [], before[0], strict=False)
    return names, values, same, all(a is None or torch.equal(a, b) for a, b in pairs)


def draw_client(rng):
    d, h, c = rng.sizes(3, 3, 7)
    n = rng.integer(8, 12)
    y = torch.randint(c, (n,), generator=rng.generator)
    return [(d, h), (h, c)], rng.integer(0, 10**6), rng.normal(n, d), y


NAMES = "`local_train` should return a dictionary with all the names of `model.state_dict()`."


def expect_state(submission, reference, client, lr, steps, training, stale, wanted):
    """Expect what the reference makes of those names that are `wanted`."""
    names, found, *_ = submission.run(trained, *client, lr, steps, training, stale)
    _, right, *_ = reference.run(trained, *client, lr, steps, training, stale)
    require(found is not None, NAMES)
    for name, mine, theirs in zip(names, found, right, strict=True):
        if wanted(name):
            require(mine is not None, NAMES, judged=torch.tensor([v is None for v in found]) + 0.5)
            expect(mine, theirs, f"{name} after training")


def is_weight(name):
    return "running" not in name and "asked" not in name and "batches" not in name


@check(
    task=2,
    points=1.25,
    catches="loss-summed uphill single-step gradients-pile-up momentum-added adam-instead "
    "rate-divided softmax-twice always-evaluating one-row-at-a-time",
)
def test_local_steps(submission, reference, rng):
    """A client's weights after one and after several steps"""
    client = draw_client(rng)
    for steps in (1, 3):
        lr = rng.uniform(0.1, 0.3)
        expect_state(submission, reference, client, lr, steps, True, steps == 3, is_weight)


@check(
    task=2,
    points=0.5,
    catches="model-trained-itself model-put-into-training gradients-cleared",
)
def test_model_untouched(submission, rng):
    """The model of the server is left as it was"""
    client = draw_client(rng)
    for steps, training in ((2, False), (1, True), (0, False)):
        _, found, same, equal = submission.run(trained, *client, 0.1, steps, training, True)
        require(found is not None, NAMES)
        require(steps == 0 or not equal, "The state is that of the model: nothing was learned.")
        told = "After `local_train` the {} of the model that came in are not what they were."
        for part in ("weights", "gradients", "modes"):
            require(same[part] is True, told.format(part), apart=True)
        told = "Whoever writes into the state changes the model: they share memory."
        require(same["apart"] is True, told, apart=True)


@check(task=2, points=0.5, catches="mode-as-it-came always-evaluating")
def test_training_mode(submission, rng):
    """The copy trains, whatever the mode of the model"""
    client = draw_client(rng)
    names, training, _, equal = submission.run(trained, *client, 0.2, 2, True, False)
    _, evaluating, *_ = submission.run(trained, *client, 0.2, 2, False, False)
    require(training is not None and evaluating is not None, NAMES)
    require(not equal, "The state is that of the model: nothing was learned.")
    for name, mine, other in zip(names, evaluating, training, strict=True):
        if mine is not None and other is not None:  # what is missing is paid for in `test_buffers`
            expect(mine, other, f"{name}, compared with a model that comes in training mode,")
    asked = training[names.index("3.asked")]
    if asked is not None:
        expect(
            asked, torch.tensor(5), "The counter of a layer that counts its calls in training, 3+2,"
        )


@check(task=2, points=0.25, catches="parameters-only buffers-of-the-model")
def test_buffers(submission, reference, rng):
    """The buffers are part of the state, and those of the copy"""
    client = draw_client(rng)

    def is_buffer(name):
        return not is_weight(name)

    expect_state(submission, reference, client, 0.1, 1, True, False, is_buffer)
    expect_state(submission, reference, client, 0.1, 0, True, False, is_buffer)
    _, _, same, _ = submission.run(trained, *client, 0.1, 1, True, False)
    require(same["names"] is True, NAMES, apart=True)


@check(
    task=3,
    points=0.5,
    catches="all-add own-secret-too seeds-by-place scale-forgotten cut-off-towards-zero not-modulo "
    "messages-in-floats",
)
def test_masks_cancel(submission, rng):
    """The messages of all clients add up to the sum of their updates"""
    for clients in (2, 3, 5):
        shape = rng.sizes(2, 3, 7)
        updates = [rng.normal(*shape, scale=20) for _ in range(clients)]
        messages = messages_of(submission, updates, draw_secrets(rng, clients))
        what = f"The sum of the messages of {clients} clients, less the right one, modulo MODULUS,"
        near_whole(sum(messages), updates, what)


CLIENTS = 4
LEVEL = "A message has the same number everywhere."
HIDDEN = "A message gives something away: {}"


@check(
    task=3,
    points=0.5,
    catches="no-masks masks-too-small one-number-as-mask masks-do-not-change "
    "next-neighbour-only masks-of-normal-numbers one-row-as-mask",
)
def test_hidden(submission, rng):
    """A message alone says nothing of its update"""
    shape, secrets = (40, 50), draw_secrets(rng, CLIENTS)
    update, other = rng.normal(*shape), rng.normal(*shape)
    messages = messages_of(submission, [update] * CLIENTS, secrets)
    again = messages_of(submission, [other] * CLIENTS, secrets)
    masks = [(message - in_fixed_point(update)) % MODULUS for message in messages]
    for i in (1, 2, 3, 0):
        expect_uniform(masks[i], f"Of what client {i} adds, as a share of MODULUS, the")
        same = (masks[i] == masks[i - 1]).double().mean().item()
        require(same < 0.1, HIDDEN.format("two clients have the same mask."), masks[i])
        off = (again[i] - in_fixed_point(other) - masks[i]) % MODULUS
        share = ((off + 8) % MODULUS > 16).double().mean().item()
        expect(share, 0.0, "The share of elements whose mask depends on the update", within=0.0)
        for j in range(CLIENTS):
            if i != j:
                expect_secret_used(submission, update, messages[i], secrets, i, j)


def in_fixed_point(update):
    return (update.double() * SCALE).round().long()


def expect_uniform(mask, what):
    """Expect whole numbers below MODULUS, all equally likely and each drawn on its own."""
    share, within = mask.double() / MODULUS, 6 / math.sqrt(12 * mask.numel())
    expect(share.mean().item(), 0.5, f"{what} mean", within=within)
    expect(share.std().item(), math.sqrt(1 / 12), f"{what} standard deviation", within=within)
    ones = torch.stack([(mask >> bit & 1).double().mean() for bit in range(32)])
    told = "Of what a client adds, the share of ones among each of 32 binary digits"
    expect(ones, torch.full_like(ones, 0.5), told, within=3 / math.sqrt(mask.numel()))
    for axis in (0, 1):
        alike = (mask == mask.narrow(axis, 0, 1)).double().mean().item()
        told = HIDDEN.format("its mask repeats its numbers along an axis.")
        require(alike < 0.1, told, mask)


def expect_secret_used(submission, update, message, secrets, i, j):
    """Expect another message of client i if what it shares with client j is another number."""
    row = [secret // 2 + 1 if k == j else secret for k, secret in enumerate(secrets[i])]
    found = submission.mask_update(update, i, row)
    expect_like(found, message, "A message")
    same = (found == message).double().mean().item()
    told = HIDDEN.format(f"client {i} does not use what it shares with client {j}.")
    require(same < 0.1, told, found)


@check(task=3, points=0.25, catches="cut-off-towards-zero single-client-masked scale-forgotten")
def test_alone(submission, rng):
    """A single client: fixed point, modulo MODULUS"""
    update = torch.cat([rng.normal(30, scale=100), torch.tensor([0.0, -0.5, 999.5, -999.9])])
    (message,) = messages_of(submission, [update], [[rng.integer(0, 2**31)]])
    near_whole(message, [update], "The message of a single client, less the right one,")


@check(task=3, points=0.25, catches="too-large-in-float16")
def test_update_dtypes(submission, rng):
    """Updates in each dtype, of any shape"""
    for dtype in FLOATS:
        for shape in ((), (3,), (2, 1, 4), (0, 2)):
            updates = [rng.normal(*shape, dtype=dtype, scale=100) for _ in range(2)]
            messages = messages_of(submission, updates, draw_secrets(rng, 2))
            near_whole(sum(messages), updates, "The sum of two messages, less the right one,")


@check(task=3, points=0.25, catches="generator-seeded update-overwritten")
def test_generator_left_alone(submission, rng):
    """torch's own generator and the update are left alone"""

    def driver(module, update, secrets):
        torch.manual_seed(1)
        one = module.mask_update(update, 0, secrets)
        first = torch.rand(())
        torch.manual_seed(2)
        other = module.mask_update(update, 0, secrets)
        second = torch.rand(())
        torch.manual_seed(1)
        left = bool(first == torch.rand(()))
        return torch.equal(one, other), bool(first != second) and left

    update = rng.normal(4, 3)
    messages = messages_of(submission, [update] * 3, draw_secrets(rng, 3))
    require(all(message.unique().numel() > 1 for message in messages), LEVEL)
    repeats, left = submission.run(driver, update, draw_secrets(rng, 3)[0])
    told = "With the same secrets the messages differ, so the masks will not cancel."
    require(repeats is True, told, apart=True)
    told = "After the call torch's own generator gives other numbers than without it."
    require(left is True, told, apart=True)
    _, (after, *_) = submission.mask_update.inputs_after(update, 0, draw_secrets(rng, 3)[0])
    require(
        torch.equal(after, update), "The call changes its argument update in place.", apart=True
    )


@check(task=3, points=0.25, catches="masks-on-the-cpu")
def test_messages_on_the_gpu(submission, gpu, rng):
    """Messages stay on the GPU, and cancel there too"""
    updates, secrets = [rng.normal(3, 4) for _ in range(2)], draw_secrets(rng, 2)
    messages = messages_of(gpu, updates, secrets)
    elsewhere = messages_of(submission, updates, secrets)
    require(all(message.unique().numel() > 1 for message in elsewhere), LEVEL)
    what = "The difference of a message on the GPU and one on the CPU"
    off = (sum(messages) - sum(elsewhere)) % MODULUS
    expect(off, torch.zeros_like(off), what)


@check(
    task=4,
    points=0.5,
    catches="sum-not-modulo sum-of-whole-numbers mean-instead-of-sum negative-sums-positive",
)
def test_sum(subject):
    """The sum of all updates"""
    subject(SUM).agrees_on((2, 3, 4), (5, 2, 3), (1, 4, 2))


@check(
    task=4, points=0.25, catches="negative-sums-positive boundary-on-the-wrong-side sum-in-float32"
)
def test_ends_of_the_sum(submission):
    """Sums at both ends: -32768 up to just below 32768"""
    # Not the very last one: `total < MODULUS / 2` compares in float32.
    totals = torch.tensor([0, 1, MODULUS - 1, MODULUS // 2, MODULUS // 2 - 1000])
    hidden = [torch.tensor([5, MODULUS - 1, 9, 2**31, 2**31 + 77])]
    hidden.append((totals - hidden[0]) % MODULUS)
    found = submission.secure_sum(hidden)
    right = torch.tensor([0, 1, -1, -(2**31), 2**31 - 1000], dtype=torch.float64) / SCALE
    expect(found, right, "The sum", dtype=torch.float64, within=1e-9)


@check(task=4, points=0.25, catches="messages-overwritten")
def test_messages_untouched(subject, submission, rng):
    """The messages are left as they were, and the sum stays on the GPU"""
    subject(SUM).leaves_its_arguments(3, 2, 4)
    subject(SUM).stays_on_the_gpu(3, 4, 2)
    for shape in ((), (0, 3), (2, 1, 2)):
        messages = [torch.full(shape, MODULUS - 65536) for _ in range(3)]
        found = submission.secure_sum(messages)
        expect_like(found, torch.zeros(shape).double(), "The sum")


@check(
    task=5,
    points=0.5,
    catches="row-numbers first-column-only words-that-stayed upwards-only whole-row-has-to-move",
)
def test_words(subject):
    """The words whose rows have moved"""
    subject(LEAK).agrees_on((12, 4), (5, 7), (1, 3))


@check(task=5, points=0.25, catches="row-sums-compared nearly-equal whole-row-has-to-move")
def test_small_moves(submission, rng):
    """One element of a row, a tiny step, a row whose sum stays"""
    # Multiples of 1/8: so the sum of the row stays exactly what it was.
    before = (8 * rng.normal(6, 3)).round() / 8
    after = before.clone()
    after[1, 2] += 1e-12
    after[2] += torch.tensor([0.25, -0.5, 0.25])
    after[4, 1] -= 0.5
    vocab = ["nought", "tiny", "even", "still", "down", "calm"]
    found = submission.leaked_words(before, after, vocab)
    expect(found, ["tiny", "even", "down"], "The list of words")


@check(task=5, points=0.25, catches="sorted-words")
def test_order_of_words(submission, rng):
    """In the order of the vocabulary; no words, and none that moved"""
    before = rng.normal(5, 4)
    vocab = ["pear", "fig", "apple", "plum", "date"]
    moved = torch.tensor([1.0, 1, 1, 0, 1])[:, None]
    for dtype in FLOATS:
        table = before.to(dtype)
        found = submission.leaked_words(table, table + moved.to(dtype), vocab)
        expect(found, ["pear", "fig", "apple", "date"], "The list of words")
    expect(submission.leaked_words(before, before.clone(), vocab), [], "The list of no words")
    nothing = torch.zeros(0, 4)
    expect(submission.leaked_words(nothing, nothing, []), [], "The list for no vocabulary")
