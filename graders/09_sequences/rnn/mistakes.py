"""Known mistakes of rnn: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import bptt as right_bptt
from reference import clip_grad_norm as right_clip
from reference import rnn_forward as right_forward


def backward(g, x, h0, states, Wx, Wh, slope=None, carry=None):
    """The reference with another slope of the tanh, or another way back through the states."""
    slope = 1 - states**2 if slope is None else slope
    gz, carried = torch.empty_like(states), torch.zeros_like(h0)
    for t in reversed(range(len(states))):
        gz[t] = (g[t] + carried) * slope[t]
        carried = gz[t] @ Wh.T if carry is None else carry(gz[t], g[t] + carried)
    return from_gz(gz, carried, x, h0, states, Wx)


def from_gz(gz, gh0, x, h0, states, Wx):
    before = torch.cat([h0[None], states])[:-1]
    gWx = torch.einsum("tnd,tnh->dh", x, gz)
    gWh = torch.einsum("tnk,tnh->kh", before, gz)
    return gz @ Wx.T, gh0, gWx, gWh, gz.sum(dim=(0, 1))


def gz_of(g, x, h0, states, Wx, Wh):
    """The gradient behind each tanh, as the reference has it."""
    one = torch.eye(Wh.shape[0], dtype=Wh.dtype, device=Wh.device)
    return right_bptt(g, x, h0, states, one, Wh)[0] if len(states) else torch.empty_like(states)


class every_step_from_the_start:
    """Each of your steps begins at h0, so nothing is remembered from one input to the next. A
    step takes the state that the step before it left."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return torch.tanh(x @ Wx + h0 @ Wh + b)


@typical
class started_from_zero:
    """You start from zeros instead of h0. A long text is read in portions, and each gets the
    last state of the one before; with zeros each would begin without a memory."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x, torch.zeros_like(h0), Wx, Wh, b)


@typical
class bias_forgotten:
    """You left out the bias. Each step adds b before the tanh, at every step the same one."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x, h0, Wx, Wh, torch.zeros_like(b))


class tanh_forgotten:
    """You left out the tanh. Without it the whole network is one linear map, however many steps
    it takes, and its states can grow without bound."""

    def rnn_forward(x, h0, Wx, Wh, b):
        states = [h0]
        for now in x:
            states.append(now @ Wx + states[-1] @ Wh + b)
        return torch.stack(states)[1:]


@typical
class state_weights_transposed:
    """You multiply the state by the transpose of Wh. Wh is square, so torch has no way to
    complain; here it is used as it is, h Wh, while PyTorch's own layer stores the transpose."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x, h0, Wx, Wh.T, b)


class stacked_along_the_wrong_axis:
    """You stack the states along the second axis, which gives (N, T, H). Here time comes first,
    for the states as for x: (T, N, H)."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x, h0, Wx, Wh, b).transpose(0, 1)


class batch_first:
    """You take the second axis of x for the time. Here time comes first: x has shape (T, N, D),
    and x[t] holds the inputs of all N sequences at step t."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x.transpose(0, 1), h0, Wx, Wh, b)


class last_state_only:
    """You return the last state alone. A loss at every step, or a layer on top, needs the states
    of all T steps; picking the last one is a task of its own."""

    def rnn_forward(x, h0, Wx, Wh, b):
        states = right_forward(x, h0, Wx, Wh, b)
        return states[-1] if len(states) else h0.clone()


class one_step_late:
    """Your list begins with h0, so every state stands one step too late. states[t] is the state
    *after* the input x[t]."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return torch.cat([h0[None], right_forward(x, h0, Wx, Wh, b)])[: len(x)]


class start_kept_in_front:
    """You return T + 1 states: h0 is still in front. Only the states after the steps are asked
    for."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return torch.cat([h0[None], right_forward(x, h0, Wx, Wh, b)])


class read_backwards:
    """You read the sequence from its end. x[0] is the first input; only the way back begins at
    the end."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x.flip(0), h0, Wx, Wh, b).flip(0)


class nothing_to_stack:
    """With T = 0 your list of states is empty, and `torch.stack` cannot know which shape nothing
    has. No step gives no states: shape (0, N, H)."""

    def rnn_forward(x, h0, Wx, Wh, b):
        states, h = [], h0
        for now in x:
            h = torch.tanh(now @ Wx + h @ Wh + b)
            states.append(h)
        return torch.stack(states)


