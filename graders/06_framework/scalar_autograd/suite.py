"""Hidden suite of scalar_autograd. Run it on a file:

pytest graders/06_framework/scalar_autograd/suite.py --submission FILE

A value cannot cross the boundary, so small programs do: steps such as ("c", "*", "a", "b"), which
the driver `play` carries out beside the learner's code.

One slip is paid once. A slope of a single operation is compared with the true one, or with that of
the learner's own operation if its values are wrong. A whole graph is compared with the chain rule
applied to the slopes that the learner's own `backward` finds for each of its operations alone. Who
gives grads to the leaves alone has paid for that with the slopes.
"""

import math

import torch

from tutor.grading.checks import check, expect, require

CANNOT_TELL = (
    "`backward` finds no usable slopes for single operations, so this check cannot tell yet."
)


def play(module, leaves, steps, roots):
    """Make the leaves, take the steps, and call `backward` on each root in turn. Return by name
    all data and grads, and for each step the slopes that it has if it is done alone."""

    def done(op, left, right):
        if op == "+":
            return left + right
        if op == "*":
            return left * right
        return left**right if op == "**" else getattr(left, op)()

    values = {name: module.Value(number) for name, number in leaves.items()}
    for name, op, left, *right in steps:
        other = values.get(right[0], right[0]) if right else None
        values[name] = done(op, values[left], other)
    for root in roots:
        values[root].backward()
    slopes = []
    for _, op, left, *right in steps:
        alone = [module.Value(values[left].data)]
        other = right[0] if right else None
        if other in values:
            other = module.Value(values[other].data)
            alone.append(other)
        if roots:
            done(op, alone[0], other).backward()
        slopes.append([value.grad for value in alone])
    data = {name: value.data for name, value in values.items()}
    return data, {name: value.grad for name, value in values.items()}, slopes


def told(steps):
    """The program as one would write it."""
    parts = []
    for name, op, left, *right in steps:
        made = f"{left} {op} {right[0]}" if right else f"{left}.{op}()"
        parts.append(f"{name} = {made}")
    return "`" + "; ".join(parts) + "`"


def tensor_of(found, names, what):
    """The numbers of these names as a tensor."""
    for name in names:
        number = found.get(name)
        plain = isinstance(number, int | float) and not isinstance(number, bool)
        require(plain, f"The {what} of {name} should be a float.")
    return torch.tensor([float(found[name]) for name in names], dtype=torch.float64)


def chained(leaves, steps, slopes, roots):
    """The chain rule by hand: what `backward` of the roots should add to each grad."""
    total = dict.fromkeys([*leaves, *(step[0] for step in steps)], 0.0)
    for root in roots:
        share = dict.fromkeys(total, 0.0)
        share[root] = 1.0
        for (name, _, *sources), own in reversed(list(zip(steps, slopes, strict=True))):
            named = [source for source in sources if source in total]
            for source, slope in zip(named, own, strict=True):
                share[source] += slope * share[name]
        for name in total:
            total[name] += share[name]
    return total


def expect_graph(submission, leaves, steps, roots, when=""):
    """Expect the grads of all values, given the learner's own slopes of single operations."""
    _, grads, slopes = submission.run(play, leaves, steps, roots)
    flat = [slope for own in slopes for slope in own]
    usable = all(isinstance(s, int | float) and math.isfinite(s) and s != 0 for s in flat)
    require(usable, CANNOT_TELL)
    inside = [grads[name] for name in grads if name not in leaves]
    names = list(grads) if any(inside) else list(leaves)
    right = chained(leaves, steps, slopes, roots)
    what = f"The list of the grads of {', '.join(names)} for {told(steps)}{when}"
    expect(tensor_of(grads, names, "grad"), tensor_of(right, names, "grad"), what)


def expect_slopes(submission, op, truth, *cases):
    """Expect the slopes of one operation. `truth` takes and gives a tensor or two."""
    for leaves, *number in cases:
        names = list(leaves)
        step = ["y", op, *names, *number]
        data, grads, _ = submission.run(play, leaves, [step], ["y"])
        tensors = [
            torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in leaves.values()
        ]
        result = truth(*tensors, *number)
        right = torch.stack(torch.autograd.grad(result, tensors))
        value = tensor_of(data, ["y"], "data")
        if bool((value - result).abs() > 1e-6):
            right = own_slope(submission, leaves, step)
        what = f"The list of the grads of {', '.join(names)} for {told([step])}"
        expect(tensor_of(grads, names, "grad"), right, what, within=1e-6)


