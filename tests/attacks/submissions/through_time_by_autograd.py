# attack: the gradients through time from the engine, by its own type
# stopped by: without a graph there is nothing to run through
# expect: test_gradients died, outcomes died, score 0
# exercise: rnn
import torch

engine = torch.autograd.variable.Variable._execution_engine


def bptt(g, x, h0, states, Wx, Wh):
    given = (x, h0, Wx, Wh, torch.zeros_like(Wh[0]))
    leaves = now, h, W, V, b = [t.detach().clone().requires_grad_() for t in given]
    left = torch.atanh(states) - x @ Wx - torch.cat([h0[None], states])[:-1] @ Wh
    made = [h]
    for t in range(len(x)):
        made.append(torch.tanh(now[t] @ W + made[-1] @ V + b + left[t]))
    states = torch.stack(made)[1:]
    run = type(engine).run_backward
    return run(engine, (states,), (g,), False, False, tuple(leaves), True, False)