always_float64 = typical(in_float64("rnn_forward"))


class exponentials_in_tanh:
    """You get NaN for large sums: your tanh divides one infinity by another. `torch.tanh` knows
    about this and answers 1."""

    def rnn_forward(x, h0, Wx, Wh, b):
        states = [h0]
        for now in x:
            z = now @ Wx + states[-1] @ Wh + b
            up, down = torch.exp(z), torch.exp(-z)
            states.append((up - down) / (up + down))
        return torch.stack(states)[1:]


start_overwritten = typical(overwriting("rnn_forward", "h0"))

collected_on_the_cpu = partly_on_the_cpu("rnn_forward")

loop_over_sequences = typical(loop_over("rnn_forward bptt", "x", axis=1, what="the sequences"))


class states_of_the_same_step:
    """For the gradient of Wh you pair each step with the state that it produced. Wh was
    multiplied by the state *before* the step: h0 at the first one, states[t - 1] later."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, _, gb = right_bptt(g, x, h0, states, Wx, Wh)
        gWh = torch.einsum("tnk,tnh->kh", states, gz_of(g, x, h0, states, Wx, Wh))
        return gx, gh0, gWx, gWh, gb


class stored_one_step_late:
    """Your gradients are one step off: what belongs to step t is used with the input of step t -
    1. (A well-known notebook on recurrent networks stores them so, and still seems to learn.) Write
    down for one step which input and which state made its sum."""

    def bptt(g, x, h0, states, Wx, Wh):
        gz = gz_of(g, x, h0, states, Wx, Wh)
        late = torch.cat([gz[1:], torch.zeros_like(gz[:1])])
        gh0 = right_bptt(g, x, h0, states, Wx, Wh)[1]
        return from_gz(late, gh0, x, h0, states, Wx)


class gradient_of_the_start_missing:
    """The gradient of h0 is missing. The start is an input like any other: it may be learned, or
    be the last state of an earlier portion that wants to know what it did."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, gWh, gb = right_bptt(g, x, h0, states, Wx, Wh)
        return gx, torch.zeros_like(gh0), gWx, gWh, gb


@typical
class last_step_only:
    """You send back the gradient of the last state alone. A loss may look at every state: g[t]
    joins what comes back from the later steps, at each t."""

    def bptt(g, x, h0, states, Wx, Wh):
        last = torch.zeros_like(g)
        last[-1:] = g[-1:]
        return right_bptt(last, x, h0, states, Wx, Wh)


class gradients_overwritten:
    """Each step overwrites the gradients of the weights, so only one step is left in them. The
    same weights were used at every step, and each use adds its share."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, *_ = right_bptt(g, x, h0, states, Wx, Wh)
        gz = gz_of(g, x, h0, states, Wx, Wh)[:1]
        return gx, gh0, *from_gz(gz, gh0, x[:1], h0, states[:1], Wx)[2:]


class averaged_over_time:
    """You divide the gradients of the weights by the number of steps. If the loss is a mean, its
    own gradient g knows; on the way back shares are added up, nothing more."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, *weights = right_bptt(g, x, h0, states, Wx, Wh)
        return gx, gh0, *(weight / len(x) for weight in weights)