def own_slope(submission, leaves, step):
    """The slope of the learner's own operation, measured from both sides."""
    found = []
    for name in leaves:
        sides = []
        for h in (1e-5, -1e-5):
            moved = {**leaves, name: leaves[name] + h}
            sides.append(submission.run(play, moved, [step], [])[0]["y"])
        found.append((sides[0] - sides[1]) / 2e-5)
    require(all(slope != 0 for slope in found), CANNOT_TELL)
    return torch.tensor(found, dtype=torch.float64)


def numbers(rng, names):
    """A number of either sign, away from 0, for each name."""
    return dict(zip(names, rng.away_from_zero(len(names)).tolist(), strict=True))


def expect_data(submission, leaves, steps, truth):
    data, _, _ = submission.run(play, leaves, steps, [])
    names = [step[0] for step in steps]
    right = torch.tensor([truth[name] for name in names], dtype=torch.float64)
    expect(tensor_of(data, names, "data"), right, f"The list of the data for {told(steps)}")


@check(task=1, points=0.25)
def test_new_value(submission, rng):
    """A new value has its number and a grad of 0.0"""

    def fresh(module, x):
        values = [module.Value(x), module.Value(3)]
        return [(value.data, value.grad) for value in values]

    x = rng.uniform(1, 2)
    (data, grad), (whole, _) = submission.run(fresh, x)
    expect(data, x, "The data of a new value")
    expect(grad, 0.0, "The grad of a new value")
    expect(whole, 3.0, "The data of Value(3)")


@check(task=1, points=0.25, catches="power-as-a-product")
def test_arithmetic(submission, rng):
    """Sums, products and powers"""
    leaves = numbers(rng, "ab")
    a, b = leaves.values()
    steps = [["c", "+", "a", "b"], ["d", "*", "a", "b"]]
    expect_data(submission, leaves, steps, {"c": a + b, "d": a * b})
    p, m = abs(a), -abs(b)
    steps = [["c", "**", "m", 3], ["d", "**", "m", -2], ["e", "**", "p", 0.5], ["f", "**", "z", 1]]
    right = {"c": m**3, "d": m**-2, "e": p**0.5, "f": 0.0}
    expect_data(submission, {"m": m, "p": p, "z": 0.0}, steps, right)


@check(task=1, points=0.25, catches="values-only")
def test_plain_numbers(submission, rng):
    """A value plus and times a plain number, and what the starter makes of that"""
    leaves = numbers(rng, "a")
    a, x = leaves["a"], rng.uniform(2, 3)
    steps = [["c", "+", "a", x], ["d", "*", "a", x], ["e", "+", "a", 4], ["f", "*", "a", 4]]
    expect_data(submission, leaves, steps, {"c": a + x, "d": a * x, "e": a + 4, "f": a * 4})

    def given(module, a, b, x):
        """What the starter makes of the learner's operations."""
        a, b = module.Value(a), module.Value(b)
        made = [x + a, x * a, -a, a - b, a - x, x - a, a / b]
        return {str(i): value.data for i, value in enumerate(made)}

    (b,) = numbers(rng, "b").values()
    right = [x + a, x * a, -a, a - b, a - x, x - a, a / b]
    found = tensor_of(submission.run(given, a, b, x), [str(i) for i in range(7)], "data")
    what = "The list of the data of x + a, x * a, -a, a - b, a - x, x - a and a / b"
    expect(found, torch.tensor(right, dtype=torch.float64), what)


@check(task=1, points=0.25, catches="tanh-overflows sigmoid-for-tanh")
def test_activations(submission, rng):
    """Relu and tanh, of large numbers too"""
    x = rng.uniform(0.3, 1.2)
    leaves = {"a": x, "b": -x, "z": 0.0}
    steps = [[f"r{name}", "relu", name] for name in leaves]
    expect_data(submission, leaves, steps, {"ra": x, "rb": 0.0, "rz": 0.0})
    steps = [[f"t{name}", "tanh", name] for name in leaves]
    right = {f"t{name}": math.tanh(number) for name, number in leaves.items()}
    expect_data(submission, leaves, steps, right)
    leaves = {"a": 1000.0, "b": -1000.0}
    steps = [["c", "tanh", "a"], ["d", "tanh", "b"]]
    expect_data(submission, leaves, steps, {"c": 1.0, "d": -1.0})


