"""Known mistakes of scalar_autograd: each namespace stands in for the reference."""

import math

import reference
from generic_mistakes import typical


def collected(self, order):
    """The derivatives of self, if the values pass on their shares in this order."""
    found = {self: 1.0}
    for value in order:
        for parent, slope in zip(value.parents, value.slopes, strict=True):
            found[parent] = found.get(parent, 0.0) + slope * found.get(value, 0.0)
    return found


def add_to_grads(found):
    for value, derivative in found.items():
        value.grad += derivative


class values_only:
    """You expect another value on the right, and a plain number such as 3 has no `data`. Make a
    value of it first; it is a leaf like any other, and nobody looks at its grad."""

    class Value(reference.Value):
        def as_value(self, other):
            return other

        def __add__(self, other):
            return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            return type(self)(self.data * other.data, (self, other), (other.data, self.data))


class power_as_a_product:
    """Your power multiplies by n. a ** 3 is a * a * a, not 3 * a."""

    class Value(reference.Value):
        def __pow__(self, n):
            return type(self)(self.data * n, (self,), (float(n),))


class tanh_overflows:
    """exp(1000) is too large for a float, so a formula made of exp fails for large numbers. The
    function `math.tanh` knows how to avoid that."""

    class Value(reference.Value):
        def tanh(self):
            e = math.exp(2 * self.data)
            t = (e - 1) / (e + 1)
            return type(self)(t, (self,), (1 - t * t,))


class sigmoid_for_tanh:
    """Your tanh gives numbers between 0 and 1: that is the sigmoid. The tanh goes from -1 to 1 and
    is 0 at 0."""

    class Value(reference.Value):
        def tanh(self):
            s = 1 / (1 + math.exp(-self.data)) if self.data > -700 else 0.0
            return type(self)(s, (self,), (s * (1 - s),))


@typical
class factors_swapped:
    """In your product each factor gets itself as its slope. With b fixed, a * b grows with a at the
    rate b: each factor gets the other one."""

    class Value(reference.Value):
        def __mul__(self, other):
            other = self.as_value(other)
            return type(self)(self.data * other.data, (self, other), (self.data, other.data))


class no_slope_for_the_second:
    """Only the left operand of your sum or product hears anything. The right one took part as well:
    it needs its slope too."""

    class Value(reference.Value):
        def __add__(self, other):
            other = self.as_value(other)
            return type(self)(self.data + other.data, (self,), (1.0,))

        def __mul__(self, other):
            other = self.as_value(other)
            return type(self)(self.data * other.data, (self,), (other.data,))


@typical
class no_start:
    """All derivatives come out as 0: nobody starts. The value on which `backward` is called changes
    with itself at the rate 1, and from this 1 everything else follows."""

    class Value(reference.Value):
        def backward(self):
            for value in self.in_order():
                value.grad += 0.0


class grad_of_self_missing:
    """The value on which `backward` is called keeps a grad of 0. It changes with itself at the rate
    1, and that belongs into its grad as well."""

    class Value(reference.Value):
        def backward(self):
            kept = self.grad
            super().backward()
            self.grad = kept


class uphill_backward:
    """All your grads have the wrong sign. `backward` finds derivatives as they are; the minus
    belongs to the step of gradient descent."""

    class Value(reference.Value):
        def backward(self):
            found = collected(self, reversed(self.in_order()))
            add_to_grads({value: -derivative for value, derivative in found.items()})


@typical
class power_without_its_factor:
    """The slope of your power lacks the factor n. a ** 3 grows at the rate 3 * a ** 2: each of the
    three factors has its part in it."""

    class Value(reference.Value):
        def __pow__(self, n):
            slope = self.data ** (n - 1) if n else 0.0
            return type(self)(self.data**n, (self,), (slope,))


@typical
class power_not_lowered:
    """The slope of your power is n * a ** n. The exponent goes down by one: n * a ** (n - 1)."""

    class Value(reference.Value):
        def __pow__(self, n):
            return type(self)(self.data**n, (self,), (n * self.data**n,))


@typical
class relu_slope_always_one:
    """Your relu lets every gradient through. Where it is off its result does not change at all, so
    the slope there is 0. (A result of relu is never negative: asking it whether it is at least 0
    tells nothing.)"""

    class Value(reference.Value):
        def relu(self):
            return type(self)(max(self.data, 0.0), (self,), (1.0,))


class zero_counts_as_on:
    """At exactly 0 your relu has the slope 1. Both 0 and 1 could be defended there; here it is 0,
    as in PyTorch. Ask whether the number is greater than 0."""

    class Value(reference.Value):
        def relu(self):
            return type(self)(max(self.data, 0.0), (self,), (float(self.data >= 0),))


