"""Hidden suite of tensor_autograd. Run it on a file:

pytest graders/06_framework/tensor_autograd/suite.py --submission FILE

A Tensor cannot cross the boundary, so the driver `done` makes leaves of torch tensors, does one
operation beside the learner's code, and calls `backward` with a gradient that is drawn too: with
ones a rule that forgets the gradient from above would look right. What is right says torch's own
autograd, in float64.

One slip is paid once. Sums and products of equal shapes need no `unbroadcast`: a wrong one costs
its own task and `test_broadcast`, which follow-through may give back. A whole graph is compared
with what the learner's own rules say for each of its operations alone.
"""

import torch

from tutor.grading.checks import Contract, check, driven, expect, of_parts, require

NEAR = 1e-6
ARGUMENTS = ("the operation", "the data", "its other argument", "g")


def done(module, name, arrays, more, g):
    """Do one operation on leaves. Return its data, and the gradient that each leaf gets."""
    leaves = [module.Tensor(array, requires_grad=True) for array in arrays]
    result = getattr(leaves[0], name)(*leaves[1:], *more)
    result.backward(g)
    return result.data, *[leaf.grad for leaf in leaves]


def beside_another(module, name, array, more, others, g):
    """The same operation on one leaf, after which others follow on the same leaf and on a new one.
    The gradient is asked for twice."""
    leaf = module.Tensor(array, requires_grad=True)
    result = getattr(leaf, name)(*more)
    getattr(leaf, name)(*others)
    getattr(module.Tensor(array + 1, requires_grad=True), name)(*others)
    result.backward(g)
    once = leaf.grad
    result.backward(g)
    alone = module.Tensor(array, requires_grad=True)
    getattr(alone, name)(*more).backward(g)
    return once, leaf.grad - once, alone.grad


OPERATIONS = {
    "__add__": torch.add,
    "__mul__": torch.mul,
    "relu": torch.relu,
    "__matmul__": torch.matmul,
    "sum": torch.sum,
    "expand": torch.Tensor.expand,
    "transpose": torch.transpose,
    "index_select": lambda x, idx: x.index_select(0, idx),
    "cross_entropy": torch.nn.functional.cross_entropy,
}
SIGNS = {"__add__": "self + other", "__mul__": "self * other", "__matmul__": "self @ other"}


def truth(name, arrays, more, g):
    leaves = [array.detach().clone().requires_grad_() for array in arrays]
    result = OPERATIONS[name](*leaves, *more)
    return result.detach(), *torch.autograd.grad(result, leaves, g)


def operation(name, draw):
    """The contract of an operation: its data, and the gradients of its parents."""
    says = f"The data of `{SIGNS.get(name, f'self.{name}')}`"
    two = name in SIGNS
    parts = [says, "The gradient of self"] + ["The gradient of other"] * two
    return Contract(
        driven(done),
        lambda rng, *sizes, **how: case(rng, name, *draw(rng, *sizes), **how),
        truth=truth,
        parts=parts,
        within=NEAR,
        arguments=ARGUMENTS,
    )


def case(rng, name, shapes, more=(), dtype=torch.float64):
    """Arguments of `done`: data of these shapes, and a gradient in the shape of the result."""
    arrays = [rng.away_from_zero(*shape) for shape in shapes]
    result = OPERATIONS[name](*arrays, *more)
    g = rng.away_from_zero(*result.shape)
    return name, [array.to(dtype) for array in arrays], more, g.to(dtype)