@typical
class averaged_over_the_batch:
    """You divide the gradients of the weights by the number of sequences. If the loss is a mean,
    its own gradient g has been divided already, and you would do it twice."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, *weights = right_bptt(g, x, h0, states, Wx, Wh)
        return gx, gh0, *(weight / len(h0) for weight in weights)


class tanh_skipped_on_the_way_back:
    """On the way back you pass the tanh by. A state near 1 or -1 hardly moves, whatever moves
    its sum, and 1 - h^2 says so: gradients shrink there."""

    def bptt(g, x, h0, states, Wx, Wh):
        return backward(g, x, h0, states, Wx, Wh, slope=torch.ones_like(states))


class slope_of_the_result:
    """You take the tanh once more for its slope, 1 - tanh(h)^2. The states are results of the
    tanh already: the slope is 1 - h^2."""

    def bptt(g, x, h0, states, Wx, Wh):
        return backward(g, x, h0, states, Wx, Wh, slope=1 - torch.tanh(states) ** 2)


class no_way_back_through_the_states:
    """Every step of yours learns from its own loss alone. A state also moves all later states,
    and what it does to their losses comes back through Wh; without that the network never learns
    what to remember."""

    def bptt(g, x, h0, states, Wx, Wh):
        return backward(g, x, h0, states, Wx, Wh, carry=lambda gz, gh: torch.zeros_like(gz))


@typical
class back_through_wh_untransposed:
    """You go back through Wh in its forward direction. Forward it was h Wh, so backward it is gz
    Wh^T; Wh is square, and torch has no way to complain."""

    def bptt(g, x, h0, states, Wx, Wh):
        return backward(g, x, h0, states, Wx, Wh, carry=lambda gz, gh: gz @ Wh)


class carried_past_the_tanh:
    """What you hand on to the step before has not been through the tanh. It passes the tanh
    first, times 1 - h^2, and then goes through Wh^T."""

    def bptt(g, x, h0, states, Wx, Wh):
        return backward(g, x, h0, states, Wx, Wh, carry=lambda gz, gh: gh @ Wh.T)


@typical
class start_left_out_of_wh:
    """The first step is missing in the gradient of Wh. There Wh was multiplied by h0, which need
    not be zero."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, _, gb = right_bptt(g, x, h0, states, Wx, Wh)
        gz = gz_of(g, x, h0, states, Wx, Wh)
        return gx, gh0, gWx, torch.einsum("tnk,tnh->kh", states[:-1], gz[1:]), gb


class first_step_wraps_round:
    """At the first step you take states[-1] for the state before. In Python that is the last state
    of all; the first step began at h0."""

    def bptt(g, x, h0, states, Wx, Wh):
        start = states[-1] if len(states) else h0
        gx, gh0, gWx, _, gb = right_bptt(g, x, h0, states, Wx, Wh)
        gz = gz_of(g, x, h0, states, Wx, Wh)
        gWh = torch.einsum("tnk,tnh->kh", torch.cat([start[None], states])[:-1], gz)
        return gx, gh0, gWx, gWh, gb


class first_step_skipped:
    """Your way back ends one step too early: step 0 is left out. It is a step like the others,
    whose state before is h0."""

    def bptt(g, x, h0, states, Wx, Wh):
        if not len(x):
            return right_bptt(g, x, h0, states, Wx, Wh)
        gx, gh0, *weights = right_bptt(g[1:], x[1:], states[0], states[1:], Wx, Wh)
        return torch.cat([torch.zeros_like(x[:1]), gx]), gh0, *weights


class walked_forward:
    """You go through the steps from the first to the last. What comes back to a state comes from
    the *later* steps, so the way back begins at the end."""

    def bptt(g, x, h0, states, Wx, Wh):
        flipped = backward(g.flip(0), x.flip(0), h0, states.flip(0), Wx, Wh)
        return from_gz(
            gz_of(g.flip(0), x, h0, states.flip(0), Wx, Wh).flip(0), flipped[1], x, h0, states, Wx
        )


class read_too_far_back:
    """For each step you hand out the gradient of the whole sequence. A loss at step t depends on
    the inputs up to t; those that come later get nothing from it."""

    def bptt(g, x, h0, states, Wx, Wh):
        everything = g.sum(dim=0, keepdim=True).expand_as(g)
        return right_bptt(everything, x, h0, states, Wx, Wh)


gradient_written_into_g = typical(overwriting("bptt", "g"))

sums_on_the_cpu = partly_on_the_cpu("bptt")


class sums_in_the_default_dtype:
    """Your sums have torch's default dtype, float32, whatever comes in. Half of the digits are
    lost. Make them from an input: `torch.zeros_like(Wh)`, `x.new_zeros(...)`."""

    def bptt(g, x, h0, states, Wx, Wh):
        return tuple(grad.float() for grad in right_bptt(g, x, h0, states, Wx, Wh))

    def clip_grad_norm(grads, max_norm):
        clipped, norm = right_clip(grads, max_norm)
        return [grad.float() for grad in clipped], norm.float()


