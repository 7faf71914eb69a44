"""Known mistakes of tensor_autograd: each namespace stands in for the reference."""

import reference
import torch
from generic_mistakes import (
    in_float32,
    in_float64,
    loop_over,
    overwriting,
    partly_on_the_cpu,
    typical,
)

unbroadcast = reference.unbroadcast

always_float64 = in_float64("unbroadcast")
always_float32 = in_float32("unbroadcast")
input_overwritten = typical(overwriting("unbroadcast", "g"))
on_the_cpu = partly_on_the_cpu("unbroadcast")
loop_over_rows = loop_over("unbroadcast", "g", axis=None, what="the numbers of g")


@typical
class nothing_added_up:
    """Your `unbroadcast` does not add up the copies: its result still has the shape of the
    stretched tensor. Each number was copied, and should hear from all of its copies."""

    def unbroadcast(g, shape):
        return g


@typical
class missing_axes_only:
    """You add up along the axes that were missing on the left, and not along those of size 1 that
    were stretched. There too every number was copied."""

    def unbroadcast(g, shape):
        while g.dim() > len(shape):
            g = g.sum(0)
        return g


@typical
class stretched_axes_only:
    """You add up along the axes of size 1 that were stretched, and the axes that were missing on
    the left are still there. They have to go."""

    def unbroadcast(g, shape):
        missing = g.dim() - len(shape)
        for axis, size in enumerate(shape, missing):
            if size == 1:
                g = g.sum(axis, keepdim=True)
        return g


@typical
class mean_of_the_copies:
    """You take the mean over the copies. Every copy has changed the loss for itself, so what comes
    back is added."""

    def unbroadcast(g, shape):
        found = unbroadcast(g, shape)
        return found * found.numel() / max(g.numel(), 1)


class last_axes_added:
    """You add up along the last axes. Broadcasting compares shapes from the right: an axis that is
    missing was missing on the left."""

    def unbroadcast(g, shape):
        while g.dim() > len(shape):
            g = g.sum(-1)
        return g


class first_copy_taken:
    """You keep what comes back to the first copy of each number, and drop the others. All copies
    have changed the loss: add them up."""

    def unbroadcast(g, shape):
        while g.dim() > len(shape):
            g = g[0]
        for axis, size in enumerate(shape):
            if size == 1:
                g = g.narrow(axis, 0, 1)
        return g


class cut_into_pieces:
    """You cut g into pieces of the shape before and add those up. That is right where axes were
    missing on the left; where an axis of size 1 was stretched, the copies do not lie one after the
    other like that."""

    def unbroadcast(g, shape):
        return g.reshape(-1, *shape).sum(0)


@typical
class stretched_axes_dropped:
    """An axis of size 1 that was stretched has gone from your result. It belongs to the shape
    before, with the size 1: `keepdim=True` leaves it there."""

    def unbroadcast(g, shape):
        while g.dim() > len(shape):
            g = g.sum(0)
        for axis in reversed(range(len(shape))):
            if shape[axis] == 1:
                g = g.sum(axis)
        return g


@typical
class no_axes_means_all:
    """Where no axis was missing you add up everything: `g.sum(dim=())` goes over all axes, not over
    none. Leave g alone where there is nothing to add up."""

    def unbroadcast(g, shape):
        missing = g.dim() - len(shape)
        g = g.sum(dim=tuple(range(missing)))
        for axis, size in enumerate(shape[: g.dim()]):
            if size == 1:
                g = g.sum(dim=axis, keepdim=True)
        return g


class size_for_the_axis:
    """You take the size of an axis for its number. An axis of size 1 need not be axis 1: add up
    along the number of the axis that was stretched."""

    def unbroadcast(g, shape):
        while g.dim() > len(shape):
            g = g.sum(0)
        for size in shape:
            if size == 1:
                g = g.sum(min(size, g.dim() - 1), keepdim=True)
        return g


class missing_axes_uncounted:
    """You count the axes of g as those of the shape before. Where axes were missing on the left,
    the axes of g have other numbers: axis i of the shape is axis i + the number of missing ones."""

    def unbroadcast(g, shape):
        for axis, size in enumerate(shape):
            if size == 1:
                g = g.sum(axis, keepdim=True)
        while g.dim() > len(shape):
            g = g.sum(0)
        return g


