"""Eight pieces of training code that run, and learn nothing or too well.

Each function has one bug, which real people had and reported. Its docstring says what the function
should do, and what was reported. Repair the code so that it does what the docstring says, and write
into DIAGNOSIS what was wrong. You may change a line or write the whole function again.

`python find_the_bug.py 3` runs the experiment of task 3 and draws its curve; another seed is
`python find_the_bug.py 3 --seed 7`.

All numbers are float64, the numbers of classes are int64, and everything is on the CPU. Tensors
that are given stay as they are; a model that is given is trained in place. There is at least one
row and at least one step.
"""

import sys

import torch
from torch.nn.functional import cross_entropy, mse_loss, one_hot

# What was wrong in each task, in the words of the list in the statement: 1: "learning rate", say.
DIAGNOSIS = {1: "", 2: "", 3: "", 4: "", 5: "", 6: "", 7: "", 8: ""}


def train_by_hand(X, y, W1, W2, lr, steps):
    """Train a network of two layers by gradient descent, with gradients found by hand.

    The answers are relu(X @ W1) @ W2. The loss is half the sum of their squared errors, divided by
    the number of rows. Each step moves both layers down the slope of this loss, with the weights as
    they were before the step.

    Reported: "The loss hardly falls, and often climbs. Then it stays far above what a net of this
    size should reach. When I leave out the step of the first layer, the result is better."

    Args:
        X: the inputs, shape (N, D).
        y: the targets, shape (N, K).
        W1: the weights of the first layer, shape (D, H).
        W2: the weights of the second layer, shape (H, K).

    Returns:
        (W1, W2, losses): the weights after all steps, and the list of the losses before each.
    """
    losses = []
    for _ in range(steps):
        hidden = (X @ W1).relu()
        answers = hidden @ W2
        losses.append(((y - answers) ** 2).sum().item() / (2 * len(X)))
        delta_2 = (y - answers) / len(X)
        delta_1 = (delta_2 @ W2.T) * (hidden > 0)
        W2 = W2 + lr * hidden.T @ delta_2
        W1 = W1 - lr * X.T @ delta_1
    return W1, W2, losses


def train_with_autograd(model, X, y, lr, steps):
    """Train a model by gradient descent on all rows; autograd finds the gradients.

    The loss is the mean squared error between model(X) and y, which have one shape. Each step moves
    every parameter against the gradient of the loss at this step, times the learning rate. The
    model has no gradients when it comes.

    Reported: "The loss falls, faster and faster, and shoots past the minimum. It comes back, and
    swings to and fro without settling. A smaller learning rate only makes the swings slower."

    Returns:
        The list of the losses before each step, as floats.
    """
    losses = []
    for _ in range(steps):
        loss = mse_loss(model(X), y)
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
    return losses


def train_classifier(model, X, y, lr, steps):
    """Train a classifier by gradient descent on all rows.

    The model answers with logits, one column for each class. The loss is the mean cross-entropy of
    these logits. Each step moves every parameter against its gradient, times the learning rate.

    Reported: "Three classes, easy to tell apart. The net gets nearly all rows right, but the loss
    sinks slowly, and never comes below 0.55."

    Returns:
        The list of the losses before each step, as floats.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        answers = model(X).softmax(dim=1)
        loss = cross_entropy(answers, y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def accuracy(model, X, y):
    """Measure which share of the rows a trained model gets right, as it would predict them in use.

    The class with the largest logit is the answer. The model is left as it came: its parameters,
    its buffers and its mode, which may be either.

    Reported: "Each call gives another accuracy for the same model and the same data, and all of
    them are lower than what the finished program reaches. And after I have measured, the model
    answers differently."

    Returns:
        The accuracy, a float from 0 to 1.
    """
    with torch.no_grad():
        answers = model(X).argmax(dim=1)
    return (answers == y).double().mean().item()


def train_regression(model, X, y, lr, steps):
    """Train a model to predict one number for each row, by gradient descent on all rows.

    The model answers with one column, and y has no columns: y[i] is the target of row i. The loss
    is the mean over the rows of the squared error. Each step moves every parameter against its
    gradient, times the learning rate.

    Reported: "The loss falls and then stops at the variance of y. The net gives nearly the same
    answer for all rows: the mean of y."

    Args:
        model: answers to X, shape (N, D), with shape (N, 1).
        y: the targets, shape (N,).

    Returns:
        The list of the losses before each step, as floats.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def validated_accuracy(X, y, valid, k):
    """Choose k columns, learn from them, and estimate the accuracy on data that is new.

    The columns that are used are the k whose correlation with y is largest in magnitude. Each class
    has a centre, the mean of its rows in these columns. A row gets the class whose centre is
    nearer. What is measured on the validation rows should tell how well all of this, the choice of
    columns included, does on new data: they must not take part in anything that is learned.

    Reported: "Fifty patients, five thousand genes, and an accuracy of 95 % on the validation rows.
    Then somebody drew the labels by tossing a coin, and the accuracy was 95 % again."

    Args:
        X: the data, shape (N, D).
        y: the classes, 0 or 1, shape (N,). Both occur among the training rows.
        valid: True for validation rows, False for training rows, shape (N,), bool.
        k: the number of columns to choose.

    Returns:
        The share of the validation rows whose class is right, a float from 0 to 1.
    """
    centred = X - X.mean(0)
    target = y - y.double().mean()
    covariance = (centred * target[:, None]).sum(0)
    correlation = covariance / (centred.pow(2).sum(0).sqrt() * target.pow(2).sum().sqrt())
    columns = correlation.abs().topk(k).indices
    chosen = X[:, columns]
    centres = torch.stack([chosen[~valid & (y == c)].mean(0) for c in (0, 1)])
    answers = torch.cdist(chosen[valid], centres).argmin(dim=1)
    return (answers == y[valid]).double().mean().item()


