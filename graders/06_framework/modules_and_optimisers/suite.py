"""Hidden suite of modules_and_optimisers. Run it on a file:

pytest graders/06_framework/modules_and_optimisers/suite.py --submission FILE

Modules cannot cross the boundary, so drivers build them beside the learner's code. What task 1 is
about is asked of modules whose parameters are made by the driver, not by the learner's layers.
"""

import torch

from tutor.grading.checks import check, expect, expect_like, require


def asked(module, question):
    """Build a small net of modules without layers, ask one thing of it, and say what came."""

    def parameter(*shape):
        return torch.arange(float(torch.Size(shape).numel())).reshape(shape).requires_grad_()

    class Part(module.Module):
        def __init__(self, *shape):
            super().__init__()
            self.weight = parameter(*shape)

    class Net(module.Module):
        def __init__(self):
            super().__init__()
            self.body = Part(3, 4)
            self.first = parameter(2, 3)
            self.table = torch.ones(4)
            self.width = 3
            self.name = "net"
            self.nothing = None
            self.body.inner = Part(4, 1)
            self.layers = [Part(5), Part(1, 6)]
            self.layers[1].inside = (Part(7), "text", Part(2, 2))
            self.body.late = parameter(8)
            self.last = parameter(3)
            self.twin = parameter(3)

    net, other = Net(), Net()
    names = {
        "body.weight": net.body.weight,
        "body.inner.weight": net.body.inner.weight,
        "body.late": net.body.late,
        "first": net.first,
        "layers.0.weight": net.layers[0].weight,
        "layers.1.weight": net.layers[1].weight,
        "layers.1.inside.0.weight": net.layers[1].inside[0].weight,
        "layers.1.inside.2.weight": net.layers[1].inside[2].weight,
        "last": net.last,
        "twin": net.twin,
    }
    parts = [net, net.body, net.body.inner, *net.layers, *net.layers[1].inside[::2]]

    def found(parameters):
        known = list(names.items())
        known += [("table", net.table), ("other", other.first)]
        return [
            next((name for name, tensor in known if tensor is p), "a stranger") for p in parameters
        ]

    if question == "parameters":
        return found(net.parameters()), list(names)
    if question == "shared":
        net.again = net.body
        net.tied = net.first
        net.body.inner.tied = net.layers[0].weight
        net.layers.append(net.layers[0])
        return found(net.parameters())
    if question == "changed":
        before = found(net.parameters())
        extra = Part(9)
        net.layers.append(extra)
        names["layers.2.weight"] = extra.weight
        grown = found(net.parameters())
        net.first = parameter(2, 2)
        names["first"] = net.first
        net.body = None
        swapped = found(net.parameters())
        apart = [p is other.first for p in other.parameters()].count(True)
        apart += sum(any(p is q for q in other.parameters()) for p in net.parameters())
        net.last.requires_grad_(False)
        return before, grown, swapped, apart, found(net.parameters())
    if question == "mode":
        seen = [[part.training for part in parts]]
        for mode in (False, True, None):
            if mode is None:
                net.eval()
            else:
                net.train(mode)
            seen.append([part.training for part in parts])
        net.train()
        seen.append([part.training for part in parts])
        net.body.eval()
        seen.append([part.training for part in parts])
        seen.append([other.training, other.body.training, Part(1).training])
        return seen
    if question == "zero_grad":
        for tensor in names.values():
            tensor.grad = torch.ones_like(tensor)
        other.first.grad = torch.ones(2, 3)
        values = {name: tensor.detach().clone() for name, tensor in names.items()}
        net.zero_grad()
        left = [name for name, tensor in names.items() if tensor.grad is not None]
        same = all(bool((names[name] == value).all()) for name, value in values.items())
        return left, same, other.first.grad is not None
    net.tied = net.body.weight
    state = net.state_dict()
    values = {name: tensor.detach().clone() for name, tensor in names.items()}
    values["tied"] = values["body.weight"]
    attached = [n for n, v in state.items() if getattr(v, "requires_grad", False)]
    with torch.no_grad():
        for tensor in names.values():
            tensor.add_(100)
    return state, values, attached


