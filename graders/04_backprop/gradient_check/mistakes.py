"""Known mistakes of gradient_check: each namespace stands in for part of the reference."""

import itertools

import torch
from generic_mistakes import partly_on_the_cpu, typical


def nudged(f, x, h, slope, back=None):
    """Measure in place, on x itself where it is float64; `slope` asks f above and below."""
    x = x.double()
    grad = torch.empty_like(x)
    for where in torch.ones(x.shape).nonzero().tolist():
        where = tuple(where)
        old = x[where].item()
        grad[where] = slope(f, x, where, old, h)
        if back is None:
            x[where] = old
        else:
            back(x, where, h)
    return grad


def at(f, x, where, value):
    x[where] = value
    return float(f(x))


def central(f, x, where, old, h):
    return (at(f, x, where, old + h) - at(f, x, where, old - h)) / (2 * h)


@typical
class one_sided:
    """You compare f(x + h) with f(x). That is right as well when h goes to zero, but with an h as
    large as a computer needs the error is proportional to h; from both sides it is proportional to
    h squared."""

    def numeric_grad(f, x, h=1e-5):
        def forward(f, x, where, old, h):
            return (at(f, x, where, old + h) - at(f, x, where, old)) / h

        return nudged(f, x, h, forward)


@typical
class divided_by_h:
    """Your gradient is twice as large as it should be. From x - h to x + h it is a way of 2 h, and
    that is what the difference has to be divided by."""

    def numeric_grad(f, x, h=1e-5):
        return 2 * nudged(f, x, h, central)


class downhill:
    """Your gradient has the wrong sign: you subtract what is above from what is below. A slope is
    positive where f grows with x."""

    def numeric_grad(f, x, h=1e-5):
        return -nudged(f, x, h, central)


@typical
class h_ignored:
    """The argument h plays no part: you always nudge by 1e-5. The caller may know better,
    for example how close the next kink is."""

    def numeric_grad(f, x, h=1e-5):
        return nudged(f, x, 1e-5, central)


@typical
class whole_x_nudged:
    """You nudge all elements at once. Then you learn how f changes along one single direction; a
    gradient needs an answer for each element by itself."""

    def numeric_grad(f, x, h=1e-5):
        x = x.double()
        slope = (float(f(x + h)) - float(f(x - h))) / (2 * h)
        return torch.full_like(x, slope)


@typical
class not_restored:
    """You do not put an element back before you nudge the next one. Then all the later slopes are
    measured somewhere else, and the caller gets back another x than they lent you."""

    def numeric_grad(f, x, h=1e-5):
        return nudged(f, x, h, central, back=lambda x, where, h: None)


class old_value_is_a_view:
    """You kept `x[i]` as the old value, but in torch that is a view: it changes with x. So you
    subtract h from the nudged value and come back to where you began: you measure from one side
    only and still divide by 2h. Keep the old value: with `.item()`, or with `.clone()`."""

    def numeric_grad(f, x, h=1e-5):
        x = x.double()
        grad = torch.empty_like(x)
        for where in torch.ones(x.shape).nonzero().tolist():
            where = tuple(where)
            old = x[where]
            x[where] = old + h
            above = float(f(x))
            x[where] = old - h
            below = float(f(x))
            x[where] = old
            grad[where] = (above - below) / (2 * h)
        return grad


@typical
class rows_nudged:
    """You nudge whole rows: `x[i]` is one element only if x has a single axis. A gradient needs an
    answer for each element by itself, whatever the shape of x."""

    def numeric_grad(f, x, h=1e-5):
        x = x.double()
        grad = torch.zeros_like(x)
        for i in range(len(x)):
            nudge = torch.zeros_like(x)
            nudge[i] = h
            grad[i] = (float(f(x + nudge)) - float(f(x - nudge))) / (2 * h)
        return grad


class restored_by_arithmetic:
    """You put the elements back by adding and subtracting h. Floating point rounds each time, so
    that some of them end up a tiny bit elsewhere. Keep the old value and write it back, or nudge a
    copy."""

    def numeric_grad(f, x, h=1e-5):
        x = x.double()
        grad = torch.empty_like(x)
        for where in torch.ones(x.shape).nonzero().tolist():
            where = tuple(where)
            x[where] += h
            above = float(f(x))
            x[where] -= 2 * h
            below = float(f(x))
            x[where] += h
            grad[where] = (above - below) / (2 * h)
        return grad


class flat_copy:
    """Your gradient is zero where x is a view, such as a transpose. `reshape` and `flatten` give
    the elements of a tensor where they can, and a copy of them where they cannot; you nudged the
    copy, and f looked at the original."""

    def numeric_grad(f, x, h=1e-5):
        x = x.double()
        flat = x.reshape(-1)
        grad = torch.zeros(x.shape, dtype=x.dtype, device=x.device).reshape(-1)
        for i in range(len(flat)):
            old = flat[i].item()
            above, below = at_flat(f, x, flat, i, old + h), at_flat(f, x, flat, i, old - h)
            flat[i] = old
            grad[i] = (above - below) / (2 * h)
        return grad.reshape(x.shape)