@check(
    task=2,
    points=1,
    catches="factors-swapped no-start no-slope-for-the-second grad-of-self-missing uphill-backward "
    "grads-for-leaves-alone",
)
def test_sum_and_product(submission, rng):
    """The slopes of a sum and of a product"""
    leaves = numbers(rng, "ab")
    expect_slopes(submission, "*", torch.mul, (leaves,))
    expect_slopes(submission, "+", torch.add, (leaves,))
    (number,) = numbers(rng, "x").values()
    for op, right in (("*", number), ("+", 1.0)):
        _, grads, _ = submission.run(play, leaves, [["y", op, "a", number]], ["y"])
        what = f"The grad of a for `y = a {op} {number:.2f}`"
        expect(tensor_of(grads, "a", "grad"), torch.tensor([right], dtype=torch.float64), what)
        expect(grads["y"], 1.0, f"The grad of y after `y.backward()` for `y = a {op} ...`")


@check(
    task=2,
    points=0.75,
    catches="power-without-its-factor power-not-lowered power-as-a-product",
)
def test_power(submission, rng):
    """The slope of a power"""
    (a,) = numbers(rng, "a").values()
    p, m = abs(a), -abs(a)
    cases = [({"a": m}, 3), ({"a": p}, 3), ({"a": m}, -2), ({"a": p}, 0.5), ({"a": m}, 1)]
    expect_slopes(submission, "**", torch.pow, *cases)
    _, grads, _ = submission.run(play, {"z": 0.0}, [["y", "**", "z", 2]], ["y"])
    expect(grads["z"], 0.0, "The grad of z = 0 for `y = z ** 2`")
    _, grads, _ = submission.run(play, {"a": a}, [["y", "**", "a", 0]], ["y"])
    expect(grads["a"], 0.0, "The grad of a for `y = a ** 0`")


@check(
    task=2, points=0.5, catches="relu-slope-always-one zero-counts-as-on relu-slope-of-its-value"
)
def test_relu(submission, rng):
    """The slope of a relu, where it is on, off and at 0"""
    x = rng.uniform(0.3, 2)
    right = {"on": (x, 1.0), "off": (-x, 0.0), "zero": (0.0, 0.0)}
    found = [submission.run(play, {"a": a}, [["y", "relu", "a"]], ["y"]) for a, _ in right.values()]
    data = torch.stack([tensor_of(data, "y", "data") for data, _, _ in found]).flatten()
    require(len(set(data.tolist())) > 1, "relu gives the same for 0, a positive and a negative.")
    grads = torch.stack([tensor_of(grads, "a", "grad") for _, grads, _ in found]).flatten()
    wanted = torch.tensor([slope for _, slope in right.values()], dtype=torch.float64)
    what = "The list of the grads of a positive, a negative number and 0 for `y = a.relu()`"
    expect(grads, wanted, what)


@check(task=2, points=0.75, catches="tanh-slope-from-its-input tanh-slope-not-squared")
def test_tanh(submission, rng):
    """The slope of a tanh"""
    x = rng.uniform(0.4, 1.2)
    expect_slopes(submission, "tanh", torch.tanh, ({"a": x},), ({"a": -x / 2},))


@check(
    task=2,
    points=0.5,
    catches="upstream-ignored upstream-ignored-in-products no-start only-one-step",
)
def test_chain(submission, rng):
    """One operation after another: the slopes are multiplied"""
    leaves = numbers(rng, "abc")
    steps = [["d", "*", "a", "b"], ["e", "tanh", "d"], ["f", "*", "e", "c"], ["g", "**", "f", 3]]
    expect_graph(submission, leaves, steps, ["g"])