def loaded(module, state, change):
    """Load a state into a net with an optimizer's view of it; say what became of everything."""

    class Part(module.Module):
        def __init__(self, *shape):
            super().__init__()
            self.weight = torch.zeros(shape, requires_grad=True)

    class Net(module.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)
            self.body = Part(4)
            self.head = Part(1, 5)

    net = Net()
    held = [net.first, net.body.weight, net.head.weight]
    for tensor in held:
        tensor.grad = torch.ones_like(tensor)
    raised = "an answer"
    try:
        net.load_state_dict(state)
    except NotImplementedError:
        raise
    except ValueError:
        raised = "ValueError"
    except Exception as error:
        raised = type(error).__name__
    now = [net.first, net.body.weight, net.head.weight]
    same = all(one is other for one, other in zip(held, now, strict=True))
    ready = all(t.requires_grad and t.is_leaf and t.grad is not None for t in now)
    values = [t.detach().clone() for t in held]
    if change:
        with torch.no_grad():
            for tensor in now:
                tensor.add_(100)
    return raised, values, same, ready, state


def reached(submission):
    """The names of what `parameters` finds: what it misses is paid for once."""
    found, right = submission.run(asked, "parameters")
    require(len(found) > 1, "`parameters` finds too little, so this check cannot tell yet.")
    return [name for name in right if name in found]


def listed(found):
    return ", ".join(str(name) for name in found)


@check(
    task=1,
    points=1,
    catches="own-parameters-only lists-missed one-level-only equal-taken-for-same "
    "constants-included modules-last numbers-of-a-list-only",
)
def test_parameters(submission):
    """Own parameters and those of modules inside, at any depth, in order"""
    found, right = submission.run(asked, "parameters")
    expect(listed(sorted(found)), listed(sorted(right)), "What `parameters` finds, sorted,")
    expect(listed(found), listed(right), "What `parameters` finds, in its order,")


@check(task=1, points=0.5, catches="shared-counted-twice")
def test_each_once(submission):
    """A parameter that can be reached on two ways is there once"""
    found = submission.run(asked, "shared")
    require(len(found) > 1, "`parameters` finds too little, so this check cannot tell yet.")
    twice = sorted({name for name in found if found.count(name) > 1})
    require(
        not twice,
        f"With shared modules and parameters, {listed(twice)} comes more than once.",
        apart=True,
    )
    plain, _ = submission.run(asked, "parameters")
    expect(listed(sorted(found)), listed(sorted(plain)), "What `parameters` finds of shared ones,")


@check(task=1, points=0.25, catches="list-of-the-class found-once-and-for-all")
def test_at_the_time(submission):
    """What counts is what the attributes hold now, and each module has its own"""
    before, grown, swapped, apart, frozen = submission.run(asked, "changed")
    require(len(before) > 1, "`parameters` finds too little, so this check cannot tell yet.")
    require(
        "layers.2.weight" in grown or "layers.0.weight" not in before,
        "A module that is appended to a list later is not found.",
    )
    gone = [name for name in swapped if name.startswith("body") or name == "a stranger"]
    require(not gone, "`parameters` finds what an attribute has held before.")
    require("first" in swapped, "A parameter that replaces another one is not found.")
    require(apart == 1, "Two nets of one class share their parameters.")
    require("last" not in frozen, "A tensor that requires no gradient any more is found.")


@check(
    task=1,
    points=0.75,
    catches="mode-stays-outside mode-misses-lists mode-one-level mode-of-the-class",
)
def test_mode(submission):
    """The mode reaches every module inside"""
    *modes, others = submission.run(asked, "mode")
    ways = ("", "body.", "body.inner.", "layers.0.", "layers.1.", "layers.1.inside.0.")
    ways += ("layers.1.inside.2.",)
    found = reached(submission)
    places = [i for i, way in enumerate(ways) if i == 0 or f"{way}weight" in found]
    fresh, off, on, left, again, body = ([seen[i] for i in places] for seen in modes)
    n = len(places)
    require(n > 1, "`parameters` finds no module inside, so this check cannot tell yet.")
    expect(listed(fresh), listed([True] * n), "The modes of a new net and of what it owns")
    expect(listed(off), listed([False] * n), "The modes after `train(False)`")
    expect(listed(on), listed([True] * n), "The modes after `train(True)`")
    expect(listed(left), listed([False] * n), "The modes after `eval()`")
    expect(listed(again), listed([True] * n), "The modes after `train()`")
    right = [ways[i] not in ("body.", "body.inner.") for i in places]
    expect(listed(body), listed(right), "The modes after `eval()` of a module inside")
    expect(listed(others), listed([True] * 3), "The modes of other nets")


