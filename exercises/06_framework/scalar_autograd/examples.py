"""Visible examples for scalar_autograd. `tutor check scalar_autograd` runs them on your code."""

from tutor.grading.checks import check, expect


@check(task=1, points=1)
def test_arithmetic(submission):
    """2 and 3: their sum is 5, their product 6, and 2 ** 3 is 8."""

    def made(module):
        a, b = module.Value(2.0), module.Value(3.0)
        return [(a + b).data, (a * b).data, (a**3).data, (a + 1).data, (a * 4).data, a.grad]

    plus, times, power, plus_one, times_four, grad = submission.run(made)
    expect(plus, 5.0, "The data of `a + b`")
    expect(times, 6.0, "The data of `a * b`")
    expect(power, 8.0, "The data of `a ** 3`")
    expect(plus_one, 3.0, "The data of `a + 1`")
    expect(times_four, 8.0, "The data of `a * 4`")
    expect(grad, 0.0, "The grad of a new value")


@check(task=1, points=1)
def test_activations(submission):
    """relu and tanh of 0.5 and of -2."""

    def made(module):
        return [(v.relu().data, v.tanh().data) for v in (module.Value(0.5), module.Value(-2.0))]

    (on, up), (off, down) = submission.run(made)
    expect(on, 0.5, "The data of relu at 0.5")
    expect(off, 0.0, "The data of relu at -2")
    expect(up, 0.46211715726, "The data of tanh at 0.5")
    expect(down, -0.96402758007, "The data of tanh at -2")


@check(task=2, points=1)
def test_slopes(submission):
    """The slopes of single operations: a * b, a ** 3, relu and tanh."""

    def made(module):
        a, b, c, d, e = (module.Value(x) for x in (2.0, 3.0, 2.0, -2.0, 0.5))
        (a * b).backward()
        (c**3).backward()
        d.relu().backward()
        e.tanh().backward()
        return [a.grad, b.grad, c.grad, d.grad, e.grad]

    a, b, c, d, e = submission.run(made)
    expect(a, 3.0, "The grad of a = 2 for `a * b` with b = 3")
    expect(b, 2.0, "The grad of b = 3 for `a * b` with a = 2")
    expect(c, 12.0, "The grad of c = 2 for `c ** 3`")
    expect(d, 0.0, "The grad of d = -2 for `d.relu()`")
    expect(e, 0.78644773297, "The grad of e = 0.5 for `e.tanh()`")


def statement(module, calls):
    """The example of the statement: a = 2, b = 3, c = a * b, d = c + a, e = d * d."""
    a, b = module.Value(2.0), module.Value(3.0)
    c = a * b
    d = c + a
    e = d * d
    for _ in range(calls):
        e.backward()
    return [a.grad, b.grad, c.grad, d.grad, e.grad]


@check(task=2, points=1)
def test_statement(submission):
    """The example of the statement: a gets 64 and b gets 32."""
    for name, grad, right in zip(
        "edcba", reversed(submission.run(statement, 1)), (1.0, 16.0, 16.0, 32.0, 64.0), strict=True
    ):
        expect(grad, right, f"The grad of {name}")


@check(task=2, points=1)
def test_short_way_and_long_way(submission):
    """b = a + 1 reaches `(b * 2 + b) * b` on ways of three lengths; that is 3 * b ** 2."""

    def made(module):
        grads = []
        for turned in (False, True):
            a = module.Value(2.0)
            b = a + 1.0
            c = b * 2.0
            d = b + c if turned else c + b
            e = b * d if turned else d * b
            e.backward()
            grads.append(a.grad)
        return grads

    for grad in submission.run(made):
        expect(grad, 18.0, "The grad of a = 2")


@check(task=2, points=1)
def test_two_calls(submission):
    """Two calls of `backward` add up: a gets 128 and b gets 64."""
    a, b, *_ = submission.run(statement, 2)
    expect(a, 128.0, "The grad of a after two calls")
    expect(b, 64.0, "The grad of b after two calls")


@check(task=3, points=1)
def test_step(submission):
    """From 5 with the grad 20 a step with learning rate 0.1 leads to 3, and the grad is 0."""

    def made(module):
        v = module.Value(5.0)
        v.grad = 20.0
        module.descend([v], 0.1)
        return v.data, v.grad

    data, grad = submission.run(made)
    expect(data, 3.0, "The data after the step")
    expect(grad, 0.0, "The grad after the step")
