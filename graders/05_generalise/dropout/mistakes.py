"""Known mistakes of dropout: each namespace stands in for the reference."""

import reference
import torch
from generic_mistakes import in_float64, loop_over, partly_on_the_cpu, typical


@typical
class p_is_the_share_kept:
    """You keep the share p instead of dropping it. Here, as in PyTorch, p is the probability of
    being dropped; some texts use the same letter for the probability of being kept."""

    class Dropout(reference.Dropout):
        def __init__(self, p):
            super().__init__(p)
            self.p = 1 - p


@typical
class dropping_nothing:
    """In training nothing is dropped. Without the mask the units can go on relying on each
    other."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            return super().forward(x, False)


@typical
class survivors_not_scaled:
    """This is what comes out when the survivors are not scaled by 1 / (1 - p). The next layer then
    sees smaller sums in training than in evaluation, and is wrong exactly when it counts."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            self.factor = (torch.rand(x.shape, device=x.device) >= self.p).to(x.dtype)
            if not training or self.p == 0:
                self.factor = torch.ones_like(x)
            return x * self.factor


@typical
class scaled_by_the_wrong_share:
    """You divide the survivors by p. The share that survives is 1 - p, and that is what they have
    to make up for. (With p = 0.5 both are the same, so that is no test.)"""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and 0 < self.p < 1:
                self.factor = self.factor * (1 - self.p) / self.p
                out = x * self.factor
            return out


always_float64 = typical(in_float64("Dropout.forward"))


@typical
class one_mask_for_ever:
    """Your mask is the same in every call. Then the same units are missing all the time: the
    network is only smaller, and the survivors rely on each other as before. Draw a new mask in
    `forward`, and leave the seed of the generator alone."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            if not training or self.p == 1:
                return super().forward(x, training)
            same = torch.Generator().manual_seed(0)
            keep = torch.rand(x.shape, generator=same).to(x.device) >= self.p
            self.factor = keep.to(x.dtype) / (1 - self.p)
            return x * self.factor


@typical
class whole_rows_dropped:
    """You drop whole rows: a mask with one entry a row switches off complete examples. Dropout
    decides for every element on its own."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and x.dim() > 1:
                row = super().forward(x.new_ones(x.shape[0], *[1] * (x.dim() - 1)), True)
                self.factor = row.expand_as(x)
                out = x * self.factor
            return out


class whole_columns_dropped:
    """You drop whole columns: every example of the batch loses the same units. Dropout decides for
    every element on its own, so that each example meets another network."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and x.dim() > 1:
                column = super().forward(x.new_ones(x.shape[1:]), True)
                self.factor = column.expand_as(x)
                out = x * self.factor
            return out


@typical
class scaled_in_evaluation:
    """You scale in evaluation. The survivors were already scaled up in training, so that nothing
    has to be done later; correcting in both places corrects too much."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if not training:
                self.factor = torch.full_like(x, 1 - self.p)
                out = x * self.factor
            return out


@typical
class dropping_in_evaluation:
    """You drop in evaluation too, so the same input gets another answer each time. Dropout is for
    training; look at the argument `training`."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            return super().forward(x, True)


@typical
class nothing_left_at_one:
    """At p = 1 you get NaN: the scale 1 / (1 - p) is infinite there, and zero times infinity is not
    a number. Everything is dropped, so the result is zero."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            if training and self.p == 1:
                self.factor = torch.zeros_like(x) / torch.zeros_like(x)
                return x * self.factor
            return super().forward(x, training)


class probability_unchecked:
    """You accept a p that is no probability. A p of 1.5 drops everything. A p of -0.5 drops
    nothing and shrinks all values. The typing error behind it would be found much later."""

    class Dropout(reference.Dropout):
        def __init__(self, p):
            super().__init__(min(max(p, 0), 1))


@typical
class input_overwritten:
    """You wrote the zeros into the argument itself. The layer before still needs its output for its
    own backward pass, and now it is full of holes."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            super().forward(x, training)
            return x.mul_(self.factor)

        def backward(self, g):
            return g.mul_(self.factor)


mask_on_the_cpu = partly_on_the_cpu("Dropout.forward")

loop_over_rows = typical(loop_over("Dropout.forward", "x"))


@typical
class new_mask_in_backward:
    """Your backward pass draws a new mask. The gradient has to flow where the values flowed:
    keep the mask of the forward pass and use that one."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            self.training = training
            return super().forward(x, training)

        def backward(self, g):
            return super().forward(g, self.training)


@typical
class mask_ignored_in_backward:
    """Your backward pass lets every gradient through. A unit that was switched off had no part in
    the output, so its gradient is zero."""

    class Dropout(reference.Dropout):
        def backward(self, g):
            scale = self.factor.max() if self.factor.numel() else 1.0
            return g * scale


@typical
class backward_not_scaled:
    """Your backward pass applies the mask but not the scale. The forward pass multiplied each
    survivor by 1 / (1 - p), and the derivative of c * x is c."""

    class Dropout(reference.Dropout):
        def backward(self, g):
            return g * (self.factor != 0)