def drawn_idx(rng, rows, M):
    """Numbers of rows, of which the first comes three times; the last row is not selected."""
    idx = torch.randint(0, rows - 1, (M,), generator=rng.generator)
    idx[M // 2] = idx[-1] = idx[0]
    return idx


def drawn_targets(rng, N, C):
    y = torch.randint(0, C, (N,), generator=rng.generator)
    y[N // 2] = C - 1  # what happens if the last class does not occur is asked once
    return y


ADD = operation("__add__", lambda rng, *shape: ((shape, shape),))
MUL = operation("__mul__", lambda rng, *shape: ((shape, shape),))
RELU = operation("relu", lambda rng, *shape: ((shape,),))
MATMUL = operation("__matmul__", lambda rng, N, D, C: (((N, D), (D, C)),))
SUM = operation("sum", lambda rng, *shape: ((shape,), (1,)))
EXPAND = operation("expand", lambda rng, a, b, c: (((c,),), ((a, b, c),)))
TRANSPOSE = operation("transpose", lambda rng, *shape: ((shape,), (0, 2)))
INDEX = operation(
    "index_select", lambda rng, rows, D, M: (((rows, D),), (drawn_idx(rng, rows, M),))
)
ENTROPY = operation("cross_entropy", lambda rng, N, C: (((N, C),), (drawn_targets(rng, N, C),)))


def draw_stretched(rng, shape, stretched, dtype=torch.float64):
    return rng.away_from_zero(*stretched, dtype=dtype), tuple(shape)


def sum_of_copies(g, shape):
    before = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    return torch.autograd.grad(before.expand(g.shape), before, g)[0]


UNBROADCAST = Contract("unbroadcast", draw_stretched, truth=sum_of_copies, within=NEAR)


def copies(name, arrays, g):
    """What comes back to the stretched parents of a sum, a product or `expand`."""
    if name == "__mul__":
        return g * arrays[1], g * arrays[0]
    return (g,) * len(arrays)


def has_some_sense(submission, rng):
    """Whether the learner's `unbroadcast` is right for a row or for a column."""
    cases = [draw_stretched(rng, shape, (3, 4)) for shape in ((4,), (3, 1))]
    return any(alike(submission.unbroadcast(*case), sum_of_copies(*case)) for case in cases)


def alike(found, right):
    same = isinstance(found, torch.Tensor) and found.shape == right.shape
    return same and torch.allclose(found.double(), right.double(), rtol=1e-5, atol=1e-6)


def expect_added_up(submission, rng, contract, name, arrays, more, g):
    """Expect the data and the gradients of an operation that adds up copies, given the learner's
    own `unbroadcast`: a wrong one has been paid for in task 1."""
    found = of_parts(submission.run(done, name, arrays, more, g), contract.parts, name)
    right = list(truth(name, arrays, more, g))
    for place, above in enumerate(copies(name, arrays, g), 1):
        if not alike(found[place], right[place]):
            own = submission.unbroadcast(above, tuple(arrays[place - 1].shape))
            if alike(found[place], own) and has_some_sense(submission, rng):
                right[place] = own
    for part, value, want in zip(contract.parts, found, right, strict=True):
        expect(value, want, part, within=NEAR)


def two_shapes(rng):
    """Two shapes that broadcasting fits together, and the one that they make."""
    whole = rng.sizes(rng.integer(1, 4), 2, 6)
    pair = []
    for _ in range(2):
        kept = [size if rng.integer(0, 2) else 1 for size in whole]
        pair.append(tuple(kept[rng.integer(0, len(whole)) :]))
    return pair, torch.broadcast_shapes(*pair)


@check(
    task=1,
    points=0.5,
    catches="nothing-added-up stretched-axes-only mean-of-the-copies last-axes-added "
    "first-copy-taken all-copies-in-one",
)
def test_missing_axes(subject, rng):
    """Axes that were missing on the left"""
    a, b, c = rng.sizes(3)
    for shape, stretched in (((b,), (a, b)), ((b, c), (a, b, c)), ((c,), (a, b, c))):
        subject(UNBROADCAST).agrees(*draw_stretched(rng, shape, stretched))


@check(
    task=1,
    points=0.75,
    catches="nothing-added-up missing-axes-only mean-of-the-copies first-copy-taken "
    "cut-into-pieces size-for-the-axis all-copies-in-one first-stretched-axis-only "
    "stretched-axes-dropped no-axes-means-all",
)
def test_stretched_axes(subject, rng):
    """Axes of size 1 that were stretched"""
    a, b, c = rng.sizes(3)
    for shape, stretched in (
        ((1, b), (a, b)),
        ((a, 1), (a, b)),
        ((a, 1, c), (a, b, c)),
        ((1, b, 1), (a, b, c)),
        ((a, 1, 1), (a, b, c)),
    ):
        subject(UNBROADCAST).agrees(*draw_stretched(rng, shape, stretched))


@check(
    task=1,
    points=0.5,
    catches="nothing-added-up missing-axes-only stretched-axes-only mean-of-the-copies "
    "first-copy-taken cut-into-pieces all-copies-in-one missing-axes-uncounted "
    "stretched-axes-dropped",
)
def test_both(subject, rng):
    """Missing axes and stretched ones together, of random shapes too"""
    a, b, c = rng.sizes(3)
    subject(UNBROADCAST).agrees(*draw_stretched(rng, (b, 1), (a, b, c)))
    subject(UNBROADCAST).agrees(*draw_stretched(rng, (1, c), (a, b, c)))
    subject(UNBROADCAST).agrees(*draw_stretched(rng, (b, 1, 1), (2, a, b, c, 3)))
    for _ in range(8):
        pair, stretched = two_shapes(rng)
        for shape in pair:
            subject(UNBROADCAST).agrees(*draw_stretched(rng, shape, stretched))


@check(task=1, points=0.25)
def test_ends(subject, rng):
    """Nothing copied, no axes before, sizes of 1 that stay 1, and sizes of 0"""
    a, b = rng.sizes(2)
    for shape, stretched in (
        ((a, b), (a, b)),
        ((), (a, b)),
        ((), ()),
        ((a, 1), (a, 1)),
        ((1, 1), (a, 1)),
        ((1, b), (0, b)),
        ((b,), (0, b)),
        ((a, 1), (a, 0)),
    ):
        subject(UNBROADCAST).agrees(*draw_stretched(rng, shape, stretched))


@check(task=1, points=0.25, catches="always-float64 always-float32")
def test_dtypes_of_unbroadcast(subject):
    """The dtype of g is kept"""
    subject(UNBROADCAST).keeps_dtype(torch.float32, [(4, 5), (3, 4, 5)])
    subject(UNBROADCAST).keeps_short_dtypes((4, 5), (3, 4, 5))


@check(task=1, points=0.25, catches="input-overwritten on-the-cpu loop-over-rows")
def test_care(subject):
    """g stays as it is, the GPU is not left, and no loop goes over rows"""
    subject(UNBROADCAST).leaves_its_arguments((4, 5), (3, 4, 5))
    subject(UNBROADCAST).stays_on_the_gpu((4, 5), (3, 4, 5))
    wide = Contract(
        "unbroadcast",
        lambda rng, a, b, c: draw_stretched(rng, (b, c), (a, b, c)),
        truth=sum_of_copies,
        within=NEAR,
    )
    subject(wide).has_no_loop(3, 4, 5, over=["copies", "rows", "columns"])


@check(task=2, points=0.25, catches="sum-passes-to-one upstream-ignored-in-sums sum-backwards")
def test_plus(submission, rng):
    """A sum of equal shapes: its data and its gradients"""
    for shape in (rng.sizes(2), (3,), rng.sizes(3)):
        expect_added_up(submission, rng, ADD, *case(rng, "__add__", [shape, shape]))


@check(
    task=2,
    points=0.5,
    catches="factors-swapped upstream-ignored-in-products product-passes-to-one",
)
def test_times(submission, rng):
    """A product of equal shapes: its data and its gradients"""
    for shape in (rng.sizes(2), (3,), rng.sizes(3)):
        expect_added_up(submission, rng, MUL, *case(rng, "__mul__", [shape, shape]))


@check(
    task=2,
    points=0.5,
    catches="shapes-taken-as-equal product-added-up-too-early sums-alone-added-up "
    "only-other-added-up copies-added-up-before-the-product",
)
def test_broadcast(submission, rng):
    """Sums and products of different shapes"""
    a, b, c = rng.sizes(3)
    pairs = [((a, b), (b,)), ((a, 1), (1, b)), ((b,), (a, b)), ((), (a, b)), ((a, b, c), (b, 1))]
    pairs += [two_shapes(rng)[0] for _ in range(4)]
    for contract, name in ((ADD, "__add__"), (MUL, "__mul__")):
        for pair in pairs:
            expect_added_up(submission, rng, contract, *case(rng, name, pair))


@check(
    task=2,
    points=0.5,
    catches="relu-lets-everything-through zero-counts-as-on upstream-ignored-in-relu "
    "relu-of-the-gradient relu-multiplies-by-its-value",
)
def test_relu(subject, rng):
    """Relu: its data and its gradient, at 0 too"""
    subject(RELU).agrees_on(rng.sizes(2), rng.sizes(3), (30,))
    _, (x,), more, g = case(rng, "relu", [(4, 5)])
    x[1], x[2] = x[1].abs(), 0.0
    x[3] = -x[3].abs()
    subject(RELU).agrees("relu", [x], more, g)


@check(
    task=2,
    points=0.75,
    catches="matrix-gradients-turned upstream-ignored-in-matrix-products "
    "matrix-product-divided-by-rows matrix-passes-to-one matrix-gradients-exchanged",
)
def test_matrix_product(subject, rng):
    """A matrix product: its data and its gradients"""
    N, D, C = rng.sizes(3)
    subject(MATMUL).agrees_on([N, D, C], [1, D, C], [N, 1, C], [N, D, 1], [0, D, C])


def graph(module, x, w, c, g):
    """A graph in which ways meet, and the same from the learner's operations alone."""

    def leaf(data, requires_grad=True):
        return module.Tensor(data, requires_grad=requires_grad)

    def pulled(operation, left, right, above):
        left, right = leaf(left), leaf(right)
        operation(left, right).backward(above)
        return left.grad, right.grad

    def plus(left, right):
        return left + right

    def times(left, right):
        return left * right

    X, W, C = leaf(x), leaf(w), leaf(c, False)
    h = X * W
    y = h + X
    q = h * y
    z = q * C
    other = X * C
    z.backward(g)
    once = [X.grad, W.grad]
    silent = [tensor.grad is None for tensor in (C, h, y, q, z, other)]
    z.backward(g)
    twice = [X.grad, W.grad]
    asking = [tensor.requires_grad for tensor in (X, W, C, h, z, C * C)]
    q_grad, _ = pulled(times, q.data, c, g)
    h_grad, y_grad = pulled(times, h.data, y.data, q_grad)
    more, directly = pulled(plus, h.data, x, y_grad)
    through, w_grad = pulled(times, x, w, h_grad + more)
    alone = [directly + through, w_grad]

    scalar = leaf(x.sum())
    scalar.backward()
    X.backward(g)
    itself = [scalar.grad, X.grad - twice[0]]
    raised = []
    for result in (z, leaf(x[0]) * leaf(x[0])):
        try:
            result.backward()
            raised.append("an answer")
        except Exception as error:
            raised.append(type(error).__name__)
    deep = start = leaf(x)
    for _ in range(1200):
        deep = deep + start
    try:
        deep.backward(g)
        is_deep = True
    except RecursionError:
        is_deep = False
    return once, twice, alone, silent, asking, itself, raised, is_deep


@check(task=2, points=0.25)
def test_graph(submission, rng):
    """Several operations together: each rule gets what the next one passes on"""
    x, w, c, g = (rng.away_from_zero(3, 4) for _ in range(4))
    found = submission.run(graph, x, w, c, g)
    once, twice, alone, silent, asking, itself, raised, is_deep = found
    told = "The list of the gradients of x and w for `h = x * w; z = h * (h + x) * c`"
    expect(once, alone, told, within=NEAR)
    expect(twice, [2 * grad for grad in alone], f"{told}, after two calls of `backward`,")
    require(all(silent), "A tensor has a grad that is no leaf, or that requires no gradient.")
    require(asking == [True, True, False, True, True, False], "`requires_grad` is wrong.")
    one = torch.ones((), dtype=torch.float64)
    told = "The list of the gradients of two leaves after their own `backward`"
    expect(itself, [one, g], told, dtype=torch.float64)
    refused = raised == ["ValueError", "ValueError"]
    require(refused, "`backward` of a result with axes should raise a ValueError without g.")
    require(is_deep, "A chain of 1200 operations is too long for `backward`.")


def written_into(module, name, arrays, more, g):
    """What an operation and its rule write into."""
    given = {"`data`": arrays, "its argument": [m for m in more if hasattr(m, "clone")], "g": [g]}
    before = {what: [tensor.clone() for tensor in tensors] for what, tensors in given.items()}
    leaves = [module.Tensor(array, requires_grad=True) for array in arrays]
    result = getattr(leaves[0], name)(*leaves[1:], *more)
    first = result.data.clone()
    result.backward(g)
    given["the data of its result"], before["the data of its result"] = [result.data], [first]
    return [
        what
        for what, tensors in given.items()
        if not all(torch.equal(a, b) for a, b in zip(tensors, before[what], strict=True))
    ]


def expect_care(subject, submission, *cases):
    """Expect of each operation that it leaves its arguments, their dtype and their device."""
    for contract, sizes in cases:
        subject(contract).stays_on_the_gpu(*sizes)
        subject(contract).keeps_dtype(torch.float32, sizes)
        subject(contract).keeps_short_dtypes(*sizes)
        name, *others = subject(contract).draw(*sizes)
        changed = submission.run(written_into, name, *others)
        listed = " and ".join(changed)
        require(not changed, f"`{name}` or its rule writes into {listed}.", apart=True)


@check(task=2, points=0.25, catches="sum-in-place gradient-in-float32 gradient-overwritten")
def test_care_of_arithmetic(subject, submission):
    """Data and gradients stay as they are, with their dtype, where they are"""
    cases = (ADD, [3, 4]), (MUL, [3, 4]), (RELU, [3, 4]), (MATMUL, [3, 4, 5])
    expect_care(subject, submission, *cases)


@check(
    task=3,
    points=0.75,
    catches="sum-not-copied-back sum-keeps-its-axis mean-for-sum sum-of-everything "
    "copied-along-the-first-axis",
)
def test_sum(subject, rng):
    """A sum along an axis: its data and its gradient"""
    for shape in (rng.sizes(2), rng.sizes(3), rng.sizes(1), (3, 1, 4)):
        for dim in range(-len(shape), len(shape)):
            subject(SUM).agrees(*case(rng, "sum", [shape], (dim,)))


@check(task=3, points=0.25, catches="copies-not-added-up mean-of-copies-in-expand")
def test_expand(submission, rng):
    """Copies along axes: their data and the gradient"""
    a, b, c = rng.sizes(3)
    cases = [((b,), (a, b)), ((a, 1), (a, b)), ((1, b, 1), (a, b, c)), ((), (a, b))]
    cases += [((b, 1), (a, b, c)), ((a, b), (a, b)), ((1, b), (1, b))]
    for shape, stretched in cases:
        arguments = case(rng, "expand", [shape], (stretched,))
        expect_added_up(submission, rng, EXPAND, *arguments)


@check(task=3, points=0.5, catches="all-axes-turned gradient-not-turned-back axes-permuted-twice")
def test_transpose(subject, rng):
    """Two axes swapped: the data and the gradient"""
    cases = [(rng.sizes(2), (0, 1)), (rng.sizes(2), (1, 0)), (rng.sizes(2), (-1, 0))]
    three, four = rng.sizes(3), rng.sizes(4, 2, 6)
    cases += [(three, pair) for pair in ((0, 1), (1, 2), (0, 2), (-1, -2), (1, 1))]
    cases += [(four, pair) for pair in ((1, 2), (0, 3), (3, 1))]
    for shape, pair in cases:
        subject(TRANSPOSE).agrees(*case(rng, "transpose", [shape], pair))


@check(
    task=3,
    points=0.5,
    catches="last-of-the-same-rows-counts rows-of-the-result gathered-not-added "
    "selected-rows-counted",
)
def test_rows(subject, rng):
    """Rows of a table: each hears from all places to which it was copied"""
    rows, D, E, M = rng.sizes(4, 3, 8)
    for shape in ((rows, D), (rows,), (rows, D, E)):
        idx = drawn_idx(rng, rows, M)
        subject(INDEX).agrees(*case(rng, "index_select", [shape], (idx,)))
    many = drawn_idx(rng, 3, 20)
    subject(INDEX).agrees(*case(rng, "index_select", [(3, D)], (many,)))
    once = torch.randperm(rows, generator=rng.generator)[: rows - 1]
    subject(INDEX).agrees(*case(rng, "index_select", [(rows, D)], (once,)))
    subject(INDEX).agrees(*case(rng, "index_select", [(rows, D)], (once[:0],)))


@check(task=3, points=0.25, catches="notes-kept-on-the-parent rule-used-up")
def test_own_rule(submission, rng):
    """Each result keeps its own rule, for as many calls as you like"""
    a, b, c = rng.sizes(3, 3, 6)
    order = torch.randperm(b, generator=rng.generator)
    cases = {
        "sum": ((b, b), (0,), (1,)),
        "expand": ((b, 1), ((b, a),), ((c, b, a),)),
        "transpose": ((b, b, b), (0, 1), (1, 2)),
        "index_select": ((b, c), (order,), (order.flip(0),)),
    }
    for name, (shape, more, others) in cases.items():
        *_, g = case(rng, name, [shape], more)
        x = rng.away_from_zero(*shape)
        once, again, alone = submission.run(beside_another, name, x, more, others, g)
        what = (
            f"The gradient of `x.{name}`, after which `x.{name}` was called with other arguments,"
        )
        require(bool((alone != 0).any()), "The gradient is zero, so this check cannot tell yet.")
        expect(once, alone, what, within=NEAR)
        expect(again, alone, f"What a second `backward` of `x.{name}` adds", within=NEAR)


def lines_run(module, name, array, more, g):
    """How many lines of Python an operation and its rule take, and the gradient."""
    import sys

    count = 0

    def trace(frame, event, arg):
        nonlocal count
        count += event == "line"
        return trace

    leaf = module.Tensor(array, requires_grad=True)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        getattr(leaf, name)(*more).backward(g)
    finally:
        sys.settrace(before)
    return count, leaf.grad


def expect_no_lines_for_rows(submission, name, few, many):
    """Expect that `many` rows take as many lines of Python as `few` do."""
    less, small = submission.run(lines_run, *few)
    more, large = submission.run(lines_run, *many)
    answers = bool((small != 0).any()) and bool((large != 0).any())
    require(answers, "The gradient is zero everywhere, so this check cannot tell yet.")
    require(
        more < less + 30,
        f"`{name}` or its rule handles the rows one by one in Python. Use one torch operation for "
        "all of them.",
        apart=True,
    )


@check(
    task=3,
    points=0.25,
    catches="rows-overwritten zeros-on-the-cpu row-by-row zeros-in-float32",
)
def test_care_of_shapes(subject, submission, rng):
    """Data and gradients keep their dtype and place here too, and no loop goes over rows"""
    cases = (SUM, [3, 4, 5]), (EXPAND, [3, 4, 5]), (TRANSPOSE, [3, 4, 5]), (INDEX, [5, 3, 7])
    expect_care(subject, submission, *cases)
    few, many = (case(rng, "index_select", [(5, 3)], (drawn_idx(rng, 5, M),)) for M in (6, 66))
    flat = [(name, arrays[0], more, g) for name, arrays, more, g in (few, many)]
    expect_no_lines_for_rows(submission, "index_select", *flat)


@check(
    task=4,
    points=0.25,
    catches="sum-over-the-rows log-forgotten mean-over-all-numbers softmax-along-the-columns "
    "sign-forgotten",
)
def test_loss(submission, rng):
    """The mean cross-entropy, a tensor without axes"""

    def loss(module, z, y):
        return module.Tensor(z, requires_grad=True).cross_entropy(y).data

    for N, C in (rng.sizes(2), (1, 4), (5, 1), (3, 3)):
        z, y = 2 * rng.away_from_zero(N, C), drawn_targets(rng, N, C)
        right = torch.nn.functional.cross_entropy(z, y)
        expect(submission.run(loss, z, y), right, "The data of `self.cross_entropy`", within=NEAR)


def entropy_gradient(module, z, y, g):
    """The gradient of the logits; without g also how the loss changes with each of them."""
    leaf = module.Tensor(z, requires_grad=True)
    leaf.cross_entropy(y).backward(g)
    if g is not None:
        return leaf.grad, None

    def loss(data):
        return module.Tensor(data).cross_entropy(y).data.double()

    slopes = torch.zeros_like(z)
    for place in range(z.numel()):
        step = torch.zeros_like(z)
        step.view(-1)[place] = 1e-5
        slopes.view(-1)[place] = (loss(z + step) - loss(z - step)).sum() / 2e-5
    return leaf.grad, slopes


@check(
    task=4,
    points=0.75,
    catches="gradient-not-divided gradient-divided-by-all-numbers targets-not-subtracted "
    "gradient-with-the-wrong-sign gradient-of-the-targets-alone",
)
def test_gradient(submission, reference, rng):
    """The gradient of the logits, for a gradient of 1 from above"""
    for N, C in (rng.sizes(2), (1, 4), (5, 1), (6, 3)):
        z, y = 2 * rng.away_from_zero(N, C), drawn_targets(rng, N, C)
        found, slopes = submission.run(entropy_gradient, z, y, None)
        right, exact = reference.run(entropy_gradient, z, y, None)
        # Who means another loss is judged by the slopes of that one; it has paid already.
        own = bool((slopes - exact).abs().max() > 1e-4) and bool((slopes != 0).any())
        what = "The gradient of the logits"
        expect(found, slopes if own else right, what, within=1e-4 if own else NEAR)


@check(task=4, points=0.5, catches="entropy-ignores-what-comes-from-above")
def test_from_above(submission, rng):
    """The gradient from above is passed on"""
    N, C = rng.sizes(2)
    z, y = rng.away_from_zero(N, C), drawn_targets(rng, N, C)
    plain, _ = submission.run(entropy_gradient, z, y, torch.ones((), dtype=torch.float64))
    require(isinstance(plain, torch.Tensor) and bool((plain != 0).any()), "The gradient is zero.")
    for _ in range(2):
        g = rng.away_from_zero()
        found, _ = submission.run(entropy_gradient, z, y, g)
        what = "The gradient of the logits, for another gradient from above,"
        expect(found, plain.double() * g, what, within=NEAR)


@check(task=4, points=0.25, catches="exp-overflows classes-counted-from-the-targets")
def test_ends_of_the_loss(submission, rng):
    """Logits of 1000 and -1000, and classes that do not occur"""
    N, C = rng.sizes(2, 4, 7)
    large = 1000 * (1 - 2 * torch.rand(N, C, generator=rng.generator).round().double())
    large[:, 0], large[:, 1] = 1000.0, -1000.0
    for z in (rng.away_from_zero(N, C), large):
        for target in (0, 1):
            y = torch.full((N,), target)
            one = torch.ones((), dtype=torch.float64)  # who forgets g has paid already
            loss, grad = submission.run(done, "cross_entropy", [z], (y,), one)
            right, slope = truth("cross_entropy", [z], (y,), one)
            expect(loss, right, "The data of the loss", within=1e-3)
            expect(grad, slope, "The gradient of the logits", within=1e-3)


@check(task=4, points=0.25, catches="logits-overwritten example-by-example loss-in-float32")
def test_care_of_the_loss(subject, submission, rng):
    """Logits and gradient keep their dtype and place, and no loop goes over examples"""
    expect_care(subject, submission, (ENTROPY, [6, 4]))
    few, many = (case(rng, "cross_entropy", [(N, 4)], (drawn_targets(rng, N, 4),)) for N in (6, 66))
    flat = [(name, arrays[0], more, g) for name, arrays, more, g in (few, many)]
    expect_no_lines_for_rows(submission, "cross_entropy", *flat)