def at_flat(f, x, flat, i, value):
    flat[i] = value
    return float(f(x))


class float32_steps:
    """You nudge in float32. It has seven digits, and a step of 1e-5 changes only the last two of
    them, so what you measure is mostly rounding. Nudge a float64 copy."""

    def numeric_grad(f, x, h=1e-5):
        grad = torch.zeros(x.shape, dtype=torch.float64, device=x.device)
        for where in torch.ones(x.shape).nonzero().tolist():
            where = tuple(where)
            up, down = x.clone(), x.clone()
            up[where] += h
            down[where] -= h
            grad[where] = (float(f(up)) - float(f(down))) / (2 * h)
        return grad


class gradient_in_float32:
    """For an x in float32 your gradient is float32 too. It was measured in float64 with some
    effort; give it back in float64, so that nothing of it is lost."""

    def numeric_grad(f, x, h=1e-5):
        return nudged(f, x.clone(), h, central).to(x.dtype)


class always_float32:
    """Your gradient is float32 even where x is float64: that is what `torch.zeros` makes when
    nobody says otherwise. Give it `dtype=torch.float64`."""

    def numeric_grad(f, x, h=1e-5):
        grad = torch.zeros(x.shape, device=x.device)
        return nudged(f, x.clone(), h, central).to(grad.dtype)


@typical
class shape_lost:
    """Your gradient is flat. There is one slope for each element of x, so it has the shape of x,
    whatever that is."""

    def numeric_grad(f, x, h=1e-5):
        return nudged(f, x, h, central).flatten()


made_on_the_cpu = partly_on_the_cpu("numeric_grad")


def ratio(a, b, size):
    return (a - b).abs() / size.clamp(min=1e-8)


def checked(a, b):
    if a.shape != b.shape:
        raise ValueError("the shapes differ")
    return a.double(), b.double()


def largest(errors):
    return errors.max().item() if errors.numel() else 0.0


@typical
class absolute_error:
    """You measure how far apart the numbers are and forget how large they are. 0.001 is nothing
    beside 1000 and everything beside 0.001: divide by the size."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest((a - b).abs())


@typical
class mean_instead_of_worst:
    """You average over the elements. A gradient with one wrong element among a thousand is a wrong
    gradient, and the mean does not show it."""

    def rel_error(a, b):
        a, b = checked(a, b)
        errors = ratio(a, b, a.abs() + b.abs())
        return errors.mean().item() if errors.numel() else 0.0


class lengths_compared:
    """You compare the length of the difference with the lengths of the two gradients. One wrong
    element hardly shows among many large ones; here each element is measured by its own size."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return ((a - b).norm() / (a.norm() + b.norm()).clamp(min=1e-8)).item()


class by_the_larger:
    """You divide by the larger of the two sizes. That is a relative error too, but here the two
    sizes are added, so that the error lies between 0 and 1."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest(ratio(a, b, torch.maximum(a.abs(), b.abs())))


@typical
class by_one_of_them:
    """You divide by the size of one of the two. Then it matters which of them comes first; add both
    sizes, so that neither is taken for the truth."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest(ratio(a, b, b.abs()))


@typical
class sign_kept:
    """You look for the largest of the differences with their signs, so an element that is far too
    small looks better than one that is right. Take the absolute value first."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest((a - b) / (a.abs() + b.abs()).clamp(min=1e-8))


@typical
class no_floor:
    """Where both elements are zero you divide zero by zero, and get NaN for two gradients that
    agree. Where the sizes add up to less than 1e-8, divide by 1e-8."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest((a - b).abs() / (a.abs() + b.abs()))