class dropped_in_evaluation_backward:
    """After an evaluation your backward pass still uses the mask of an earlier training pass. The
    most recent forward pass changed nothing, so its gradient passes unchanged."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            kept = self.factor
            out = super().forward(x, training)
            if not training and kept is not None and kept.shape == x.shape:
                self.factor = kept
            return out


class first_mask_kept:
    """Your backward pass uses the mask of the first forward pass. Each forward pass has a mask of
    its own, and the gradient belongs to the most recent one."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            before = self.factor
            out = super().forward(x, training)
            if training and before is not None and before.shape != x.shape:
                self.factor = before.flatten()[: x.numel()].reshape(x.shape)
            return out


class whole_maps_dropped:
    """You drop whole maps of a picture, all of their pixels or none. That is a relative of dropout
    for convolutions; here every element is drawn on its own, whatever the shape."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and x.dim() == 4:
                shape = (*x.shape[:2], 1, 1)
                self.factor = super().forward(x.new_ones(shape), True).expand_as(x)
                out = x * self.factor
            return out


class exactly_the_share:
    """You drop exactly the share p of the elements. Each element should be drawn on its own: then
    the number that is dropped differs a little from call to call, and knowing some of them says
    nothing about the others."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and 0 < self.p < 1:
                order = torch.randperm(x.numel(), device=x.device).reshape(x.shape)
                keep = order >= round(self.p * x.numel())
                self.factor = keep.to(x.dtype) / (1 - self.p)
                out = x * self.factor
            return out


class mask_from_the_output:
    """Your backward pass reads from the output, or from the input, which elements survived: those
    that are not zero. An input of 0 gives an output of 0 and may well have survived. Keep the mask
    that you drew."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training:
                self.factor = self.factor * (out != 0)
            return out


class mask_of_the_class:
    """Your mask belongs to the class, so all layers share it: the latest forward pass of any of
    them overwrites it. A net has several dropout layers. Keep the mask on `self`."""

    class Dropout(reference.Dropout):
        def __init__(self, p):
            super().__init__(p)
            del self.factor

        def forward(self, x, training=True):
            out = super().forward(x, training)
            type(self).factor = self.__dict__.pop("factor")
            return out


class doubled_whatever_p:
    """You double the survivors whatever p is. The factor 2 that some books print is 1 / (1 - p) for
    p = 0.5 only."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training:
                self.factor = torch.where(self.factor != 0, 2.0, 0.0).to(x.dtype)
                out = x * self.factor
            return out


class normal_instead_of_uniform:
    """You compare p with normal numbers. They lie around 0 and are often below it, so the share
    that is dropped is not p. `torch.rand` gives numbers from 0 to 1, of which the share p is below
    p."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and 0 < self.p < 1:
                keep = torch.randn(x.shape, device=x.device) >= self.p
                self.factor = keep.to(x.dtype) / (1 - self.p)
                out = x * self.factor
            return out


@typical
class half_whatever_p:
    """You drop one half whatever p is. The probability of being dropped is p."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and 0 < self.p < 1:
                keep = torch.rand(x.shape, device=x.device) >= 0.5
                self.factor = keep.to(x.dtype) / (1 - self.p)
                out = x * self.factor
            return out


class multiplied_by_the_share_kept:
    """You multiply the survivors by 1 - p. They are fewer, so each has to become larger for the
    expected value to stay: divide by 1 - p."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training:
                self.factor = (self.factor != 0).to(x.dtype) * (1 - self.p)
                out = x * self.factor
            return out


class scaled_twice_backward:
    """Your backward pass scales twice. The forward pass multiplied each survivor by 1 / (1 - p),
    and the derivative of c * x is c, once."""

    class Dropout(reference.Dropout):
        def backward(self, g):
            return g * self.factor * self.factor


class gradient_unchanged:
    """Your backward pass returns the gradient as it came. A unit that was dropped had no part in
    the output, and a survivor was multiplied by 1 / (1 - p): both show in the gradient."""

    class Dropout(reference.Dropout):
        def backward(self, g):
            return g.clone()


class scaled_by_what_was_kept:
    """You scale by the share that happened to be kept in this call. The scale is 1 / (1 - p): then
    each output has the right expected value, and what happens to one unit does not change the
    others."""

    class Dropout(reference.Dropout):
        def forward(self, x, training=True):
            out = super().forward(x, training)
            if training and 0 < self.p < 1:
                kept = (self.factor != 0).to(x.dtype)
                self.factor = kept / kept.mean().clamp(min=1e-9)
                out = x * self.factor
            return out


class ends_refused:
    """You refuse a p of 0 or of 1. Both are probabilities: with 0 nothing is dropped, with 1
    everything."""

    class Dropout(reference.Dropout):
        def __init__(self, p):
            if not 0 < p < 1:
                raise ValueError("not between 0 and 1")
            super().__init__(p)
