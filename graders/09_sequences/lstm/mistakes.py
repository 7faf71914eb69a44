"""Known mistakes of lstm: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import cut_off, in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import lstm_forward as right_forward
from reference import lstm_step as right_step
from reference import open_forget_gates as right_gates


def sums(x, h, params):
    """What the four blocks add up to."""
    W_ih, W_hh, b_ih, b_hh = params
    return (x @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, dim=1)


def squashed(x, h, params):
    """The three gates and the candidate."""
    i, f, g, o = sums(x, h, params)
    return torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)


def collected(x, h, c, params, step):
    """The hidden states of a sequence by another step."""
    states = [h]
    for now in x:
        h, c = step(now, h, c, params)
        states.append(h)
    return torch.stack(states)[1:], h, c


@typical
class candidate_and_output_swapped:
    """You cut the rows into i, f, o, g; here, as in torch.nn.LSTMCell, they are i, f, g, o. Any
    order can be learned, but weights trained in one of them are noise in another."""

    def lstm_step(x, h, c, params):
        i, f, o, g = sums(x, h, params)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


@typical
class input_and_forget_swapped:
    """Your input gate and your forget gate have changed places. The forget gate multiplies the old
    cell state, the input gate what is newly written; in the rows the input gate comes first."""

    def lstm_step(x, h, c, params):
        i, f, g, o = squashed(x, h, params)
        c = i * c + f * g
        return o * torch.tanh(c), c


@typical
class order_of_another_text:
    """You cut the rows into f, i, o, g, the order in which many texts introduce the gates. Here, as
    in torch.nn.LSTMCell, they are i, f, g, o."""

    def lstm_step(x, h, c, params):
        f, i, o, g = sums(x, h, params)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


@typical
class candidate_through_sigmoid:
    """You squash all four blocks with the sigmoid. Gates say how much and lie between 0 and 1; the
    candidate says what, and has to be able to be negative, or the memory can only ever be added
    to. It takes tanh."""

    def lstm_step(x, h, c, params):
        i, f, g, o = (torch.sigmoid(s) for s in sums(x, h, params))
        c = f * c + i * g
        return o * torch.tanh(c), c


@typical
class forget_gate_missing:
    """Your cell state only ever grows: the old one enters without the forget gate. Something that
    was written stays for ever then, long after it has ceased to matter. (With a start of zero one
    step does not show it.)"""

    def lstm_step(x, h, c, params):
        i, _, g, o = squashed(x, h, params)
        c = c + i * g
        return o * torch.tanh(c), c


class input_gate_missing:
    """You write every candidate at full strength. The input gate decides how much of it goes into
    the memory; without it each word of a text overwrites what was worth keeping."""

    def lstm_step(x, h, c, params):
        _, f, g, o = squashed(x, h, params)
        c = f * c + g
        return o * torch.tanh(c), c


class output_gate_missing:
    """Your hidden state shows the whole memory. The output gate decides which part of it matters at
    this step; the rest stays in the cell, unseen, for later."""

    def lstm_step(x, h, c, params):
        i, f, g, _ = squashed(x, h, params)
        c = f * c + i * g
        return torch.tanh(c), c


class hidden_state_in_the_place_of_the_cell:
    """Your forget gate multiplies the old hidden state. It keeps the old *cell* state: that is the
    line along which a memory travels, and the hidden state is only a look at it. (Some texts say
    that an LSTM copies the hidden state; that is this very mistake.)"""

    def lstm_step(x, h, c, params):
        i, f, g, o = squashed(x, h, params)
        c = f * h + i * g
        return o * torch.tanh(c), c


class gates_coupled:
    """You write exactly as much as you forget: one gate and 1 minus it. Such cells exist (the GRU
    is one), but an LSTM has two gates: it may keep the old and add to it, or drop both."""

    def lstm_step(x, h, c, params):
        _, f, g, o = squashed(x, h, params)
        c = f * c + (1 - f) * g
        return o * torch.tanh(c), c


@typical
class cell_shown_unsquashed:
    """Your hidden state is o * c; a tanh is missing around the cell state. A cell that counts may
    become large, and the next layer and the next step would get numbers of that size."""

    def lstm_step(x, h, c, params):
        i, f, g, o = squashed(x, h, params)
        c = f * c + i * g
        return o * c, c


class old_cell_shown:
    """Your hidden state is a look at the old cell state. First the memory is wiped and written,
    then it is read out: what came in at this step is to be seen at this step."""

    def lstm_step(x, h, c, params):
        i, f, g, o = squashed(x, h, params)
        return o * torch.tanh(c), f * c + i * g


class cell_state_squashed:
    """You hand on the squashed cell state. The tanh belongs to the look that the hidden state
    takes; the cell state itself goes on as it is. Squashed at every step it would fade, which is
    what an LSTM was made to avoid."""

    def lstm_step(x, h, c, params):
        i, f, g, o = squashed(x, h, params)
        c = torch.tanh(f * c + i * g)
        return o * c, c


@typical
class hidden_state_not_heard:
    """Your gates listen to the input alone. They also listen to the hidden state, through W_hh:
    what to forget depends on what has been read so far."""

    def lstm_step(x, h, c, params):
        return right_step(x, torch.zeros_like(h), c, params)


@typical
class one_bias_forgotten:
    """One of the two biases is missing in your sums. PyTorch's layout has a bias for the input and
    another for the hidden state, and adds both. (One would do, but weights that are loaded from
    PyTorch come with two.)"""

    def lstm_step(x, h, c, params):
        W_ih, W_hh, b_ih, b_hh = params
        return right_step(x, h, c, (W_ih, W_hh, b_ih, torch.zeros_like(b_hh)))


class gates_not_squashed:
    """You multiply by the sums of the gates as they are. A gate is a share between 0 and 1, so its
    sum goes through a sigmoid; a forget gate of 3 would triple the memory at each step."""

    def lstm_step(x, h, c, params):
        i, f, g, o = sums(x, h, params)
        c = f * c + i * torch.tanh(g)
        return o * torch.tanh(c), c


class pair_turned_round:
    """You return the cell state first. The order here is (h, c), as in torch.nn.LSTMCell: both have
    the same shape, so nothing but the values tells them apart."""

    def lstm_step(x, h, c, params):
        h, c = right_step(x, h, c, params)
        return c, h

    def lstm_forward(x, h, c, params):
        return collected(x, h, c, params, right_step)


always_float64 = typical(in_float64("lstm_step lstm_forward"))

history_cut_off = cut_off("lstm_step")


class exponentials_in_sigmoid:
    """You get NaN for large sums: your sigmoid divides infinity by infinity. Write it so that the
    exponential can only become small, or use `torch.sigmoid`, which knows about this."""

    def lstm_step(x, h, c, params):
        i, f, g, o = (torch.exp(s) / (1 + torch.exp(s)) for s in sums(x, h, params))
        g = torch.tanh(sums(x, h, params)[2])
        c = f * c + i * g
        return o * torch.tanh(c), c


class exponentials_in_tanh:
    """You get NaN for large sums: your tanh divides one infinity by another. `torch.tanh` knows
    about this and answers 1."""

    def lstm_step(x, h, c, params):
        def tanh(z):
            return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))

        i, f, _, o = squashed(x, h, params)
        c = f * c + i * tanh(sums(x, h, params)[2])
        return o * tanh(c), c


written_in_place = typical(overwriting("lstm_step lstm_forward", "c"))

new_tensors_on_the_cpu = partly_on_the_cpu("lstm_step")

loop_over_rows = typical(loop_over("lstm_step", "x"))


@typical
class started_from_zero:
    """You start from zeros instead of the states that you were given. A long text is read in
    portions, and each gets the last states of the one before; with zeros each would begin without a
    memory."""

    def lstm_forward(x, h, c, params):
        return right_forward(x, torch.zeros_like(h), torch.zeros_like(c), params)


class every_step_from_the_start:
    """Each of your steps begins at the start states. A step has to take the states that the step
    before it left; otherwise nothing is remembered from one input to the next."""

    def lstm_forward(x, h, c, params):
        pairs = [right_step(now, h, c, params) for now in x]
        if not pairs:
            return right_forward(x, h, c, params)
        return torch.stack([pair[0] for pair in pairs]), *pairs[-1]


class cell_states_returned:
    """Your sequence holds the cell states. What a layer shows to the outside are its hidden states;
    the cell state stays inside."""

    def lstm_forward(x, h, c, params):
        states = [c]
        for now in x:
            h, c = right_step(now, h, c, params)
            states.append(c)
        return torch.stack(states)[1:], h, c


class one_step_late:
    """Your list begins with the start, so every state stands one step too late. states[t] is the
    state *after* the input x[t]."""

    def lstm_forward(x, h, c, params):
        states, last_h, last_c = right_forward(x, h, c, params)
        return torch.cat([h[None], states])[: max(len(x), 1)], last_h, last_c


class stacked_along_the_wrong_axis:
    """You stack the steps along the second axis, which gives (N, T, H). Here time comes first, for
    the states as for x: (T, N, H)."""

    def lstm_forward(x, h, c, params):
        states, h, c = right_forward(x, h, c, params)
        return states.transpose(0, 1), h, c


@typical
class batch_first:
    """You take the second axis of x for the time. Here time comes first: x has shape (T, N, D), and
    x[t] holds the inputs of all N sequences at step t."""

    def lstm_forward(x, h, c, params):
        return right_forward(x.transpose(0, 1), h, c, params)


class nothing_to_stack:
    """With T = 0 your list of states is empty, and `torch.stack` cannot know which shape nothing
    has. No step gives no states, shape (0, N, H), and leaves h and c as they are."""

    def lstm_forward(x, h, c, params):
        states = []
        for now in x:
            h, c = right_step(now, h, c, params)
            states.append(h)
        return torch.stack(states), h, c


@typical
class last_state_only:
    """Your first result is the last hidden state alone. A layer on top, or a loss at every step,
    needs the hidden states of all T steps."""

    def lstm_forward(x, h, c, params):
        _, h, c = right_forward(x, h, c, params)
        return h, h, c


class read_backwards:
    """You read the sequence from its end. x[0] is the first input."""

    def lstm_forward(x, h, c, params):
        states, h, c = right_forward(x.flip(0), h, c, params)
        return states.flip(0), h, c


class states_carried_crosswise:
    """From one step to the next your two states change places: the hidden state comes back as the
    cell state. Look at the order in which a step returns them and in which it takes them."""

    def lstm_forward(x, h, c, params):
        return collected(x, h, c, params, lambda now, a, b, p: right_step(now, b, a, p))


class history_cut_between_steps:
    """Between the steps you detach the states, so each step learns from itself alone. Gradients
    have to flow through all steps: what was stored at the first may only matter at the last.
    (Cutting belongs between the portions of a long text, not inside one.)"""

    def lstm_forward(x, h, c, params):
        def cutting(now, h, c, params):
            return right_step(now, h.detach(), c.detach(), params)

        return collected(x, h, c, params, cutting)


states_collected_on_the_cpu = partly_on_the_cpu("lstm_forward")


class states_collected_in_float32:
    """The tensor in which you collect the states has torch's default dtype, float32, whatever the
    dtype of x is. Half of the digits are lost on the way in. Give it the dtype of x, or stack a
    list."""

    def lstm_forward(x, h, c, params):
        states, h, c = right_forward(x, h, c, params)
        return states.float(), h, c


@typical
class both_biases_set:
    """You set both biases to the value, and the unit adds them: it gets twice as much. Together
    they are to make the value."""

    def open_forget_gates(params, bias=1.0):
        W_ih, W_hh, b_ih, b_hh = right_gates(params, bias)
        return W_ih, W_hh, b_ih, torch.where(b_hh == 0, bias, b_hh).to(b_hh.dtype)


@typical
class one_bias_left_over:
    """You set one bias and leave the other as it was, so what a unit gets is the value plus
    whatever the other happened to be. Together they are to make the value."""

    def open_forget_gates(params, bias=1.0):
        W_ih, W_hh, _, b_hh = params
        return W_ih, W_hh, right_gates(params, bias)[2], b_hh.clone()


def set_rows(params, bias, block):
    W_ih, W_hh, b_ih, b_hh = (p.clone() for p in params)
    rows = slice(block * W_hh.shape[1], (block + 1) * W_hh.shape[1])
    b_ih[rows], b_hh[rows] = bias, 0.0
    return W_ih, W_hh, b_ih, b_hh


@typical
class rows_of_the_input_gate:
    """You set the first H rows, which belong to the input gate. The order is i, f, g, o, so the
    forget gate has the second block."""

    def open_forget_gates(params, bias=1.0):
        return set_rows(params, bias, 0)


class rows_of_another_gate:
    """You set the third block of rows, which belongs to the candidate. The order is i, f, g, o, so
    the forget gate has the second block: rows H up to 2H."""

    def open_forget_gates(params, bias=1.0):
        return set_rows(params, bias, 2)


@typical
class added_to_the_old_bias:
    """You add the value to the biases that were there. They are random in a fresh LSTM, so every
    unit would begin with another opinion; the function sets the sum."""

    def open_forget_gates(params, bias=1.0):
        W_ih, W_hh, b_ih, b_hh = (p.clone() for p in params)
        b_ih[W_hh.shape[1] : 2 * W_hh.shape[1]] += bias
        return W_ih, W_hh, b_ih, b_hh


class every_gate_opened:
    """You set the biases of all four blocks. Only the forget gate should begin open: with the other
    gates open too, the cell would write and show everything from the first step on."""

    def open_forget_gates(params, bias=1.0):
        W_ih, W_hh, b_ih, b_hh = params
        return W_ih, W_hh, torch.full_like(b_ih, bias), torch.zeros_like(b_hh)


biases_overwritten = typical(overwriting("open_forget_gates", "params"))


class gates_interleaved:
    """You take every fourth row for a gate. The 4H rows are four blocks of H rows each, one block
    behind the other: i, f, g, o."""

    def lstm_step(x, h, c, params):
        s = torch.cat(sums(x, h, params), dim=1)
        i, f, g, o = (s[:, k::4] for k in range(4))
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class tanh_everywhere:
    """Your gates lie between -1 and 1: they go through tanh. A gate says how much passes, from 0 to
    1, and is a sigmoid; only the candidate goes through tanh."""

    def lstm_step(x, h, c, params):
        i, f, g, o = (torch.tanh(s) for s in sums(x, h, params))
        c = f * c + i * g
        return o * torch.tanh(c), c


class forget_gate_turned_round:
    """You keep 1 - f of the old cell state. In spite of its name the forget gate says how much is
    kept: with f = 1 the cell state stays as it was."""

    def lstm_step(x, h, c, params):
        i, f, g, o = squashed(x, h, params)
        c = (1 - f) * c + i * g
        return o * torch.tanh(c), c


class cell_state_not_carried:
    """Every step of yours begins with the cell state 0. It is the memory of the network: the next
    step starts from what this one returns."""

    def lstm_forward(x, h, c, params):
        step = right_step
        return collected(x, h, c, params, lambda now, a, b, p: step(now, a, torch.zeros_like(b), p))


@typical
class hidden_state_not_carried:
    """Every step of yours begins with the hidden state of the start. The next step hears what this
    one returns: both states are handed on."""

    def lstm_forward(x, h, c, params):
        return collected(x, h, c, params, lambda now, _, b, p: right_step(now, h, b, p))


class cell_state_of_the_start:
    """Every step of yours begins with the cell state of the start. It is the memory of the network:
    the next step starts from what this one returns."""

    def lstm_forward(x, h, c, params):
        return collected(x, h, c, params, lambda now, a, _, p: right_step(now, a, c, p))


class one_buffer_for_all_steps:
    """All your states are the same: the last ones. The list holds one tensor again and again, and
    that tensor was overwritten at every step. Keep a new one for each."""

    def lstm_forward(x, h, c, params):
        states, h, c = right_forward(x, h, c, params)
        return states[-1:].expand_as(states).clone(), h, c


class states_before_the_step:
    """You keep the state from before each step. states[t] is the state *after* the input x[t]; the
    start is not among them."""

    def lstm_forward(x, h, c, params):
        states, last_h, last_c = right_forward(x, h, c, params)
        return torch.cat([h[None], states])[: len(x)], last_h, last_c


class read_from_the_end:
    """You read the sequence from its end. x[0] is the first input, and states[0] is made from it
    and the start."""

    def lstm_forward(x, h, c, params):
        return right_forward(x.flip(0), h, c, params)


class last_states_turned_round:
    """You return the last cell state before the last hidden state. The order is states, h, c. torch
    does not notice, because both have the same shape."""

    def lstm_forward(x, h, c, params):
        states, h, c = right_forward(x, h, c, params)
        return states, c, h


class detached_at_each_step:
    """Between the steps you cut the graph, so each step learns from itself alone. Gradients have to
    flow through all steps: what was stored at the first may only matter at the last."""

    def lstm_forward(x, h, c, params):
        states = [h]
        for now in x:
            h, c = right_step(now, h, c, params)
            states.append(h)
            h, c = h.detach(), c.detach()
        return torch.stack(states)[1:], h, c


class weights_cleared_too:
    """You change the weights of the forget gate as well. Only its biases are set: how it listens to
    the input and to the hidden state stays as it was."""

    def open_forget_gates(params, bias=1.0):
        W_ih, W_hh, b_ih, b_hh = right_gates(params, bias)
        rows = slice(W_hh.shape[1], 2 * W_hh.shape[1])
        W_ih, W_hh = W_ih.clone(), W_hh.clone()
        W_ih[rows], W_hh[rows] = 0.0, 0.0
        return W_ih, W_hh, b_ih, b_hh


class every_fourth_row:
    """You set every fourth row. The 4H rows are four blocks of H rows each, one block behind the
    other: those of the forget gate are rows H up to 2H."""

    def open_forget_gates(params, bias=1.0):
        W_ih, W_hh, b_ih, b_hh = (p.clone() for p in params)
        b_ih[1::4], b_hh[1::4] = bias, 0.0
        return W_ih, W_hh, b_ih, b_hh