class relu_slope_of_its_value:
    """The slope of your relu is its value. Where it is on, the result grows as fast as what came
    in: the slope is 1."""

    class Value(reference.Value):
        def relu(self):
            on = max(self.data, 0.0)
            return type(self)(on, (self,), (on,))


@typical
class tanh_slope_from_its_input:
    """You take 1 - x ** 2 as the slope of the tanh, with its input x. The formula is for its output
    t: the slope is 1 - t ** 2."""

    class Value(reference.Value):
        def tanh(self):
            return type(self)(math.tanh(self.data), (self,), (1 - self.data**2,))


class tanh_slope_not_squared:
    """The slope of your tanh is not 1 - t ** 2, with the square of its result t. Yours is that of a
    sigmoid, or lacks the square."""

    class Value(reference.Value):
        def tanh(self):
            t = math.tanh(self.data)
            return type(self)(t, (self,), (1 - t,))


@typical
class upstream_ignored:
    """You add the slope of each operation, and leave out what came from above. The chain rule
    multiplies: the slope here times the derivative that has arrived at the result."""

    class Value(reference.Value):
        def backward(self):
            found = {self: 1.0}
            for value in reversed(self.in_order()):
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    found[parent] = found.get(parent, 0.0) + slope
            add_to_grads(found)


class upstream_ignored_in_products:
    """The slopes of your product go to the factors as they are. The chain rule multiplies: the
    other factor times the derivative that has arrived at the product."""

    class Value(reference.Value):
        is_product = False

        def __mul__(self, other):
            made = super().__mul__(other)
            made.is_product = True
            return made

        def backward(self):
            found = {self: 1.0}
            for value in reversed(self.in_order()):
                arrived = 1.0 if value.is_product else found[value]
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    found[parent] = found.get(parent, 0.0) + slope * arrived
            add_to_grads(found)


class only_one_step:
    """Your derivatives stop at the values from which self was made directly. Those were made from
    others, and the walk back goes on to the leaves."""

    class Value(reference.Value):
        def backward(self):
            add_to_grads(collected(self, [self]))


@typical
class overwritten_not_added:
    """A share that arrives replaces the one before. A value that was used twice hears from both
    uses, and what it hears is added: `+=` where you have `=`."""

    class Value(reference.Value):
        def backward(self):
            found = {self: 1.0}
            for value in reversed(self.in_order()):
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    found[parent] = slope * found[value]
            add_to_grads(found)


@typical
class same_value_once:
    """In `a + a` and `a * a` the value a takes part twice, and you count it once. A set or a
    dictionary of parents holds it only once; a tuple with the slope of each place does not lose
    it."""

    class Value(reference.Value):
        def backward(self):
            found = {self: 1.0}
            for value in reversed(self.in_order()):
                slopes = dict(zip(value.parents, value.slopes, strict=True))
                for parent, slope in slopes.items():
                    found[parent] = found.get(parent, 0.0) + slope * found[value]
            add_to_grads(found)


class parents_visited_twice:
    """Some values pass on their share twice, because two ways lead to them and each of them brings
    you there. Remember whom you have visited: each value has its turn once."""

    class Value(reference.Value):
        def backward(self):
            order, waiting = [], [self]
            while waiting:
                value = waiting.pop(0)
                order.append(value)
                waiting += value.parents
            add_to_grads(collected(self, order))


class every_visit_passed_on:
    """Whenever a share arrives at a value, you pass on all that it has by then, what was passed on
    before as well. Let each value pass on its share once, when it is complete."""

    class Value(reference.Value):
        def backward(self):
            found = {self: 1.0}

            def visit(value):
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    found[parent] = found.get(parent, 0.0) + slope * found[value]
                    visit(parent)

            visit(self)
            add_to_grads(found)


@typical
class passed_on_too_early:
    """Some values pass on their share before it is complete: another use of them has not reported
    yet. First come all values that were made from it, and then the value itself."""

    class Value(reference.Value):
        def backward(self):
            order, seen = [], {self}
            waiting = [self]
            while waiting:
                value = waiting.pop(0)
                order.append(value)
                for parent in value.parents:
                    if parent not in seen:
                        seen.add(parent)
                        waiting.append(parent)
            add_to_grads(collected(self, order))


class last_made_first_ignored:
    """Your order puts a value before those that it was made from, and walks through it from the
    beginning by depth. Where a long and a short way meet, a share is passed on before it is
    complete. List a value after its parents, and go through the list from the end."""

    class Value(reference.Value):
        def backward(self):
            order, seen, stack = [], set(), [self]
            while stack:
                value = stack.pop()
                if value in seen:
                    continue
                seen.add(value)
                order.append(value)
                stack += reversed(value.parents)
            add_to_grads(collected(self, order))