class all_copies_in_one:
    """Every number of your result is the sum of the whole of g. Each of them should hear from its
    own copies alone."""

    def unbroadcast(g, shape):
        return g if g.shape == shape else g.sum().expand(shape).clone()


class first_stretched_axis_only:
    """You add up along one axis that was stretched. There may be several."""

    def unbroadcast(g, shape):
        missing = g.dim() - len(shape)
        g = g.sum(list(range(missing))) if missing else g
        for axis, size in enumerate(shape):
            if size != g.shape[axis]:
                return g.sum(axis, keepdim=True)
        return g


def ruled(name, wrong):
    """A Tensor whose operation of this name has another rule. `wrong(g, right, self, *others)` gets
    what the right rule says of g."""

    def operation(self, *others):
        made = getattr(reference.Tensor, name)(self, *others)
        right = made.rule
        made.rule = lambda g: tuple(wrong(g, right(g), self, *others))
        return made

    return type("Tensor", (reference.Tensor,), {name: operation})


def ruled_both(wrong):
    """The same for sums and products."""
    plus, times = (ruled(name, wrong) for name in ("__add__", "__mul__"))
    return type("Tensor", (reference.Tensor,), {"__add__": plus.__add__, "__mul__": times.__mul__})


def ones(name):
    """The rule for a gradient of ones, whatever g is."""

    def operation(self, *others):
        made = getattr(reference.Tensor, name)(self, *others)
        right = made.rule
        made.rule = lambda g: right(torch.ones_like(g))
        return made

    return type("Tensor", (reference.Tensor,), {name: operation})


class sum_passes_to_one:
    """Only one of the two addends gets the gradient. The other one took part as well."""

    Tensor = ruled("__add__", lambda g, right, a, b: (right[0], 0 * right[1]))


class upstream_ignored_in_sums:
    """Your sum passes ones to its addends. That is the slope of the sum alone; the chain rule
    multiplies it by g, the gradient that comes from above."""

    Tensor = ones("__add__")


class sum_backwards:
    """The gradients of your sum have the wrong sign. Both addends get g as it is."""

    Tensor = ruled("__add__", lambda g, right, a, b: (-right[0], -right[1]))


@typical
class factors_swapped:
    """In your product each factor gets itself as its slope. With b fixed, a * b grows with a at the
    rate b: each factor gets the other one, times g."""

    Tensor = ruled(
        "__mul__",
        lambda g, right, a, b: (
            reference.unbroadcast(g * a.data, a.shape),
            reference.unbroadcast(g * b.data, b.shape),
        ),
    )


@typical
class upstream_ignored_in_products:
    """Your product passes the other factor on and leaves out g. The chain rule multiplies: the
    slope here times the gradient that comes from above."""

    Tensor = ones("__mul__")


class product_passes_to_one:
    """Only one of the two factors gets a gradient. The other one took part as well."""

    Tensor = ruled("__mul__", lambda g, right, a, b: (right[0], 0 * right[1]))


@typical
class shapes_taken_as_equal:
    """Your sum or product passes gradients on in the shape of its result. A parent that was
    stretched wants its gradient in its own shape: that is what `unbroadcast` is for."""

    class Tensor(reference.Tensor):
        def __add__(self, other):
            return type(self)(self.data + other.data, False, (self, other), lambda g: (g, g))

        def __mul__(self, other):
            def rule(g):
                return g * other.data, g * self.data

            return type(self)(self.data * other.data, False, (self, other), rule)


class sums_alone_added_up:
    """Your sum adds up the copies of a parent that was stretched, your product does not. Both can
    have parents of different shapes."""

    class Tensor(reference.Tensor):
        def __mul__(self, other):
            def rule(g):
                return g * other.data, g * self.data

            return type(self)(self.data * other.data, False, (self, other), rule)


class only_other_added_up:
    """You add up copies for the right operand alone. The left one may be the smaller tensor as
    well: each parent wants its gradient in its own shape."""

    class Tensor(reference.Tensor):
        def __add__(self, other):
            def rule(g):
                return g, reference.unbroadcast(g, other.shape)

            return type(self)(self.data + other.data, False, (self, other), rule)

        def __mul__(self, other):
            def rule(g):
                return g * other.data, reference.unbroadcast(g * self.data, other.shape)

            return type(self)(self.data * other.data, False, (self, other), rule)