@check(task=1, points=0.5, catches="grads-filled-with-zeros")
def test_zero_grad(submission):
    """No parameter has a gradient afterwards"""
    found, _ = submission.run(asked, "parameters")
    left, same, other = submission.run(asked, "zero_grad")
    mine = [name for name in left if name in found]
    require(len(found) > 1, "`parameters` finds too little, so this check cannot tell yet.")
    require(
        not mine,
        f"After `zero_grad` the `grad` of {listed(mine)} is not None.",
        apart=True,
    )
    require(same and other, "`zero_grad` changes something else than the gradients of this net.")


@check(
    task=1,
    points=0.5,
    catches="state-not-copied state-needs-gradients last-part-of-the-name numbers-without-names",
)
def test_state(submission):
    """Names and values, which later training does not change"""
    known = {*reached(submission), "tied"}
    state, right, attached = submission.run(asked, "state")
    right = {name: value for name, value in right.items() if name in known}
    require(isinstance(state, dict), "`state_dict` should return a dictionary.")
    found = listed(sorted(map(str, state)))
    expect(found, listed(sorted(right)), "The names of `state_dict`, sorted,")
    for name, value in right.items():
        expect(state[name], value, f"The value of {name} in `state_dict`")
    require(not attached, f"In `state_dict` the value of {listed(attached)} requires a gradient.")


def draw_state(rng):
    shapes = {"first": (2, 3), "body.weight": (4,), "head.weight": (1, 5)}
    dtypes = (torch.float64, torch.float32, torch.float32)
    pairs = zip(shapes.items(), dtypes, strict=True)
    return {name: rng.normal(*shape, dtype=dtype) for (name, shape), dtype in pairs}


@check(
    task=1,
    points=0.5,
    catches="load-replaces-parameters load-unchecked load-shapes-unchecked load-checks-on-the-way "
    "load-shapes-on-the-way load-keeps-the-tensors",
)
def test_load(submission, rng):
    """Values back into the same tensors, or a ValueError"""
    state = draw_state(rng)
    raised, values, same, ready, after = submission.run(loaded, state, True)
    require(raised == "an answer", f"`load_state_dict` of a right state ends with {raised}.")
    require(same, "`load_state_dict` puts other tensors in the place of the parameters.")
    expect(values, list(state.values()), "The list of the values after `load_state_dict`")
    require(ready, "After `load_state_dict` a parameter is no leaf, or has lost its `grad`.")
    unchanged = all(torch.equal(after[name], value) for name, value in state.items())
    require(unchanged, "Training on after `load_state_dict` changes the state that was loaded.")
    turned = {name: state[name] for name in reversed(state)}
    _, values, *_ = submission.run(loaded, turned, False)
    expect(values, list(state.values()), "The values from a state in another order")
    name, value = "head.weight", state["head.weight"]
    cases = {
        "a name is missing": {n: v for n, v in state.items() if n != name},
        "there is a name too many": {**state, "extra": value},
        "a name is another one": {**{n: v for n, v in state.items() if n != name}, "other": value},
        "a value has another shape": {**state, name: value[:, :1]},
        "the first value has another shape": {**state, "first": state["first"].T},
        "a value has another shape with as many elements": {**state, name: value.T},
    }
    for what, case in cases.items():
        raised, values, *_ = submission.run(loaded, case, False)
        require(raised != "an answer", f"`load_state_dict` accepts a state in which {what}.")
        told = f"`load_state_dict` refuses with {raised}, where {what}; ValueError was expected."
        require(raised == "ValueError", told)
        changed = any(bool(value.any()) for value in values)
        require(not changed, f"Where {what}, `load_state_dict` changes something all the same.")


def layer(module, kind, sizes, weights, X, more):
    """Make a layer with these weights and call it. Return the result, and the gradients of the sum
    of result * more, if there is a `more`, by the names of the parameters."""
    made = getattr(module, kind)(*sizes)
    for name, value in weights.items():
        setattr(made, name, value.clone().requires_grad_())
    result = made(X)
    if more is None:
        return result, None
    (result * more).sum().backward()
    return result, {name: getattr(made, name).grad for name in weights}