class each_tensor_on_its_own:
    """You clip each tensor by its own norm. Then long ones are shortened and short ones are not,
    their proportions change, and with them the direction of the step. There is one norm over all
    tensors, and one factor."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1]
        return [right_clip([grad], max_norm)[0][0] for grad in grads], norm


class elements_clipped:
    """You cut single elements off at max_norm. That turns the gradient into another direction,
    and its norm may still be too large. Clipping by norm shortens the whole arrow."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1]
        return [grad.clamp(-max_norm, max_norm) for grad in grads], norm


class never_clipped:
    """You hand the gradients back as they were. Above max_norm they are to be shortened, or a
    single steep place throws the weights far away."""

    def clip_grad_norm(grads, max_norm):
        return [grad.clone() for grad in grads], right_clip(grads, max_norm)[1]


class norm_not_rooted:
    """Your norm is the sum of the squares; the root is missing. Gradients that are twice as long
    have a norm that is twice as large, not four times."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1] ** 2
        return [grad * (max_norm / norm.clamp(min=max_norm)) for grad in grads], norm


class norms_added_up:
    """You add up the norms of the tensors. Lengths at right angles do not add up, their squares
    do: 3 and 4 make 5."""

    def clip_grad_norm(grads, max_norm):
        norm = torch.stack([(grad**2).sum().sqrt() for grad in grads]).sum()
        return [grad * (max_norm / norm.clamp(min=max_norm)) for grad in grads], norm


class largest_element_as_norm:
    """You measure the gradients by their largest element. That is a norm too, the maximum norm,
    but here the norm is the Euclidean length."""

    def clip_grad_norm(grads, max_norm):
        norm = torch.stack([grad.abs().max() for grad in grads]).max()
        return [grad * (max_norm / norm.clamp(min=max_norm)) for grad in grads], norm


class norm_after_clipping:
    """You report the norm after clipping. That is max_norm whenever it matters; the norm before
    clipping tells people how often the training would have exploded."""

    def clip_grad_norm(grads, max_norm):
        clipped, _ = right_clip(grads, max_norm)
        return clipped, right_clip(clipped, max_norm)[1]


class short_ones_stretched:
    """You bring every gradient to the length max_norm, short ones too. Near a minimum gradients
    are short for a good reason; clipping never lengthens."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1]
        factor = max_norm / (norm + 1e-6)
        return [grad * factor for grad in grads], norm


class zero_divided_by_zero:
    """Gradients of zero become NaN: you divide by their norm. They are not too long, so there is
    nothing to divide."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1]
        unit = [grad / norm for grad in grads]
        return [grad * norm.clamp(max=max_norm) for grad in unit], norm


gradients_shortened_in_place = typical(overwriting("clip_grad_norm", "grads"))

norm_on_the_cpu = partly_on_the_cpu("clip_grad_norm")


@typical
class last_step_of_the_padding:
    """You take the state after step T for every sequence. For a shorter one that is the state
    after its padding, which means nothing; its own last step is lengths - 1."""

    def last_states(states, lengths):
        return states[-1].clone()


@typical
class one_step_too_far:
    """You take the state at the place `lengths`. Places are counted from 0, so after three steps
    the last state is at place 2; for the longest sequence there is no place T."""

    def last_states(states, lengths):
        return states[lengths, torch.arange(len(lengths), device=lengths.device)]


@typical
class averaged_over_the_steps:
    """You take the mean of the states. The last state alone has read the whole sequence, and the
    mean over all T steps counts the padding too."""

    def last_states(states, lengths):
        return states.mean(dim=0)


class every_sequence_at_every_time:
    """You give only the times, so for each of them you get all N sequences. You want N pairs of a
    time and a sequence: index with two tensors of length N."""

    def last_states(states, lengths):
        return states[lengths - 1]


visited_one_by_one = typical(loop_over("last_states", "states", axis=1, what="the sequences"))


class one_buffer_for_all_steps:
    """All your states are the same: the last ones. The list holds one tensor again and again, and
    that tensor was overwritten at every step. Keep a new one for each."""

    def rnn_forward(x, h0, Wx, Wh, b):
        states = right_forward(x, h0, Wx, Wh, b)
        return states[-1:].expand_as(states).clone()


class read_from_the_end:
    """You read the sequence from its end. x[0] is the first input, and the first state is made from
    it and h0."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return right_forward(x.flip(0), h0, Wx, Wh, b)