class copies_added_up_before_the_product:
    """Your product adds up the copies of g and multiplies by the other factor afterwards, which
    stretches the result once more. Multiply first, then add up."""

    Tensor = ruled(
        "__mul__",
        lambda g, right, a, b: (
            reference.unbroadcast(g, a.shape) * b.data,
            reference.unbroadcast(g, b.shape) * a.data,
        ),
    )


class product_added_up_too_early:
    """Your product adds up the copies of g and multiplies by the other factor afterwards. Each copy
    was multiplied by a number of its own: multiply first, then add up."""

    Tensor = ruled(
        "__mul__",
        lambda g, right, a, b: (
            reference.unbroadcast(reference.unbroadcast(g, a.shape) * b.data, a.shape),
            reference.unbroadcast(reference.unbroadcast(g, b.shape) * a.data, b.shape),
        ),
    )


@typical
class relu_lets_everything_through:
    """Your relu lets every gradient through. Where it is off its result does not change at all, so
    the slope there is 0."""

    Tensor = ruled("relu", lambda g, right, x: (g,))


class zero_counts_as_on:
    """At exactly 0 your relu has the slope 1. Both 0 and 1 could be defended there; here it is 0,
    as in PyTorch. Ask whether the number is greater than 0."""

    Tensor = ruled("relu", lambda g, right, x: (g * (x.data >= 0),))


class upstream_ignored_in_relu:
    """Your relu passes its slope on and leaves out g. The chain rule multiplies the slope by the
    gradient that comes from above."""

    Tensor = ones("relu")


class relu_of_the_gradient:
    """Your rule asks whether g is positive. What decides is whether relu was on: whether its input
    is positive. A negative gradient passes as well."""

    Tensor = ruled("relu", lambda g, right, x: (g * (g > 0),))


class relu_multiplies_by_its_value:
    """Your rule multiplies g by the value of the relu. Where it is on, the result grows as fast as
    what came in: the slope is 1."""

    Tensor = ruled("relu", lambda g, right, x: (g * x.data.clamp(min=0),))


class matrix_gradients_turned:
    """One gradient of your matrix product comes out with its axes swapped. Each gradient has the
    shape of its parent; write down the shapes of g and of both parents."""

    Tensor = ruled("__matmul__", lambda g, right, a, b: (right[0], right[1].T))


class matrix_gradients_exchanged:
    """Your matrix product gives each parent the gradient of the other one. The tuple has the order
    of the parents."""

    Tensor = ruled("__matmul__", lambda g, right, a, b: (right[1], right[0]))


class upstream_ignored_in_matrix_products:
    """Your matrix product leaves out g, as if it were all ones. The chain rule takes the gradient
    that comes from above into the product."""

    Tensor = ones("__matmul__")


class matrix_product_divided_by_rows:
    """You divide a gradient of the matrix product by the number of rows. If a mean was meant
    somewhere, the loss has taken it, and it is in g already."""

    Tensor = ruled("__matmul__", lambda g, right, a, b: (right[0], right[1] / max(len(g), 1)))


class matrix_passes_to_one:
    """Only one of the two matrices gets a gradient. The other one took part as well."""

    Tensor = ruled("__matmul__", lambda g, right, a, b: (right[0], 0 * right[1]))


class sum_in_place:
    """Your sum writes into the data of self. The parent keeps its numbers: make a new tensor."""

    class Tensor(reference.Tensor):
        def __add__(self, other):
            old = self.data.clone()
            made = super().__add__(other)
            if self.data.shape == made.data.shape:
                self.data += made.data - old
            return made


class gradient_overwritten:
    """A rule of yours writes into g. Another rule may get the same g: make a new tensor."""

    class Tensor(reference.Tensor):
        def relu(self):
            made = super().relu()
            right = made.rule
            made.rule = lambda g: (g.copy_(*right(g)),)
            return made


class gradient_in_float32:
    """Your gradients are float32 whatever the data are. A gradient has the dtype of its parent."""

    Tensor = ruled_both(lambda g, right, a, b: tuple(each.float() for each in right))