def fresh_layer(module, kind, sizes):
    """What a new layer's parameters are like."""
    made, other = (getattr(module, kind)(*sizes) for _ in range(2))
    named = {name: getattr(made, name, None) for name in ("weight", "bias")}
    named = {name: value for name, value in named.items() if value is not None}
    values = {name: value.detach().clone() for name, value in named.items()}
    ready = all(value.requires_grad for value in named.values())
    leaves = all(value.is_leaf for value in named.values())
    apart = bool((made.weight != other.weight).any())
    shared = [name for name, value in named.items() if value is getattr(other, name)]
    apart = apart and not shared
    seeds = []
    for seed in (1, 2, 1):
        torch.manual_seed(seed)
        getattr(module, kind)(*sizes)
        seeds.append(torch.rand(()).item())
    random = apart and seeds[0] == seeds[2] != seeds[1]
    return values, ready, leaves, random, hasattr(made, "bias")


def expect_start(submission, kind, sizes, shapes, deviation):
    values, ready, leaves, random, _ = submission.run(fresh_layer, kind, sizes)
    names = ", ".join(sorted(values))
    expect(names, ", ".join(sorted(shapes)), f"What a new {kind}{sizes} has,")
    for name, shape in shapes.items():
        what = f"The {name} of a new {kind}{sizes}"
        expect_like(values[name], torch.zeros(shape), what, dtype=torch.float32)
    require(ready, f"The parameters of a new {kind} should require a gradient.")
    require(leaves, f"A parameter of a new {kind} is no leaf: it was computed from another tensor.")
    z = values["weight"].double().flatten()
    n = len(z)
    require(bool(z.any()), f"The weights of a new {kind} are all 0.")
    require(random, f"Two {kind} start alike, or making one seeds torch's generator.")
    require(z.std().item() < 2 * deviation, f"The weights of a new {kind} are too large.")
    require(z.std().item() > deviation / 2, f"The weights of a new {kind} are too small.")
    expect(z.mean().item(), 0.0, "The mean of the weights", within=6 * deviation / n**0.5)
    near = 6 * deviation / (2 * n) ** 0.5
    expect(z.std().item(), deviation, "The standard deviation of the weights", within=near)
    fourth = ((z / deviation) ** 4).mean().item()
    # The mean fourth power of normal numbers is 3, of uniform ones 1.8.
    expect(fourth, 3.0, "The mean fourth power of the weights", within=6 * (96 / n) ** 0.5)
    if "bias" in shapes:
        expect(values["bias"], torch.zeros(shapes["bias"]), "The bias of a new layer")


@check(
    task=2,
    points=0.75,
    catches="weights-without-gradient weight-the-other-way zero-start start-too-large bias-always "
    "not-a-leaf uniform-start start-too-small",
)
def test_linear_start(submission):
    """A new linear layer"""
    expect_start(submission, "Linear", (50, 80), {"weight": (50, 80), "bias": (80,)}, 50**-0.5)
    values, *_, has_bias = submission.run(fresh_layer, "Linear", (6, 4, False))
    expect(", ".join(values), "weight", "What a new Linear without bias has,")
    require(has_bias, "Without bias the attribute `bias` should be None.")


@check(task=2, points=1, catches="weight-the-other-way bias-left-out")
def test_linear(submission, rng):
    """X @ weight + bias, with gradients"""
    N, D, C = rng.sizes(3, 3, 9)
    W, b, more = rng.normal(D, C), rng.normal(C), rng.normal(N, C)
    X = rng.normal(N, D)
    case = {"weight": W, "bias": b}
    result, grads = submission.run(layer, "Linear", (D, C), case, X, more)
    expect(result, X @ W + b, "The result of Linear")
    expect(grads["weight"], X.T @ more, "The gradient of the weight")
    expect(grads["bias"], more.sum(0), "The gradient of the bias")
    result, _ = submission.run(layer, "Linear", (D, C, False), {"weight": W}, X, None)
    expect(result, X @ W, "The result of Linear without bias")
    for rows in (X[:0], X[:1]):
        result, _ = submission.run(layer, "Linear", (D, C), case, rows, None)
        expect(result, rows @ W + b, f"The result of Linear for {len(rows)} rows")