@typical
class old_grads_passed_on:
    """At the second call of `backward` the values in the middle pass on what the first call has
    left in their grads, once more. Collect the shares of one call apart from the grads, and add
    them to the grads at the end."""

    class Value(reference.Value):
        def backward(self):
            self.grad = 1.0
            for value in reversed(self.in_order()):
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    parent.grad += slope * value.grad


@typical
class grads_cleared_first:
    """Your `backward` replaces the grads of an earlier call. It should add to them; clearing is the
    work of `descend`."""

    class Value(reference.Value):
        def backward(self):
            for value in self.in_order():
                value.grad = 0.0
            super().backward()


class middle_cleared_first:
    """At the second call of `backward` the values in the middle lose what the first call has found
    for them: you set them back to 0 before the walk. Their grads add up too, as those of the leaves
    do. Collect the shares of one call apart from the grads, and add them at the end."""

    class Value(reference.Value):
        def backward(self):
            for value in self.in_order():
                if value.parents:
                    value.grad = 0.0
            super().backward()


class grads_for_leaves_alone:
    """Only the leaves get their grads. PyTorch does it so, but here every value has a `grad`: those
    in the middle, and the one on which `backward` is called, for which it is 1."""

    class Value(reference.Value):
        def backward(self):
            found = collected(self, reversed(self.in_order()))
            add_to_grads({value: share for value, share in found.items() if not value.parents})


class second_call_replaces:
    """At the second call you add the shares to the grads while others still read them, or start
    from the old grad of self. The derivative of self with respect to itself is 1 in each call."""

    class Value(reference.Value):
        def backward(self):
            self.grad += 1.0
            for value in reversed(self.in_order()):
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    parent.grad += slope * value.grad


class visited_for_ever:
    """A value that was visited in one call of `backward` is not visited in the next. The notes on
    whom you have visited belong to one call."""

    class Value(reference.Value):
        visited = False

        def backward(self):
            order, stack = [], [(self, False)]
            while stack:
                value, parents_done = stack.pop()
                if parents_done:
                    order.append(value)
                elif not value.visited:
                    value.visited = True
                    stack.append((value, True))
                    stack += [(parent, False) for parent in value.parents]
            add_to_grads(collected(self, reversed(order)))


class functions_call_themselves:
    """Your function calls itself for the parents, and Python allows about a thousand calls inside
    each other. A net makes far longer chains. Keep a list of what is still to be done."""

    class Value(reference.Value):
        def in_order(self):
            order, seen = [], set()

            def visit(value):
                if value not in seen:
                    seen.add(value)
                    for parent in value.parents:
                        visit(parent)
                    order.append(value)

            visit(self)
            return order


class every_way_walked:
    """You walk along every way from the result to the leaves. The sum is right, but a value that is
    used twice doubles the number of ways: after 50 such values no computer finishes. Wait until a
    value has heard from all of its uses, and then let it pass on the sum once."""

    class Value(reference.Value):
        def backward(self):
            stack = [(self, 1.0)]
            while stack:
                value, share = stack.pop()
                value.grad += share
                pairs = zip(value.parents, value.slopes, strict=True)
                stack += [(parent, slope * share) for parent, slope in pairs]


@typical
class step_uphill:
    """Your step follows the gradient. It points uphill, and the loss grows. Go against it: minus
    lr times the grad."""

    def descend(parameters, lr):
        for value in parameters:
            value.data, value.grad = value.data + lr * value.grad, 0.0


class rate_forgotten:
    """Your step subtracts the whole gradient. The learning rate says how much of it: lr times the
    grad."""

    def descend(parameters, lr):
        for value in parameters:
            value.data, value.grad = value.data - value.grad, 0.0


@typical
class cleared_before_the_step:
    """You clear the grads before the step, so there is nothing left to follow, and the data stays
    as it was. The step comes first."""

    def descend(parameters, lr):
        for value in parameters:
            value.grad = 0.0
            value.data -= lr * value.grad


class new_values_made:
    """You make new values, and those that you were given stay as they are. The model holds the old
    ones: give each of them a new `data`."""

    def descend(parameters, lr):
        for value in list(parameters):
            value = type(value)(value.data - lr * value.grad)


@typical
class not_cleared:
    """The old grads are still there after the step. The next call of `backward` adds to them, and
    the next step follows old and new ones together."""

    def descend(parameters, lr):
        for value in parameters:
            value.data -= lr * value.grad