class floor_added:
    """You add 1e-8 to the sizes. The formula takes the larger of the two instead, so that the floor
    changes nothing but what lies below it."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest((a - b).abs() / (a.abs() + b.abs() + 1e-8))


class nan_lost:
    """A NaN in a gradient does not show in your error. Something passes it over, such as Python's
    `max`, which compares, and every comparison with NaN is false. A gradient that is not a number
    must not pass a check."""

    def rel_error(a, b):
        a, b = checked(a, b)
        worst = 0.0
        for p, q in zip(a.flatten().tolist(), b.flatten().tolist(), strict=True):
            error = abs(p - q) / max(1e-8, abs(p) + abs(q))
            if error > worst:
                worst = error
        return worst


class broadcast:
    """You compare tensors of different shapes, and broadcasting stretches them until they fit. A
    gradient of the wrong shape is a wrong gradient: raise a ValueError."""

    def rel_error(a, b):
        a, b = a.double(), b.double()
        return largest(ratio(a, b, a.abs() + b.abs()))


class computed_in_float32:
    """You compute in the dtype that comes in. In float32 the sum of two huge sizes overflows to
    infinity, and nothing sensible comes of that: go to float64 first."""

    def rel_error(a, b):
        checked(a, b)
        return largest((a - b).abs() / (a.abs() + b.abs()).clamp(min=1e-8))


class x_itself_nudged:
    """You nudge the caller's x and put it back afterwards. A function that also looks at x itself
    sees it move, and so does every other part of the program that runs meanwhile. `double()` gives
    the very same tensor where x is float64 already: make a copy with `clone()`."""

    def numeric_grad(f, x, h=1e-5):
        x = x.detach()
        nudged = x if x.dtype == torch.float64 else x.double()
        grad = torch.zeros(x.shape, dtype=torch.float64, device=x.device)
        for where in itertools.product(*map(range, x.shape)):
            old = nudged[where].clone()
            nudged[where] = old + h
            above = float(f(nudged))
            nudged[where] = old - h
            below = float(f(nudged))
            nudged[where] = old
            grad[where] = (above - below) / (2 * h)
        return grad


class size_of_the_sum:
    """You divide by the size of the sum, |a + b|. For two numbers of opposite sign the sum is
    small, and the error comes out enormous: add up their sizes, |a| + |b|."""

    def rel_error(a, b):
        if a.shape != b.shape:
            raise ValueError
        if a.numel() == 0:
            return 0.0
        a, b = a.double(), b.double()
        return ((a - b).abs() / (a + b).abs().clamp(min=1e-8)).max().item()


class one_sided_below:
    """You compare f(x) with f(x - h). That is right as well when h goes to zero, but with an h as
    large as this one its error is proportional to h. From both sides it is proportional to h
    squared."""

    def numeric_grad(f, x, h=1e-5):
        def slope(f, x, where, old, h):
            return (at(f, x, where, old) - at(f, x, where, old - h)) / h

        return nudged(f, x, h, slope)


class half_a_nudge:
    """Your two points are only h apart, and you divide by 2h: the gradient is half of what it
    should be. Nudge up by h and down by h."""

    def numeric_grad(f, x, h=1e-5):
        return nudged(f, x, h / 2, central) / 2


class nudge_in_proportion:
    """Your nudge grows with the element: you multiply x by 1 + h and 1 - h. The two points are then
    2 h x apart and not 2h, and an element that is 0 is not nudged at all. Add h and subtract it."""

    def numeric_grad(f, x, h=1e-5):
        def slope(f, x, where, old, h):
            return (at(f, x, where, old * (1 + h)) - at(f, x, where, old * (1 - h))) / (2 * h)

        return nudged(f, x, h, slope)


class left_below:
    """You nudge down by 2h from above, and do not put the element back: it stays h below. Then all
    the later slopes are measured somewhere else."""

    def numeric_grad(f, x, h=1e-5):
        z, grad = x.double().clone(), torch.zeros(x.shape, dtype=torch.float64, device=x.device)
        for where in itertools.product(*map(range, x.shape)):
            z[where] += h
            above = float(f(z))
            z[where] -= 2 * h
            grad[where] = (above - float(f(z))) / (2 * h)
        return grad


class left_above:
    """You nudge an element up, and it stays there while the next ones are nudged. Then all the
    later slopes are measured somewhere else: put each element back first, or nudge a new copy."""

    def numeric_grad(f, x, h=1e-5):
        z, grad = x.double().clone(), torch.zeros(x.shape, dtype=torch.float64, device=x.device)
        for where in itertools.product(*map(range, x.shape)):
            z[where] += h
            below = z.clone()
            below[where] -= 2 * h
            grad[where] = (float(f(z)) - float(f(below))) / (2 * h)
        return grad


class by_the_first_of_them:
    """You divide by the size of the first one. Then it matters which of them comes first; add both
    sizes, so that neither is taken for the truth."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest(ratio(a, b, a.abs()))


class mean_of_the_sizes:
    """Your error is twice as large as it should be: you divide by the mean of the two sizes. Divide
    by their sum; then 1 is the largest error that there can be."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest(ratio(a, b, (a.abs() + b.abs()) / 2))


class in_percent:
    """You return a percentage. The relative error is a number from 0 to 1."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return 100 * largest(ratio(a, b, a.abs() + b.abs()))


class error_squared:
    """You square the relative error. Then an error of a thousandth looks like a millionth, and a
    wrong gradient passes."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return largest(ratio(a, b, a.abs() + b.abs()) ** 2)


class errors_added_up:
    """You add the errors of all elements up. The sum grows with the number of elements; you should
    return the largest one."""

    def rel_error(a, b):
        a, b = checked(a, b)
        return float(ratio(a, b, a.abs() + b.abs()).sum())


class largest_by_largest:
    """You divide the largest difference by the largest size. An error in a small element is then
    measured with the size of another one, and is lost. Divide element by element, and take the
    largest of the results."""

    def rel_error(a, b):
        a, b = checked(a, b)
        if not a.numel():
            return 0.0
        return float((a - b).abs().max() / (a.abs() + b.abs()).clamp(min=1e-8).max())