@check(task=2, points=0.5, catches="embedding-without-gradient columns-for-rows flat-embedding")
def test_embedding(submission, rng):
    """Rows of a table, for words in any shape"""
    expect_start(submission, "Embedding", (60, 50), {"weight": (60, 50)}, 1.0)
    V, D, A, B = rng.sizes(4, 3, 9)
    W = rng.normal(V, D)
    idx = torch.tensor([[rng.integer(0, V - 1) for _ in range(B)] for _ in range(A)])
    for places in (idx[0], idx, idx[0, 0], idx[:0], idx[None]):
        more = rng.normal(*places.shape, D)
        result, grads = submission.run(layer, "Embedding", (V, D), {"weight": W}, places, more)
        shape = tuple(places.shape)
        expect(result, W[places], f"The result of Embedding for words of shape {shape}")
        right = torch.zeros(V, D, dtype=W.dtype)
        right.index_add_(0, places.reshape(-1), more.reshape(-1, D))
        expect(grads["weight"], right, f"The gradient of the table for words of shape {shape}")


@check(task=2, points=0.5, catches="last-layer-only layers-the-other-way")
def test_sequential(submission, rng):
    """One after another"""

    def chain(module, X, numbers):
        class Affine(module.Module):
            def __init__(self, factor, addend):
                super().__init__()
                self.factor, self.addend = factor, addend

            def forward(self, X):
                return X * self.factor + self.addend

        parts = [Affine(*pair) for pair in numbers]
        net = module.Sequential(*parts)
        nested = module.Sequential(module.Sequential(*parts[:1]), *parts[1:])
        kept = list(net.layers)
        same = len(kept) == len(parts)
        same = same and all(one is other for one, other in zip(kept, parts, strict=True))
        X.requires_grad_()
        result = net(X)
        result.sum().backward()
        return result.detach(), X.grad, nested(X).detach(), module.Sequential()(X).detach(), same

    X = rng.normal(4, 3)
    numbers = [[rng.uniform(2, 3), rng.uniform(1, 2)] for _ in range(3)]
    result, grad, nested, empty, same = submission.run(chain, X, numbers)
    right, slope = X, torch.ones_like(X)
    for factor, addend in numbers:
        right, slope = right * factor + addend, slope * factor
    expect(result, right, "The result of Sequential", dtype=X.dtype)
    require(grad is not None, "No gradient comes back through Sequential.")
    expect(grad, slope, "The gradient with respect to X through Sequential")
    result, *_ = submission.run(chain, X.float(), numbers)
    expect(result, right.float(), "The result of Sequential", dtype=torch.float32, within=1e-3)
    expect(nested, right, "The result of a Sequential inside another")
    expect(empty, X, "The result of Sequential without modules")
    require(same, "`layers` should be a list of the modules, in order.")


def dtypes_of_new(module, kind, sizes):
    """The dtypes of a new layer's parameters where torch's default dtype is float64."""
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        made = getattr(module, kind)(*sizes)
    finally:
        torch.set_default_dtype(usual)
    found = (getattr(made, name, None) for name in ("weight", "bias"))
    return sorted({str(value.dtype) for value in found if value is not None})


@check(task=2, points=0.25, catches="always-float64 always-starts-in-float32")
def test_dtype_and_device(submission, gpu, rng):
    """Layers answer in the dtype and on the device of their parameters"""
    for kind in ("Linear", "Embedding"):
        told = f"Where torch's default dtype is float64, the parameters of a new {kind} are not."
        fits = submission.run(dtypes_of_new, kind, (3, 2)) == ["torch.float64"]
        require(fits, told, apart=True)
    W, b = rng.normal(3, 5), rng.normal(5)
    idx = torch.tensor([2, 0, 2])
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        case = {"weight": W.to(dtype), "bias": b.to(dtype)}
        X = rng.normal(4, 3, dtype=dtype)
        result, _ = submission.run(layer, "Linear", (3, 5), case, X, None)
        like = torch.zeros(4, 5, dtype=dtype)
        expect_like(result, like, "The result of Linear", dtype=dtype)
        bare = {"weight": W.to(dtype)}
        other, _ = submission.run(layer, "Linear", (3, 5, False), bare, X, None)
        expect_like(other, like, "The result of Linear without bias", dtype=dtype)
        require(bool((result != 0).any()), "The result of Linear is 0 everywhere.")
        table = {"weight": W.to(dtype)}
        result, _ = submission.run(layer, "Embedding", (3, 5), table, idx, None)
        expect(result, W[idx].to(dtype), "The result of Embedding", dtype=dtype)
    case = {"weight": W, "bias": b}
    result, _ = gpu.run(layer, "Linear", (3, 5), case, rng.normal(4, 3), None)
    expect_like(result, torch.zeros(4, 5, dtype=W.dtype), "The result of Linear")
    result, _ = gpu.run(layer, "Embedding", (3, 5), {"weight": W}, idx, None)
    expect(result, W[idx], "The result of Embedding")