class sigmoid_for_tanh:
    """Your states lie between 0 and 1: they come from a sigmoid. tanh runs from -1 to 1."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return _steps(x, h0, lambda now, h: torch.sigmoid(now @ Wx + h @ Wh + b))


class each_part_bent:
    """You bend the two parts of the sum one by one and add them afterwards. The tanh belongs around
    the whole sum: x Wx + h Wh + b."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return _steps(x, h0, lambda now, h: torch.tanh(now @ Wx) + torch.tanh(h @ Wh + b))


class sums_handed_on:
    """You hand on the sum from before the tanh to the next step. What goes into Wh is the state,
    which is the result of the tanh."""

    def rnn_forward(x, h0, Wx, Wh, b):
        return torch.tanh(_steps(x, h0, lambda now, h: now @ Wx + h @ Wh + b))


def _steps(x, h, step):
    """The results of each step, which the next one starts from."""
    states = [h]
    for now in x:
        states.append(step(now, states[-1]))
    return torch.stack(states)[1:]


def _from_slopes(g, x, h0, states, Wx, Wh, gz_at):
    """The gradients where `gz_at(t, carried)` is what arrives in front of each tanh."""
    gz, carried = torch.empty_like(states), torch.zeros_like(h0)
    for t in reversed(range(len(states))):
        gz[t] = gz_at(t, carried)
        carried = gz[t] @ Wh.T
    return from_gz(gz, carried, x, h0, states, Wx)


class slope_of_the_state_before:
    """You use the slope of the tanh of the step before. The tanh of step t gave states[t], so its
    slope is 1 - states[t]^2."""

    def bptt(g, x, h0, states, Wx, Wh):
        before = torch.cat([h0[None], states])[:-1]
        return backward(g, x, h0, states, Wx, Wh, slope=1 - before**2)


@typical
class state_not_squared:
    """You take 1 - h for the slope of the tanh. It is 1 - h^2: at h = 0 it is 1, and it is the same
    for h and -h."""

    def bptt(g, x, h0, states, Wx, Wh):
        return backward(g, x, h0, states, Wx, Wh, slope=1 - states)


class later_steps_pass_the_tanh_by:
    """What comes back from the later steps goes around the tanh; only g[t] goes through it. Two
    gradients arrive at each state. Add them first: both have to get through its tanh."""

    def bptt(g, x, h0, states, Wx, Wh):
        def gz_at(t, carried):
            return g[t] * (1 - states[t] ** 2) + carried

        return _from_slopes(g, x, h0, states, Wx, Wh, gz_at)


class direct_gradient_passes_the_tanh_by:
    """g[t] goes around the tanh; only what comes back from the later steps goes through it. Two
    gradients arrive at each state. Add them first: both have to get through its tanh."""

    def bptt(g, x, h0, states, Wx, Wh):
        def gz_at(t, carried):
            return g[t] + carried * (1 - states[t] ** 2)

        return _from_slopes(g, x, h0, states, Wx, Wh, gz_at)


class carried_gradient_piles_up:
    """What you carry back to the step before holds the gradients of all later steps again and
    again. What step t sends back is its own gradient through Wh, and that already contains what
    came from later: it replaces the old one."""

    def bptt(g, x, h0, states, Wx, Wh):
        gz, carried = torch.empty_like(states), torch.zeros_like(h0)
        for t in reversed(range(len(states))):
            gz[t] = (g[t] + carried) * (1 - states[t] ** 2)
            carried = carried + gz[t] @ Wh.T
        return from_gz(gz, carried, x, h0, states, Wx)


@typical
class only_one_step_back:
    """Your gradient goes back by one step only. What reaches states[t] from states[t + 1] contains
    what came from all later steps: carry it on as a whole."""

    def bptt(g, x, h0, states, Wx, Wh):
        slope = 1 - states**2
        later = torch.zeros_like(g)
        later[:-1] = (g[1:] * slope[1:]) @ Wh.T
        gz = (g + later) * slope
        gh0 = gz[0] @ Wh.T if len(gz) else torch.zeros_like(h0)
        return from_gz(gz, gh0, x, h0, states, Wx)