@typical
class sum_not_copied_back:
    """The gradient of your `sum` has a size of 1, or nothing, where the axis was. Each addend gets
    the gradient of its sum: put the axis back, and copy along it."""

    Tensor = ruled("sum", lambda g, right, x, dim: (g.unsqueeze(dim),))


class sum_keeps_its_axis:
    """The result of your `sum` keeps the axis with size 1. It should disappear."""

    class Tensor(reference.Tensor):
        def sum(self, dim):
            def rule(g):
                g = g if g.dim() == self.data.dim() else g.unsqueeze(dim)
                return (g.expand(self.shape),)

            return type(self)(self.data.sum(dim, keepdim=True), False, (self,), rule)


class mean_for_sum:
    """The gradient of your `sum` is divided by the number of addends, as that of a mean. Each
    addend of a sum gets the whole gradient."""

    Tensor = ruled("sum", lambda g, right, x, dim: (right[0] / x.data.shape[dim],))


class sum_of_everything:
    """Your `sum` adds up all numbers. It should add along the axis `dim` alone."""

    class Tensor(reference.Tensor):
        def sum(self, dim):
            def rule(g):
                return (g.sum().expand(self.shape),)

            return type(self)(self.data.sum(), False, (self,), rule)


@typical
class copied_along_the_first_axis:
    """Your `sum` passes g back as if the sum had been along the first axis. Broadcasting puts an
    axis that is missing on the left; put it back where it was, at `dim`."""

    Tensor = ruled("sum", lambda g, right, x, dim: (g.expand(x.shape),))


@typical
class copies_not_added_up:
    """Your `expand` passes g back in the shape of the copies. Each number hears from all of its
    copies, and what they say is added."""

    Tensor = ruled("expand", lambda g, right, x, shape: (g,))


class mean_of_copies_in_expand:
    """Your `expand` takes the mean over the copies. Every copy has changed the loss for itself, so
    what comes back is added."""

    Tensor = ruled("expand", lambda g, right, x, s: (right[0] * x.data.numel() / g.numel(),))


@typical
class all_axes_turned:
    """Your `transpose` turns all axes around. It should swap the axes i and j, and leave the
    others where they are."""

    class Tensor(reference.Tensor):
        def transpose(self, i, j):
            def turned(x):
                return x.permute(*reversed(range(x.dim())))

            return type(self)(turned(self.data), False, (self,), lambda g: (turned(g),))


@typical
class gradient_not_turned_back:
    """Your `transpose` passes g back as it is. It has the shape of the result: swap the same two
    axes once more."""

    Tensor = ruled("transpose", lambda g, right, x, i, j: (g,))


class axes_permuted_twice:
    """Your `transpose` is right forward, and turns all axes on the way back. Swap the same two axes
    once more, and leave the others where they are."""

    Tensor = ruled("transpose", lambda g, right, x, i, j: (g.permute(*reversed(range(g.dim()))),))


@typical
class last_of_the_same_rows_counts:
    """A row that was selected several times hears from one of its copies only. `t[idx] = g` and
    `t[idx] += g` write each row once, however often it stands in idx. Look for an operation that
    adds at every place."""

    class Tensor(reference.Tensor):
        def index_select(self, idx):
            def rule(g):
                table = torch.zeros_like(self.data)
                for place, row in enumerate(idx.tolist()):
                    table[row] = g[place]
                return (table,)

            return type(self)(self.data[idx], False, (self,), rule)


class rows_of_the_result:
    """Your `index_select` passes g back in the shape of the result. The parent wants a gradient for
    each row of the table, with zeros where a row was not selected."""

    Tensor = ruled("index_select", lambda g, right, x, idx: (g,))


class gathered_not_added:
    """On the way back you select rows of g. What row m of g says belongs to row idx[m] of the
    table: add it there."""

    Tensor = ruled(
        "index_select", lambda g, right, x, idx: (g[torch.arange(len(x.data)) % max(len(g), 1)],)
    )


class selected_rows_counted:
    """Your `index_select` passes back how often each row was selected, and leaves out g. Each time
    a row was selected it gets the row of g at that place."""

    Tensor = ones("index_select")