def train_epoch(model, X, y, order, bs, lr):
    """Train a classifier for one epoch of small batches, in the order that is given.

    The rows come in the order `order`, in batches of bs rows; the last batch may be smaller. The
    loss of a batch is the mean cross-entropy of the model's logits for its rows. After each batch
    every parameter moves against the gradient of this loss, times the learning rate.

    Reported: "The loss stays near the value of pure guessing, epoch after epoch. On the rows in
    their own order, without shuffling, the same net learns at once."

    Args:
        order: the numbers of all rows, each once, shape (N,), int64.

    Returns:
        The list of the losses of the batches, before each step, as floats.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    shuffled = X[order]
    for start in range(0, len(X), bs):
        rows, targets = shuffled[start : start + bs], y[start : start + bs]
        loss = cross_entropy(model(rows), targets)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def train_softmax(X, y, W, lr, steps):
    """Train a layer with softmax by gradient descent, with the gradient found by hand.

    The probabilities are the softmax of X @ W over the classes. The loss is the mean cross-entropy
    over the rows. Each step moves W against the gradient of this loss, times the learning rate.

    Reported: "With batches of ten rows it learns. With all thousand rows at once it hardly moves:
    after the same number of steps the loss has only begun to fall."

    Args:
        X: the inputs, shape (N, D).
        y: the classes, shape (N,).
        W: the weights at the start, shape (D, C).

    Returns:
        (W, losses): the weights after all steps, and the list of the losses before each.
    """
    losses = []
    targets = one_hot(y, W.shape[1])
    for _ in range(steps):
        probabilities = (X @ W).softmax(dim=1)
        losses.append(-probabilities[torch.arange(len(y)), y].log().mean().item())
        delta = (probabilities - targets) / len(X)
        W = W - lr * X.T @ delta / len(X)
    return W, losses


# Experiments. Nothing below this line has a bug, or is marked.


def experiment(task: int, seed: int = 0) -> list[float]:
    """Run the code of a task on small data of its kind, and return the curve that it draws."""
    torch.manual_seed(seed)
    torch.set_default_dtype(torch.float64)
    nn = torch.nn
    X = torch.randn(120, 2)
    classes = (X[:, 0] > 0).long() + (X[:, 1] > 0.5).long()
    bent = (X[:, :1] * 2).sin() + X[:, 1:] / 2
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 3))
    one = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
    if task == 1:
        X, teacher = torch.randn(60, 3), torch.randn(3, 4)
        y = (X @ teacher).relu().sum(1, keepdim=True)
        return train_by_hand(X, y, torch.randn(3, 10) / 3, torch.randn(10, 1) / 3, 0.05, 300)[2]
    if task == 2:
        return train_with_autograd(one, X, bent, 0.05, 60)
    if task == 3:
        return train_classifier(net, 3 * X, classes, 0.5, 60)
    if task == 4:
        train_epoch(net, X, classes, torch.arange(120), 10, 0.3)
        parts = [net[0], nn.BatchNorm1d(16), net[1], nn.Dropout(0.6), net[2]]
        return [accuracy(nn.Sequential(*parts), X, classes) for _ in range(20)]
    if task == 5:
        return train_regression(one, X, bent[:, 0], 0.1, 60)
    if task == 6:
        valid = torch.arange(50) % 2 == 0
        coins = [torch.randint(2, (50,)) for _ in range(20)]
        return [validated_accuracy(torch.randn(50, 2000), coin, valid, 20) for coin in coins]
    if task == 7:
        orders = [torch.randperm(120) for _ in range(6)]
        return [loss for order in orders for loss in train_epoch(net, X, classes, order, 12, 0.3)]
    return train_softmax(X, classes, torch.zeros(2, 3), 1.0, 60)[1]


def main() -> None:
    """Draw the curve of an experiment: each line is a number and a bar."""
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("task", type=int, choices=range(1, 9))
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    curve = experiment(given.task, given.seed)
    largest = max(max(map(abs, curve)), 1e-9)
    for value in curve[:: max(len(curve) // 20, 1)]:
        print(f"{value:10.4f} {'#' * round(50 * abs(value) / largest)}")


if __name__ == "__main__" and "ipykernel" not in sys.modules:
    main()