class state_weights_from_the_first_step:
    """Your gradient of Wh is that of a single step, the last one you visit. The weights are used at
    every step, so their gradient adds up over all steps."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, gWh, gb = right_bptt(g, x, h0, states, Wx, Wh)
        if len(states):
            gWh = h0.T @ gz_of(g, x, h0, states, Wx, Wh)[0]
        return gx, gh0, gWx, gWh, gb


class biases_averaged:
    """Your gradient of b is a mean over the sequences. All of them share one bias, and what they
    say about it adds up; if the loss is a mean, g contains that factor already."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, gWh, gb = right_bptt(g, x, h0, states, Wx, Wh)
        return gx, gh0, gWx, gWh, gb / max(x.shape[1], 1)


class one_gradient_for_all_biases:
    """All your gradients of b are the same: the sum over the whole tensor. Each bias belongs to one
    unit and hears about this unit only: add up steps and sequences, and keep the units apart."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, gWh, gb = right_bptt(g, x, h0, states, Wx, Wh)
        return gx, gh0, gWx, gWh, gb.sum().expand_as(gb).clone()


class start_before_wh:
    """Your gradient of h0 stops in front of the tanh of the first step. To reach h0 it has to go
    back through Wh as well."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, gWh, gb = right_bptt(g, x, h0, states, Wx, Wh)
        if len(states):
            gh0 = gz_of(g, x, h0, states, Wx, Wh)[0]
        return gx, gh0, gWx, gWh, gb


class weights_in_another_order:
    """Your gradients are in another order: it is x, h0, Wx, Wh, b, as in the arguments of
    `rnn_forward`."""

    def bptt(g, x, h0, states, Wx, Wh):
        gx, gh0, gWx, gWh, gb = right_bptt(g, x, h0, states, Wx, Wh)
        return gx, gh0, gWh, gWx, gb


def _clipped(grads, max_norm, norm):
    factor = max_norm / norm if norm > max_norm else 1.0
    return [g * factor for g in grads], norm


@typical
class sizes_added_up:
    """Your norm is the sum of the sizes of all elements. The Euclidean norm is the root of the sum
    of their squares, the length of one long vector."""

    def clip_grad_norm(grads, max_norm):
        return _clipped(grads, max_norm, sum(g.abs().sum() for g in grads))


class mean_of_the_squares:
    """You take the mean of the squares. The Euclidean norm is the root of their sum, however many
    elements there are."""

    def clip_grad_norm(grads, max_norm):
        return _clipped(grads, max_norm, sum((g**2).mean() for g in grads).sqrt())


@typical
class shortened_to_one:
    """You shorten the gradients to the length 1. They should become as long as `max_norm`: multiply
    by max_norm / norm."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1]
        return [g / norm if norm > max_norm else g * 1 for g in grads], norm


@typical
class always_stretched_or_shortened:
    """You bring all gradients to the length `max_norm`, short ones too. Shorter gradients keep
    their values: clipping is a limit and no goal."""

    def clip_grad_norm(grads, max_norm):
        norm = right_clip(grads, max_norm)[1]
        return [g * (max_norm / norm) if norm > 0 else g * 1 for g in grads], norm


class one_step_too_early:
    """You take the state one step before the last real one. A sequence of length n has its last
    state at n - 1, because Python counts from 0."""

    def last_states(states, lengths):
        return states[lengths - 2, torch.arange(len(lengths), device=states.device)]


class one_sequence_for_all:
    """You take all states from the first sequence. Each sequence has states of its own: number n of
    the batch needs its own step and its own row n."""

    def last_states(states, lengths):
        return states[lengths - 1, 0]


class first_padded_state:
    """You take the state after the first step of the padding. A sequence of length n has its last
    real state at n - 1, because Python counts from 0."""

    def last_states(states, lengths):
        places = lengths.clamp(max=len(states) - 1)
        return states[places, torch.arange(len(lengths), device=states.device)]


class axes_reshaped:
    """Your states have been reshaped, and `reshape` never moves a number: steps and sequences are
    mixed. Use `transpose` to exchange two axes."""

    def last_states(states, lengths):
        mixed = states.transpose(0, 1).reshape(states.shape)
        return mixed[lengths - 1, torch.arange(len(lengths), device=states.device)]


class running_sum_of_the_states:
    """You add up the states of all steps. The last state alone already holds what the network made
    of all inputs."""

    def last_states(states, lengths):
        sums = states.cumsum(0)
        return sums[lengths - 1, torch.arange(len(lengths), device=states.device)]