class notes_kept_on_the_parent:
    """A rule of yours looks at what the latest operation has left on its parent or in one common
    place. Each result has a rule of its own: let it keep what it needs in variables of its own
    call."""

    class Tensor(reference.Tensor):
        def index_select(self, idx):
            self.idx = idx
            made = super().index_select(idx)
            made.rule = lambda g: (torch.zeros_like(self.data).index_add(0, self.idx, g),)
            return made


class rule_used_up:
    """Your rule works once. It may be called again, when somebody calls `backward` once more."""

    class Tensor(reference.Tensor):
        def index_select(self, idx):
            made = super().index_select(idx)
            table = torch.zeros_like(self.data)
            made.rule = lambda g: (table.index_add_(0, idx, g).clone(),)
            return made


class rows_overwritten:
    """Your `index_select` writes into the data of its parent. Collect the gradient in a new
    tensor."""

    class Tensor(reference.Tensor):
        def index_select(self, idx):
            made = super().index_select(idx)
            right = made.rule

            def rule(g):
                shares = right(g)
                self.data.zero_()
                return shares

            made.rule = rule
            return made


class zeros_on_the_cpu:
    """Your `index_select` makes a new tensor without saying where, so it is on the CPU while the
    data are on the GPU. `torch.zeros_like(self.data)` is where the data are."""

    Tensor = ruled(
        "index_select",
        lambda g, right, x, idx: (torch.zeros(x.shape, dtype=g.dtype).index_add(0, idx, g),),
    )


class zeros_in_float32:
    """Your `index_select` collects the gradient in float32, whatever the data are. A gradient has
    the dtype of its parent: `torch.zeros_like(self.data)` has it."""

    Tensor = ruled("index_select", lambda g, right, x, idx: (right[0].float(),))


class row_by_row:
    """Your `index_select` goes through the rows one by one in Python. One torch operation adds all
    of them at their places."""

    class Tensor(reference.Tensor):
        def index_select(self, idx):
            def rule(g):
                table = torch.zeros_like(self.data)
                for place in range(len(idx)):
                    table[idx[place]] += g[place]
                return (table,)

            return type(self)(self.data[idx], False, (self,), rule)


def entropy(loss, slope):
    """A Tensor with another cross-entropy. Both functions get log-probabilities and one-hot labels;
    `slope` gets what comes from above too."""

    def cross_entropy(self, targets):
        log_p = torch.log_softmax(self.data, 1)
        hot = (torch.arange(log_p.shape[1], device=targets.device) == targets[:, None]).to(log_p)
        rule = None if slope is None else lambda g: (slope(g, log_p, hot),)
        made = reference.Tensor.cross_entropy(self, targets)
        data = made.data if loss is None else loss(log_p, hot)
        return type(self)(data, False, (self,), rule or made.rule)

    return type("Tensor", (reference.Tensor,), {"cross_entropy": cross_entropy})


class sum_over_the_rows:
    """Your loss is the sum over the rows, with its gradient. It should be their mean, so that the
    size of a batch does not change how long a step is."""

    Tensor = entropy(lambda q, hot: -(q * hot).sum(), lambda g, q, hot: g * (q.exp() - hot))


class mean_over_all_numbers:
    """Your loss is divided by the number of rows times the number of classes. Each row has one
    right class: divide by the number of rows."""

    Tensor = entropy(
        lambda q, hot: -(q * hot).mean(), lambda g, q, hot: g * (q.exp() - hot) / q.numel()
    )


class log_forgotten:
    """Your loss takes the probability of the right class. The cross-entropy takes minus its
    logarithm."""

    Tensor = entropy(lambda q, hot: (q.exp() * hot).sum(1).mean(), None)


class sign_forgotten:
    """Your loss is negative: the minus in front of the logarithm is missing."""

    Tensor = entropy(
        lambda q, hot: (q * hot).sum(1).mean(), lambda g, q, hot: g * (hot - q.exp()) / len(q)
    )