def steps(module, values, grads, rates, momentum, cleared):
    """Let an optimizer step once for each rate; `grads` has a list for each step, None where a
    parameter has no gradient. Return the values after each step, and what else became of them."""
    tensors = [value.clone().requires_grad_() for value in values]
    held = list(tensors)
    args = () if momentum is None else (momentum,)
    given = (t for t in tensors) if cleared is None else list(tensors)
    optimizer = module.SGD(given, rates[0], *args)
    seen, kept = [], True
    for rate, given in zip(rates, grads, strict=True):
        if rate != rates[0]:
            optimizer.lr = rate
        for tensor, grad in zip(tensors, given, strict=True):
            tensor.grad = None if grad is None else grad.clone()
        optimizer.step()
        for tensor, grad in zip(tensors, given, strict=True):
            now = tensor.grad
            same = now is None if grad is None else now is not None and bool((now == grad).all())
            kept = kept and same
        if cleared:
            optimizer.zero_grad()
            kept = kept and all(t.grad is None for t in tensors)
        seen.append([t.detach().clone() for t in tensors])
    leaves = all(t.requires_grad and t.is_leaf for t in held)
    return seen, kept, leaves


def right_steps(values, grads, rates, momentum):
    """The same by torch's own optimizer."""
    tensors = [value.clone().requires_grad_() for value in values]
    optimizer = torch.optim.SGD(tensors, rates[0], momentum=momentum or 0.0)
    seen = []
    for rate, given in zip(rates, grads, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        for tensor, grad in zip(tensors, given, strict=True):
            tensor.grad = None if grad is None else grad.clone()
        optimizer.step()
        seen.append([t.detach().clone() for t in tensors])
    return seen


def draw_steps(rng, count, dtype=torch.float64):
    shapes = ((2, 3), (4,), (1, 5))
    values = [rng.normal(*shape, dtype=dtype) for shape in shapes]
    return values, [[rng.normal(*s, dtype=dtype) for s in shapes] for _ in range(count)]


def expect_steps(submission, case, momentum, what, cleared=False, **how):
    values, grads, rates = case
    seen, kept, leaves = submission.run(steps, values, grads, rates, momentum, cleared)
    right = right_steps(values, grads, rates, momentum)
    for number, (mine, wanted) in enumerate(zip(seen, right, strict=True), start=1):
        expect(mine, wanted, f"The list of parameters after step {number} {what}", **how)
    return kept, leaves


@check(task=3, points=0.75, catches="step-uphill rate-forgotten")
def test_step(submission, rng):
    """A step without momentum"""
    values, grads = draw_steps(rng, 1)
    rate = rng.uniform(0.1, 0.4)
    for momentum in (None, 0.0):
        expect_steps(submission, (values, grads, [rate]), momentum, "without momentum")
    moved = [[grad * 0 for grad in grads[0]]]
    expect_steps(submission, (values, moved, [rate]), 0.0, "with gradients of 0")


@check(task=3, points=0.25, catches="generator-used-up")
def test_generator(submission, rng):
    """The parameters may come from a generator, and step more than once"""
    values, grads = draw_steps(rng, 2)
    seen, *_ = submission.run(steps, values, grads, [0.1] * 2, 0.0, None)
    alike, *_ = submission.run(steps, values, grads, [0.1] * 2, 0.0, False)
    moved = any(bool((a != b).any()) for a, b in zip(alike[-1], values, strict=True))
    require(moved, "A step moves nothing, so this check cannot tell yet.")
    expect(seen, alike, "The list of parameters, given by a generator, after each step")


@check(
    task=3,
    points=1,
    catches="dampened momentum-forgotten nesterov momentum-subtracted gradients-summed",
)
def test_momentum(submission, rng):
    """Ten steps with momentum, against torch.optim.SGD"""
    values, grads = draw_steps(rng, 10)
    rate = rng.uniform(0.02, 0.08)
    expect_steps(submission, (values, grads, [rate] * 10), rng.uniform(0.6, 0.9), "with momentum")


@check(task=3, points=0.25, catches="rate-in-the-velocity rate-kept")
def test_changing_rate(submission, rng):
    """The learning rate may change between two steps"""
    values, grads = draw_steps(rng, 3)
    rates = [0.1, 0.02, 0.3]
    expect_steps(submission, (values, grads, rates), 0.0, "with another rate each time")
    expect_steps(submission, (values, grads, rates), 0.8, "with another rate each time")


@check(task=3, points=0.25, catches="none-is-zero none-fails")
def test_without_gradient(submission, rng):
    """A parameter without a gradient stays where it is, and so does its velocity"""
    values, grads = draw_steps(rng, 4)
    grads[1][0] = grads[0][2] = grads[2][2] = None
    grads[3] = [None] * 3
    expect_steps(submission, (values, grads, [0.1] * 4), 0.7, "where some have no gradient")


@check(task=3, points=0.25, catches="step-replaces-parameters step-clears velocity-is-the-gradient")
def test_same_tensors(submission, rng):
    """The parameters stay the same leaves, and the gradients stay"""
    values, grads = draw_steps(rng, 3)
    for momentum in (0.0, 0.6):
        seen, kept, leaves = submission.run(steps, values, grads, [0.1] * 3, momentum, False)
        moved = all(bool((a != b).any()) for a, b in zip(seen[-1], values, strict=True))
        require(
            moved,
            "The tensors that the optimizer was given do not move. Change them in place.",
            apart=True,
        )
        require(kept, "A step changes the gradients.", apart=True)
        require(leaves, "After a step a parameter is no leaf that requires a gradient.")

    def in_turn(module, x, settings):
        """Optimizers for a tensor each, two steps in turn; how far each tensor has moved, and
        what its gradient is afterwards."""
        tensors = [x.clone().requires_grad_() for _ in settings]
        optimizers = [module.SGD([t], *s) for t, s in zip(tensors, settings, strict=True)]
        for tensor in tensors:
            tensor.grad = torch.ones_like(x)
        for optimizer in optimizers * 2:
            optimizer.step()
        return [tensor.detach() - x for tensor in tensors], [tensor.grad for tensor in tensors]

    settings = [[0.1, 0.5], [0.3, 0.8], [0.2, 0.0]]
    together, left = submission.run(in_turn, values[0], settings)
    alone = [submission.run(in_turn, values[0], [each])[0][0] for each in settings]
    moved = all(bool((way != 0).all()) for way in alone)
    require(moved, "The tensors that the optimizer was given do not move.", apart=True)
    expect(together, alone, "The list of how far three optimizers in turn move their tensors")
    kept = all(grad is not None and bool((grad == 1).all()) for grad in left)
    require(kept, "A second step with the same gradients changes them.", apart=True)


@check(task=3, points=0.25, catches="grads-filled-with-zeros velocity-cleared")
def test_zero_grad_of_the_optimizer(submission, rng):
    """No gradients afterwards, and the velocities stay"""
    values, grads = draw_steps(rng, 4)
    plain = submission.run(steps, values, grads, [0.1] * 4, 0.8, False)
    cleared = submission.run(steps, values, grads, [0.1] * 4, 0.8, True)
    moved = all(bool((a != b).any()) for a, b in zip(plain[0][-1], values, strict=True))
    require(moved, "The steps move nothing, so this check cannot tell yet.")

    def emptied(module, x):
        tensor = x.clone().requires_grad_()
        tensor.grad = torch.ones_like(x)
        module.SGD([tensor], 0.1).zero_grad()
        return tensor.grad is None

    empty = submission.run(emptied, values[0])
    require(empty, "After `zero_grad` of the optimizer a `grad` is not None.", apart=True)
    expect(cleared[0][-1], plain[0][-1], "Four steps with `zero_grad` in between")
    for dtype in (torch.float32, torch.bfloat16):
        values, grads = draw_steps(rng, 2, dtype)
        seen, _, _ = submission.run(steps, values, grads, [0.1] * 2, 0.8, False)
        for mine, value in zip(seen[-1], values, strict=True):
            expect_like(mine, value, "A parameter after a step", dtype=dtype)