@check(
    task=2,
    points=1.25,
    catches="overwritten-not-added same-value-once parents-visited-twice every-visit-passed-on "
    "no-start upstream-ignored upstream-ignored-in-products",
)
def test_used_twice(submission, rng):
    """A value that is used more than once hears from all of its uses"""
    leaves = numbers(rng, "ab")
    expect_graph(submission, leaves, [["c", "+", "a", "a"]], ["c"])
    expect_graph(submission, leaves, [["c", "*", "a", "a"]], ["c"])
    steps = [["c", "*", "a", "b"], ["d", "+", "c", "a"]]
    expect_graph(submission, leaves, steps, ["d"])
    for op, *number in (("**", 3), ("tanh",), ("relu",)):
        steps = [["c", op, "a", *number], ["d", "*", "c", "a"]]
        expect_graph(submission, {"a": abs(leaves["a"]) + 0.5}, steps, ["d"])
    steps = [["c", "*", "a", "b"], ["d", "*", "c", "a"], ["e", "+", "c", "b"], ["f", "*", "d", "e"]]
    expect_graph(submission, leaves, steps, ["f"])


@check(
    task=2,
    points=1,
    catches="passed-on-too-early last-made-first-ignored every-visit-passed-on same-value-once "
    "overwritten-not-added",
)
def test_order(submission, rng):
    """Ways of different lengths: nobody passes on a share before it is complete"""
    leaves = numbers(rng, "abc")
    long = [["d", "*", "a", "b"], ["e", "*", "d", "c"], ["f", "tanh", "e"], ["g", "*", "f", "d"]]
    expect_graph(submission, leaves, [*long, ["h", "*", "g", "d"]], ["h"])
    expect_graph(submission, leaves, [*long, ["h", "*", "d", "g"]], ["h"])
    for _ in range(4):
        steps, names = [], list("abc")
        for name in "defghijk":
            # At least one of the newest two, so that long ways and short ones meet.
            left, right = names[-rng.integer(1, 2)], names[rng.integer(0, len(names) - 1)]
            swap = rng.integer(0, 1)
            pair = (right, left) if swap else (left, right)
            steps.append([name, "+*"[rng.integer(0, 1)], *pair])
            names.append(name)
        expect_graph(submission, leaves, steps, ["k"])


@check(
    task=2,
    points=0.75,
    catches="old-grads-passed-on grads-cleared-first visited-for-ever second-call-replaces "
    "middle-cleared-first",
)
def test_calls_add_up(submission, rng):
    """Each call of `backward` adds its own derivatives, and nothing else"""
    leaves = numbers(rng, "abc")
    steps = [["d", "*", "a", "b"], ["e", "*", "d", "c"], ["f", "*", "d", "a"]]
    expect_graph(submission, leaves, steps, ["e", "e"], " after two calls of `e.backward()`")
    when = " after `e.backward()` and `f.backward()`"
    expect_graph(submission, leaves, steps, ["e", "f"], when)
    when = " after `d.backward()` and `f.backward()`"
    expect_graph(submission, leaves, steps, ["d", "f"], when)


@check(task=2, points=0.25)
def test_nothing_else_changes(submission, rng):
    """No data changes, and no grad of a value that took no part"""
    leaves = numbers(rng, "abc")
    steps = [["d", "*", "a", "b"], ["e", "*", "d", "c"], ["f", "+", "e", "e"]]
    before, _, _ = submission.run(play, leaves, steps, [])
    after, grads, slopes = submission.run(play, leaves, steps, ["d"])
    require(all(own[0] != 0 for own in slopes), CANNOT_TELL)
    require(grads["a"] != 0, CANNOT_TELL)
    touched = [name for name in before if before[name] != after[name]]
    require(not touched, f"`backward` changes the data of {', '.join(touched)}.")
    strangers = [name for name in "cef" if grads[name] != 0]
    listed = ", ".join(strangers)
    require(not strangers, f"`d.backward()` changes the grad of {listed}, which d is not made of.")