class softmax_along_the_columns:
    """Your softmax runs down the columns, over the examples of the batch. The classes of one
    example stand in its row: take the axis 1."""

    class Tensor(reference.Tensor):
        def cross_entropy(self, targets):
            log_p = torch.log_softmax(self.data, 0)
            rows = torch.arange(len(targets), device=targets.device)

            def rule(g):
                slope = log_p.exp()
                slope[rows, targets] -= 1
                return (g * slope / len(targets),)

            return type(self)(-log_p[rows, targets].mean(), False, (self,), rule)


@typical
class gradient_not_divided:
    """The gradient of your loss is not divided by the number of rows. The loss is a mean, so each
    row has one part in N of it."""

    Tensor = entropy(None, lambda g, q, hot: g * (q.exp() - hot))


class gradient_divided_by_all_numbers:
    """You divide the gradient of the loss by the number of rows times the number of classes. The
    loss is a mean over rows: divide by their number."""

    Tensor = entropy(None, lambda g, q, hot: g * (q.exp() - hot) / q.numel())


class targets_not_subtracted:
    """The gradient of your loss is the probabilities alone. At the right class 1 is subtracted:
    that logit pulls the loss down."""

    Tensor = entropy(None, lambda g, q, hot: g * q.exp() / len(q))


class gradient_of_the_targets_alone:
    """The gradient of your loss reaches the logit of the right class alone. The others stand in the
    denominator of the softmax, so they take part as well."""

    Tensor = entropy(None, lambda g, q, hot: g * (q.exp() - hot) * hot / len(q))


class gradient_with_the_wrong_sign:
    """The gradient of your loss has the wrong sign. It is the probabilities minus the one-hot
    labels; the minus of the step belongs to the optimizer."""

    Tensor = entropy(None, lambda g, q, hot: g * (hot - q.exp()) / len(q))


@typical
class entropy_ignores_what_comes_from_above:
    """Your cross-entropy leaves out g. Mostly the loss is the end, and g is 1. But somebody may
    halve the loss or add another one: multiply by g."""

    Tensor = entropy(None, lambda g, q, hot: (q.exp() - hot) / len(q))


class exp_overflows:
    """exp(1000) is infinity, so a softmax made of exp alone fails for large logits. Subtract the
    largest logit of each row first, or use `torch.log_softmax`, which does so."""

    class Tensor(reference.Tensor):
        def cross_entropy(self, targets):
            p = self.data.exp() / self.data.exp().sum(1, keepdim=True)
            rows = torch.arange(len(targets), device=targets.device)

            def rule(g):
                slope = p.clone()
                slope[rows, targets] -= 1
                return (g * slope / len(targets),)

            return type(self)(-p[rows, targets].log().mean(), False, (self,), rule)


class classes_counted_from_the_targets:
    """You count the classes by the targets. Not every class needs to occur in a batch: the logits
    have a column for each."""

    class Tensor(reference.Tensor):
        def cross_entropy(self, targets):
            hot = torch.nn.functional.one_hot(targets)
            log_p = torch.log_softmax(self.data, 1)

            def rule(g):
                return (g * (log_p.exp() - hot) / len(targets),)

            made = super().cross_entropy(targets)
            return type(self)(made.data, False, (self,), rule)


class logits_overwritten:
    """Your cross-entropy writes into the logits. Its parent keeps its numbers: make a new
    tensor."""

    class Tensor(reference.Tensor):
        def cross_entropy(self, targets):
            self.data -= self.data.amax(1, keepdim=True)
            return super().cross_entropy(targets)


class example_by_example:
    """Your cross-entropy goes through the rows one by one in Python. Index with two tensors, of
    rows and of classes, or compare the targets with the numbers of the classes."""

    class Tensor(reference.Tensor):
        def cross_entropy(self, targets):
            def rule(g):
                slope = torch.softmax(self.data, 1)
                for row in range(len(targets)):
                    slope[row, targets[row]] -= 1
                return (g * slope / len(targets),)

            return type(self)(super().cross_entropy(targets).data, False, (self,), rule)


class loss_in_float32:
    """Your loss or its gradient is float32 whatever the logits are. `torch.zeros` and its relatives
    make float32 unless told otherwise."""

    Tensor = entropy(
        lambda q, hot: -(q * hot).sum(1).mean().float(),
        lambda g, q, hot: (g * (q.exp() - hot) / len(q)).float(),
    )
