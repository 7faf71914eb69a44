"""Hidden suite of two_layer_net. Run it on a file:

pytest graders/04_backprop/two_layer_net/suite.py --submission FILE

The weights are drawn here and put into the learner's net by `play`, so that everything that a net
does can be compared with the reference and with autograd.
"""

from functools import partial

import torch

from tutor.grading.checks import (
    Contract,
    GivenMethod,
    check,
    expect,
    expect_like,
    expect_no_loop,
    require,
    roundoff,
)

# From the end of the net to its beginning: what goes wrong first is met first.
NAMES = ("b2", "W2", "b1", "W1")
LAMPS = torch.tensor([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=torch.float64)
WALK = torch.tensor([0, 1, 1, 0])


def play(module, weights, calls):
    """Make a net with these weights (W1, b1, W2, b2) and call its methods one after another."""

    def copied(value):
        if isinstance(value, torch.Tensor):
            return value.detach().clone()
        if isinstance(value, dict):
            return {str(key): copied(item) for key, item in value.items()}
        return value

    names = ("W1", "b1", "W2", "b2")
    net = module.TwoLayer(*weights[0].shape, weights[2].shape[1])
    for name, value in zip(names, weights, strict=True):
        parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
        setattr(net, name, torch.nn.Parameter(value) if parameter else value)
    results = [copied(getattr(net, method)(*args)) for method, *args in calls]
    left = {name: copied(getattr(net, name)) for name in names}
    return results, left, [args for _, *args in calls]


def in_turn(module, first, second, X, T, lr):
    """Two nets with these weights in turn: both go backward, then the first one steps."""
    names = ("W1", "b1", "W2", "b2")
    nets = []
    for weights in (first, second):
        net = module.TwoLayer(*weights[0].shape, weights[2].shape[1])
        for name, value in zip(names, weights, strict=True):
            parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
            setattr(net, name, torch.nn.Parameter(value.clone()) if parameter else value.clone())
        nets.append(net)
    one, two = nets
    grads = {str(name): grad.detach().clone() for name, grad in one.backward(X, T).items()}
    two.backward(X, T)
    one.step(lr)
    return grads, {name: getattr(one, name).detach() for name in names}


def replaced(module, first, second, X, T, lr):
    """A net whose weights are replaced between the calls: what `backward` finds with the second
    ones and, if there is an lr, what a step by that makes of the first."""
    names = ("W1", "b1", "W2", "b2")
    net = module.TwoLayer(*first[0].shape, first[2].shape[1])

    def put(weights):
        for name, value in zip(names, weights, strict=True):
            parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
            setattr(net, name, torch.nn.Parameter(value.clone()) if parameter else value.clone())

    put(first)
    net.forward(X)
    net.backward(X, T)
    put(second)
    grads = {str(name): grad.detach().clone() for name, grad in net.backward(X, T).items()}
    if lr is not None:
        put(first)
        net.step(lr)
    return grads, {name: getattr(net, name).detach() for name in names}


def two_steps(module, weights, X, T, lr):
    """Two steps with one set of gradients, which are shown before and afterwards."""
    names = ("W1", "b1", "W2", "b2")
    net = module.TwoLayer(*weights[0].shape, weights[2].shape[1])
    for name, value in zip(names, weights, strict=True):
        parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
        setattr(net, name, torch.nn.Parameter(value.clone()) if parameter else value.clone())
    grads = net.backward(X, T)
    before = {str(name): grad.detach().clone() for name, grad in grads.items()}
    net.step(lr)
    net.step(lr)
    after = {str(name): grad.detach().clone() for name, grad in grads.items()}
    return before, after, {name: getattr(net, name).detach() for name in names}


def train(module, weights, X, T, lr, steps, by_hand):
    """Make a net with these weights and let it learn; its weights at the end. The steps are its
    own, or made here by hand from its gradients."""
    names = ("W1", "b1", "W2", "b2")
    net = module.TwoLayer(*weights[0].shape, weights[2].shape[1])
    for name, value in zip(names, weights, strict=True):
        parameter = isinstance(getattr(net, name, None), torch.nn.Parameter)
        setattr(net, name, torch.nn.Parameter(value.clone()) if parameter else value.clone())
    for _ in range(steps):
        grads = net.backward(X, T)
        if not by_hand:
            net.step(lr)
            continue
        for name in names:
            old = getattr(net, name)
            new = old.detach() - lr * grads[name].detach()
            setattr(net, name, torch.nn.Parameter(new) if type(old) is not torch.Tensor else new)
    return [getattr(net, name).detach() for name in names]


def measured(module, weights, X, T):
    """The slope of the loss of the probabilities that `forward` gives, along each weight; None if
    they are no probabilities."""
    names, rows, h = ("W1", "b1", "W2", "b2"), torch.arange(len(T), device=X.device), 1e-5
    found = {name: torch.zeros_like(value) for name, value in zip(names, weights, strict=True)}
    for number, value in enumerate(weights):
        for place in range(value.numel()):
            losses = []
            for side in (h, -h):
                moved = [w.clone() for w in weights]
                moved[number].view(-1)[place] += side
                net = module.TwoLayer(*weights[0].shape, weights[2].shape[1])
                for name, weight in zip(names, moved, strict=True):
                    old = getattr(net, name, None)
                    kept = isinstance(old, torch.nn.Parameter)
                    setattr(net, name, torch.nn.Parameter(weight) if kept else weight)
                P = net.forward(X).detach()
                if not bool((P > 0).all() and ((P.sum(1) - 1).abs() < 1e-6).all()):
                    return None
                losses.append(-P[rows, T].log().mean())
            slope = (losses[0] - losses[1]) / (2 * h)
            found[names[number]].view(-1)[place] = slope
    return [found[name] for name in ("b2", "W2", "b1", "W1")]


def draw_net(rng, D, H, C, dtype=torch.float64):
    """Weights that give scores of ordinary size."""
    shapes = ((D, H), (H,), (H, C), (C,))
    return [rng.normal(*shape, scale=0.8).to(dtype) for shape in shapes]


def draw_case(rng, N=None, dtype=torch.float64):
    """A net, inputs and true classes. All sizes are pairwise different, some unit that is off
    occurs, and no unit is close to its kink."""
    rows, D, H, C = rng.sizes(4, 3, 8)
    rows = rows if N is None else N
    while True:
        weights = draw_net(rng, D, H, C, dtype)
        X = rng.normal(rows, D, dtype=dtype)
        Z = X @ weights[0] + weights[1]
        mixed = (Z > 0).any(1).all() and (Z < 0).any(1).all()
        if mixed and Z.abs().min() > 1e-3:
            T = torch.tensor([rng.integer(0, C - 1) for _ in range(rows)])
            return weights, X, T


def autograd(weights, X, T):
    """The gradients by torch's own autograd, in float64."""
    W1, b1, W2, b2 = leaves = [w.double().requires_grad_() for w in weights]
    scores = torch.relu(X.double() @ W1 + b1) @ W2 + b2
    loss = torch.nn.functional.cross_entropy(scores, T)
    found = torch.autograd.grad(loss, leaves)
    return dict(zip(("W1", "b1", "W2", "b2"), found, strict=True))


def in_order(grads):
    """The four gradients, from the end of the net to its beginning."""
    require(
        isinstance(grads, dict) and set(grads) == set(NAMES),
        "`backward` should return a dictionary with the keys W1, b1, W2 and b2.",
    )
    return [grads[name] for name in NAMES]


def expect_some_gradients(grads, weights):
    """Gradients of the right form, whatever their values."""
    like = dict(zip(("W1", "b1", "W2", "b2"), weights, strict=True))
    for name, grad in zip(NAMES, in_order(grads), strict=True):
        expect_like(grad, like[name], f"The gradient of {name}")
    level = [name for name in NAMES if bool((grads[name] == grads[name].flatten()[0]).all())]
    told = f"The gradients of {', '.join(level)} are one and the same number everywhere."
    require(len(level) < 3, told)


def expect_as_alone(submission, grads, weights, X, T, when):
    """The gradients that a fresh net finds too, when it goes forward and backward with X alone."""
    calls = [["forward", X], ["backward", X, T]]
    (_, alone), _, _ = submission.run(play, weights, calls)
    expect_some_gradients(alone, weights)
    for name, grad, own in zip(NAMES, in_order(grads), in_order(alone), strict=True):
        expect(grad, own, f"The gradient of {name} {when}")


def expect_step(weights, grads, lr, left):
    """A step by the learner's own gradients: they have checks of their own."""
    expect_some_gradients(grads, weights)
    exact = {n: w - lr * grads[n] for n, w in zip(("W1", "b1", "W2", "b2"), weights, strict=True)}
    expect_weights(left, exact)


def expect_weights(left, exact, when="after the step", **how):
    for name in NAMES:
        expect(left[name], exact[name], f"{name} {when}", **how)


def forward(module, weights, X):
    """The probabilities of a net with these weights."""
    (P,), _, _ = module.run(play, weights, [["forward", X]])
    return P


def backward(module, weights, X, T):
    """The gradients of a net with these weights."""
    (grads,), _, _ = module.run(play, weights, [["backward", X, T]])
    return in_order(grads)


FORWARD = Contract(
    lambda module: partial(forward, module),
    lambda rng, **how: draw_case(rng, **how)[:2],
    "The result of `forward`",
    rounding=lambda *_: 1e-5,
)
BACKWARD = Contract(
    lambda module: partial(backward, module),
    draw_case,
    truth=lambda weights, X, T: in_order(autograd(weights, X, T)),
    rounding=lambda *_: 1e-4,
    parts=[f"The gradient of {name}" for name in NAMES],
    given=GivenMethod("TwoLayer.forward", measured, within=1e-5),
)


@check(
    task=1,
    points=0.5,
    catches="weights-the-other-way zero-start same-start never-negative seeded biases-random",
)
def test_start(submission, rng):
    """A new net: shapes, dtype, zero biases, normal weights, and a generator left alone"""

    def fresh(module, D, H, C):
        nets = [module.TwoLayer(D, H, C) for _ in range(2)]
        module.TwoLayer(D + 1, H + 2, C + 3)  # of other sizes, and no affair of theirs
        return [[net.W1, net.b1, net.W2, net.b2] for net in nets]

    D, H, C = rng.sizes(3, 3, 8)
    first, second = submission.run(fresh, D, H, C)
    shapes = ((D, H), (H,), (H, C), (C,))
    for name, shape, one, other in zip(
        ("W1", "b1", "W2", "b2"), shapes, first, second, strict=True
    ):
        if name.startswith("b"):
            expect_like(one, torch.zeros(shape), f"{name} of a new net", dtype=torch.float32)
            require(not one.any(), "The biases of a new net are zero, and some of yours are not.")
            continue
        what = f"{name} of a new net"
        right = isinstance(one, torch.Tensor) and one.shape == shape
        require(right, f"{what} should be a tensor of shape {shape}.")
        expect(one, torch.zeros(shape), what, dtype=torch.float32, within=30.0)
        columns = one.T[:, None] - one.T[None]
        apart = bool((columns.abs().amax(-1) + torch.eye(shape[1]) > 0).all())
        require(apart, f"Some columns of {name} start out the same.")
        require(not torch.equal(one, other), f"Two new nets have the same {name}.")
    (W1, _, W2, _), _ = submission.run(fresh, 60, 70, 80)
    for name, W in (("W1", W1), ("W2", W2)):
        z = W.double() / W.double().pow(2).mean().sqrt()
        n = z.numel()
        expect(z.mean().item(), 0.0, f"The mean of {name}, in its sizes,", within=6 / n**0.5)
        # The mean fourth power of normal numbers is 3, of uniform ones 1.8.
        expect(z.pow(4).mean().item(), 3.0, f"The mean fourth power of {name}", within=0.9)

    def next_numbers(module):
        found = []
        for seed in (1, 2, 1):
            torch.manual_seed(seed)
            module.TwoLayer(3, 4, 2)
            found.append(torch.rand(()).item())
        return found

    one, two, again = submission.run(next_numbers)
    require(one == again and one != two, "Making a net seeds torch's generator anew.")


@check(
    task=1,
    points=1,
    catches="relu-forgotten relu-on-the-scores hidden-bias-forgotten softmax-over-the-batch "
    "scores-instead-of-probabilities",
)
def test_forward(subject):
    """The probabilities of a batch"""
    subject(FORWARD).agrees_on(())


@check(task=1, points=0.25, catches="weights-remembered")
def test_weights_that_were_replaced(submission, rng):
    """Weights that were replaced from outside count"""
    D, H, C = rng.sizes(3, 3, 8)
    weights = [torch.zeros(D, H), torch.zeros(H), torch.zeros(H, C), rng.normal(C).float()]
    X = rng.normal(5, D, dtype=torch.float32)
    P, again = (submission.run(play, weights, [["forward", X]])[0][0] for _ in range(2))
    expect_like(P, X.new_empty(5, C), "The result of `forward`")
    expect_like(again, P, "The result of `forward`")
    require(
        bool(((P - again).abs() <= 1e-5).all()),
        "Two nets were given the same W1, b1, W2 and b2, and answer the same X differently. "
        "`forward` should read these attributes when it is called.",
    )
    weights[3] = weights[3].flip(0) + torch.arange(C)
    other = submission.run(play, weights, [["forward", X]])[0][0]
    expect_like(other, P, "The result of `forward`")
    require(
        not bool(((P - other).abs() <= 1e-3).all()),
        "Another b2 gives the same answer. `forward` should read W1, b1, W2 and b2 when it is "
        "called.",
    )


@check(task=1, points=0.25)
def test_small_batches(subject, rng):
    """A batch of one row, and one without rows"""
    for N in (1, 0):
        D, H, C = rng.sizes(3, 3, 8)
        what = f"The result of `forward` for N = {N}"
        subject(FORWARD).agrees(draw_net(rng, D, H, C), rng.normal(N, D), what=what)


@check(task=1, points=0.5, catches="no-maximum-subtracted")
def test_large_scores(subject, rng):
    """Scores in the tens of thousands, of either sign"""
    weights, X, _ = draw_case(rng)
    for sign in (1, -1):
        what = "The result of `forward` for large inputs"
        subject(FORWARD).agrees(weights, 1e4 * sign * X, what=what)


@check(task=1, points=0.25, dtypes="float32", catches="always-float64")
def test_forward_keeps_the_dtype(subject, dtype):
    """The probabilities have the dtype of the inputs"""
    subject(FORWARD).keeps_dtype(dtype, ())


@check(task=1, points=0.25, catches="made-on-the-cpu")
def test_forward_on_the_gpu(subject):
    """The forward pass stays on the GPU"""
    subject(FORWARD).stays_on_the_gpu()


@check(
    task=2,
    points=1.25,
    catches="relu-slope-always-one mask-from-the-blame divided-by-n-twice "
    "summed-over-the-batch bias-gradient-averaged bias-gradient-zero hidden-bias-gradient-averaged "
    "bias-gradient-not-summed outer-product-turned first-layer-frozen uphill "
    "twice-the-blame slope-of-the-softmax-again sender-before-its-relu "
    "one-gradient-for-all-biases mean-over-the-whole-tensor activation-for-its-slope "
    "weights-before-the-relu biases-before-the-relu every-label-in-every-row "
    "only-the-true-class-blamed classes-counted scores-for-probabilities",
)
def test_gradients(subject):
    """The four gradients, against autograd"""
    subject(BACKWARD).agrees_on(())


@check(
    task=2,
    points=0.75,
    catches="uphill divided-by-n-twice summed-over-the-batch first-layer-frozen "
    "hidden-biases-never-trained",
)
def test_gradients_are_the_slope_of_the_loss(submission, rng):
    """The gradients are the slope of the loss, measured from both sides"""
    weights, X, T = draw_case(rng)
    way, h = [rng.normal(*w.shape) for w in weights], 1e-5
    losses = []
    for side in (h, -h):
        moved = [w + side * v for w, v in zip(weights, way, strict=True)]
        (P,), _, _ = submission.run(play, moved, [["forward", X]])
        expect(P, P.new_full((len(X), len(weights[3])), 0.5), "A probability", within=0.5)
        losses.append(-P[torch.arange(len(T)), T].log().mean().item())
    (grads,), _, _ = submission.run(play, weights, [["backward", X, T]])
    expect_some_gradients(grads, weights)
    names = ("W1", "b1", "W2", "b2")
    along = sum((grads[name] * v).sum().item() for name, v in zip(names, way, strict=True))
    slope = (losses[0] - losses[1]) / (2 * h)
    near = 1e-6 + 4 * roundoff(P, *grads.values()) / h
    expect(along, slope, "The slope of the loss by your gradients", within=near)


@check(task=2, points=0.5, catches="relu-slope-always-one zero-counts-as-on")
def test_units_that_were_off(subject, rng):
    """Units that were off, or exactly at zero, are not to blame"""
    on = False
    while not on:  # some other unit has to be on
        weights, X, T = draw_case(rng)
        on = bool((X @ weights[0][:, 2:] + weights[1][2:] > 0).any())
    weights[1][0] = -100.0
    weights[0][:, 1] = 0.0
    for bias in (0.0, 1e-9):  # off, and hardly on
        given = [w.clone() for w in weights]
        given[1][1] = bias
        subject(BACKWARD).agrees(given, X, T)


@check(task=2, points=0.25, catches="uphill bias-gradient-zero outer-product-turned")
def test_gradients_of_one_example(subject, rng):
    """A batch of one example, which is not of the last class"""
    weights, X, T = draw_case(rng, 1)
    subject(BACKWARD).agrees(weights, X, T.clamp(max=len(weights[3]) - 2))


@check(task=2, points=0.5, catches="latest-forward-only")
def test_another_forward_in_between(submission, rng):
    """`backward` speaks about its own X and the weights as they are, whatever came before"""
    weights, X, T = draw_case(rng)
    other = rng.normal(*X.shape)
    calls = [["forward", X], ["forward", other], ["backward", X, T]]
    (_, _, grads), _, _ = submission.run(play, weights, calls)
    expect_as_alone(submission, grads, weights, X, T, "after `forward` of another X")
    calls = [["forward", X], ["backward", other, T]]
    (_, grads), _, _ = submission.run(play, weights, calls)
    expect_as_alone(submission, grads, weights, other, T, "after `forward` of another X")
    others = [rng.normal(*w.shape) for w in weights]
    grads, _ = submission.run(replaced, others, weights, X, T, None)
    expect_as_alone(submission, grads, weights, X, T, "after the weights were replaced")


@check(task=2, points=0.5, catches="weights-changed-by-backward inputs-overwritten")
def test_backward_changes_nothing(submission, rng):
    """The weights and the arguments are as they were"""
    weights, X, T = draw_case(rng)
    (grads,), left, inputs = submission.run(play, weights, [["backward", X, T]])
    for name, before in zip(("W1", "b1", "W2", "b2"), weights, strict=True):
        require(
            isinstance(left[name], torch.Tensor) and torch.equal(left[name], before),
            f"`backward` changes {name}. It should only say how the loss depends on it.",
        )
    for name, before, after in (("X", X, inputs[0][0]), ("T", T, inputs[0][1])):
        require(torch.equal(before, after), f"`backward` changes its argument {name} in place.")
    expect_some_gradients(grads, weights)


@check(task=2, points=0.25, catches="gradients-added-up")
def test_backward_twice(submission, rng):
    """A second call does not remember the first"""
    weights, X, T = draw_case(rng)
    other = rng.normal(*X.shape)
    calls = [["backward", other, T], ["forward", X], ["backward", X, T], ["backward", X, T]]
    (_, _, first, second), _, _ = submission.run(play, weights, calls)
    expect_as_alone(submission, first, weights, X, T, "after that of another X")
    expect_as_alone(submission, second, weights, X, T, "at the second call")


@check(task=2, points=0.25, catches="no-maximum-subtracted logarithm-of-zero")
def test_sure_and_wrong(subject, rng):
    """Where the net is sure and wrong, the gradients stay finite"""
    weights, X, _ = draw_case(rng)
    X = 1e4 * X
    W1, b1, W2, b2 = weights
    T = ((X @ W1 + b1).clamp(min=0) @ W2 + b2).argmin(1)
    subject(BACKWARD).agrees(weights, X, T)


@check(task=2, points=0.25, dtypes="float32", catches="always-float64")
def test_backward_keeps_the_dtype(subject, dtype):
    """The gradients have the dtype of the weights"""
    subject(BACKWARD).keeps_dtype(dtype, ())


@check(task=2, points=0.25, catches="made-on-the-cpu")
def test_backward_on_the_gpu(subject):
    """The backward pass stays on the GPU"""
    subject(BACKWARD).stays_on_the_gpu()


@check(task=2, points=0.25, catches="loop-over-examples")
def test_cost(submission, rng):
    """All examples travel back together"""
    weights, X, T = draw_case(rng)
    (grads,), _, _ = submission.run(play, weights, [["backward", X, T]])
    expect_some_gradients(grads, weights)
    net = submission.TwoLayer.new(3, 5, 4)
    costs = []
    for N in (5, 45):
        T = torch.tensor([rng.integer(0, 3) for _ in range(N)])
        costs.append(net.backward.cost(rng.normal(N, 3, dtype=torch.float32), T))
    expect_no_loop(*costs, 40, "examples")


@check(
    task=3,
    points=0.75,
    catches="learning-rate-forgotten step-uphill biases-never-learn second-layer-first "
    "gradients-changed-instead step-leaves-out-the-hidden-biases step-twice-as-long "
    "step-of-fixed-length",
)
def test_step(submission, rng):
    """One step of gradient descent"""
    weights, X, T = draw_case(rng)
    lr = rng.uniform(0.2, 0.6)
    (grads, _), left, _ = submission.run(play, weights, [["backward", X, T], ["step", lr]])
    expect_step(weights, grads, lr, left)
    (grads, _), left, _ = submission.run(play, weights, [["backward", X, T], ["step", 1e-8]])
    exact = {n: w - 1e-8 * grads[n] for n, w in zip(("W1", "b1", "W2", "b2"), weights, strict=True)}
    expect_weights(left, exact, "after a tiny step", within=1e-14)


@check(task=3, points=0.5, catches="first-gradients-kept gradients-of-the-class gradients-used-up")
def test_step_with_the_latest_gradients(submission, rng):
    """The gradients of the most recent `backward` count, each net has its own, and they stay"""
    weights, X, T = draw_case(rng)
    other, lr = rng.normal(*X.shape), rng.uniform(0.2, 0.6)
    calls = [["backward", other, T], ["backward", X, T], ["step", lr]]
    (before, grads, _), left, _ = submission.run(play, weights, calls)
    expect_step(weights, grads, lr, left)
    expect_some_gradients(before, weights)
    require(
        not torch.equal(before["W2"], grads["W2"]),
        "For two different X `backward` finds the same gradients.",
    )
    others = [rng.normal(*w.shape) for w in weights]
    grads, left = submission.run(in_turn, weights, others, X, T, lr)
    exact = {n: w - lr * grads[n] for n, w in zip(("W1", "b1", "W2", "b2"), weights, strict=True)}
    expect_weights(left, exact, "after the step of one net of two")
    grads, left = submission.run(replaced, weights, others, X, T, lr)
    exact = {n: w - lr * grads[n] for n, w in zip(("W1", "b1", "W2", "b2"), weights, strict=True)}
    expect_weights(left, exact, "after a step from weights that were put in place before it")
    grads, after, left = submission.run(two_steps, weights, X, T, lr)
    exact = {
        n: w - 2 * lr * grads[n] for n, w in zip(("W1", "b1", "W2", "b2"), weights, strict=True)
    }
    expect_weights(left, exact, "after two steps")
    require(
        all(torch.equal(after[name], grad) for name, grad in grads.items()),
        "`step` changes the gradients that `backward` returned.",
    )


@check(task=3, points=0.5, catches="second-layer-first biases-never-learn step-uphill")
def test_lamps(submission, rng):
    """Forty steps for the lamps of a crossing go where the gradients lead"""
    generator = torch.Generator().manual_seed(rng.integer(0, 7))
    shapes = ((3, 6), (6,), (6, 2), (2,))
    weights = [torch.randn(s, generator=generator, dtype=torch.float64) for s in shapes]
    left = submission.run(train, weights, LAMPS, WALK, 0.5, 40, False)
    right = submission.run(train, weights, LAMPS, WALK, 0.5, 40, True)
    for name, mine, start in zip(("W1", "b1", "W2", "b2"), right, weights, strict=True):
        expect_like(mine, start, f"{name} after 40 steps by hand")
        require(not torch.equal(mine, start), f"In 40 steps the gradients of {name} are zero.")
    expect(left, right, "The weights (W1, b1, W2, b2) after 40 steps", within=1e-6)


@check(task=3, points=0.25, catches="made-on-the-cpu")
def test_step_on_the_gpu(gpu, rng):
    """The weights stay on the GPU, in their dtype"""
    for dtype, near in ((torch.float32, 1e-4), (torch.float64, 1e-6)):
        weights, X, T = draw_case(rng, dtype=dtype)
        (grads, _), left, _ = gpu.run(play, weights, [["backward", X, T], ["step", 0.5]])
        expect_some_gradients(grads, weights)
        pairs = zip(("W1", "b1", "W2", "b2"), weights, strict=True)
        exact = {name: w.double() - 0.5 * grads[name].double() for name, w in pairs}
        expect_weights(left, exact, dtype=dtype, within=near)