@check(task=2, points=0.5, catches="functions-call-themselves")
def test_deep(submission, rng):
    """A chain of 5000 operations"""

    def deep(module, x, length):
        start = y = module.Value(x)
        alone = [module.Value(x), module.Value(x)]
        (alone[0] + alone[1]).backward()
        try:
            for _ in range(length):
                y = y + start
            y.backward()
        except RecursionError:
            return None
        return [value.grad for value in (start, *alone)]

    x = rng.uniform(0.5, 1.5)
    found = submission.run(deep, x, 5000)
    require(
        found is not None,
        "Python gives up: too many functions have called each other. A list can remember what is "
        "still to be done.",
        apart=True,
    )
    grad, left, right = (float(number) for number in found)
    require(left != 0 and right != 0, CANNOT_TELL)
    wanted = left**5000 + right * sum(left**k for k in range(5000)) if left == 1 else math.nan
    require(math.isfinite(wanted), CANNOT_TELL)
    expect(grad, wanted, "The grad of a at the beginning of a chain of 5000 sums `y = y + a`")


@check(task=2, points=0.25, catches="every-way-walked")
def test_cost(submission, rng):
    """Each value has its turn once, however many ways lead to it"""

    def lines(module, x, doublings):
        import sys

        start = y = module.Value(x)
        for _ in range(doublings):
            y = y + y
        count = 0

        def trace(frame, event, arg):
            nonlocal count
            count += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            y.backward()
        finally:
            sys.settrace(before)
        return count, start.grad

    x = rng.uniform(0.5, 1.5)
    (few, grad), (many, other) = (submission.run(lines, x, doublings) for doublings in (6, 12))
    require(grad != 0 and grad != other, CANNOT_TELL)
    require(
        many < 8 * few + 100,
        "With twice as many values the work grows many times over: `backward` walks along every "
        "way through the values. Let each value have its turn once.",
        apart=True,
    )


def stepped(module, data, grads, lr, steps):
    """Make values with these grads, let them step, and return their data and grads. A value that
    is not in the list comes last."""
    values = [module.Value(x) for x in data]
    for value, grad in zip(values, grads, strict=True):
        value.grad = grad
    same = list(values[:-1])
    for _ in range(steps):
        module.descend(same, lr)
    kept = len(same) == len(values) - 1
    kept = kept and all(one is other for one, other in zip(same, values, strict=False))
    return [value.data for value in values], [value.grad for value in values], kept


def named(found):
    return {str(i): number for i, number in enumerate(found)}


def expect_stepped(submission, rng, lr, steps, what):
    data, grads = (rng.away_from_zero(4).tolist() for _ in range(2))
    found, left, kept = submission.run(stepped, data, grads, lr, steps)
    right = [x - lr * g for x, g in zip(data[:-1], grads[:-1], strict=True)]
    places = [str(i) for i in range(3)]
    right = torch.tensor(right, dtype=torch.float64)
    expect(tensor_of(named(found), places, "data"), right, what)
    return data, grads, found, left, kept


@check(
    task=3,
    points=0.75,
    catches="step-uphill rate-forgotten cleared-before-the-step new-values-made",
)
def test_step(submission, rng):
    """A step against the gradients"""
    lr = rng.uniform(0.1, 0.5)
    what = "The list of the data after a step"
    data, grads, found, left, kept = expect_stepped(submission, rng, lr, 1, what)
    require(kept, "`descend` changes the list. It should change the values in it.")
    require(found[-1] == data[-1], "`descend` changes a value that is not in the list.")
    require(left[-1] == grads[-1], "`descend` clears the grad of a value that is not in the list.")


@check(task=3, points=0.75, catches="not-cleared cleared-before-the-step new-values-made")
def test_cleared(submission, rng):
    """The grads are 0.0 afterwards, so that a second step at once changes nothing"""
    data, grads = (rng.away_from_zero(4).tolist() for _ in range(2))
    found, left, _ = submission.run(stepped, data, grads, 0.1, 1)
    places = [str(i) for i in range(3)]
    judged = tensor_of(named(left), places, "grad")
    require(found[:-1] != data[:-1], "The step changes no data.", judged=judged)
    zeros = torch.zeros(3, dtype=torch.float64)
    expect(tensor_of(named(left), places, "grad"), zeros, "The list of the grads after a step")
    twice, _, _ = submission.run(stepped, data, grads, 0.1, 2)
    require(twice == found, "A second step without a new gradient changes the data.")
    module_done, _, _ = submission.run(stepped, data[:1], grads[:1], 0.1, 1)
    require(module_done == data[:1], "`descend` of an empty list changes something.")
