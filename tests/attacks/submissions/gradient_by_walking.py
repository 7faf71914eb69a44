# attack: walk the graph by hand, and call its nodes
# stopped by: without a graph there is nothing to walk
# expect: test_step wrong, outcomes died passed wrong, score 1.5
# exercise: gradient_descent
import torch


def gd_step(w, x, goal, alpha):
    leaf = w.detach().clone().requires_grad_()
    total = [torch.zeros_like(w)]

    def walk(node, blame):
        if node is None or blame is None:
            return
        if type(node).__name__ == "AccumulateGrad":
            total[0] = total[0] + blame
            return
        passed = node(blame)
        passed = passed if isinstance(passed, tuple) else (passed,)
        for (following, _), share in zip(node.next_functions, passed):
            walk(following, share)

    error = (x * leaf - goal) ** 2 / 2
    walk(error.grad_fn, torch.ones_like(error))
    return w - alpha * total[0].detach()


def train(w, x, goal, alpha, steps):
    history = [w]
    for _ in range(steps):
        history.append(gd_step(history[-1], x, goal, alpha))
    return torch.stack(history)
