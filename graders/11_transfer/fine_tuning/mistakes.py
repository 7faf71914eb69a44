"""Known mistakes of fine_tuning: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import typical
from reference import discriminative_groups as right_groups
from reference import freeze_to as right_freeze
from torch.nn.functional import cross_entropy
from torch.optim import SGD


def _step(model, optimizer, x, y, zero=True):
    loss = cross_entropy(model(x), y)
    if zero:
        optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _train(model, optimizer, batches, epochs, zero=True):
    return [_step(model, optimizer, x, y, zero) for _ in range(epochs) for x, y in batches]


def _for_head(model, lr, mult):
    return SGD(model[-1].parameters(), lr=lr)


def _for_all(model, lr, mult):
    return SGD(right_groups(model, lr / 2, mult))


def _tuning(first=_for_head, second=_for_all, zero=True, frozen=-1, thawed=0):
    """Both phases, with the optimizers that `first` and `second` make."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        model[-1] = head
        right_freeze(model, frozen)
        losses = _train(model, first(model, base_lr, lr_mult), batches, freeze_epochs, zero)
        right_freeze(model, thawed)
        losses += _train(model, second(model, base_lr, lr_mult), batches, epochs, zero)
        model.eval()
        return losses

    return fine_tune


_fine = _tuning()


def _cut(model, n):
    """The groups, and the number of the first one that trains."""
    groups = list(model.children())
    return groups, n if n >= 0 else len(groups) + n


@typical
class frozen_the_wrong_end:
    """You froze the end and left the beginning to train. The early groups know edges, strokes and
    endings of words, which every task needs; what is new is the head. Freeze what stands before
    group n."""

    def freeze_to(model, n):
        groups, first = _cut(model, n)
        for i, group in enumerate(groups):
            group.requires_grad_(i < first)
            group.train(i < first)


@typical
class flag_on_the_module:
    """You set `requires_grad` on a module. That is a new attribute which nobody reads: only
    parameters have that switch. `module.requires_grad_(False)`, with the underscore, sets it for
    all parameters of a module."""

    def freeze_to(model, n):
        groups, first = _cut(model, n)
        for i, group in enumerate(groups):
            group.requires_grad = i >= first
            group.train(i >= first)


class parameters_counted:
    """You counted parameters instead of groups. A linear layer alone has two, its weight and its
    bias, so a cut after n of them goes right through the middle of a layer."""

    def freeze_to(model, n):
        right_freeze(model, n)
        parameters = list(model.parameters())
        for i, p in enumerate(parameters):
            p.requires_grad = i >= (n if n >= 0 else len(parameters) + n)


class head_always_trains:
    """Your head can be trained even when all groups are to be frozen. With n equal to the number of
    groups nothing is left to train, as when a model is only used to compute features."""

    def freeze_to(model, n):
        right_freeze(model, min(n, len(list(model.children())) - 1))


class negative_not_counted_from_the_end:
    """You compare with a negative n as it is, and every index is larger than -1, so nothing is
    frozen. Counted from the end, -1 is the last group: everything before it is frozen."""

    def freeze_to(model, n):
        right_freeze(model, max(n, 0))


@typical
class modes_forgotten:
    """You set `requires_grad` and no mode. Batch norm then goes on changing: in training mode each
    forward pass moves its running averages, gradient or not. Frozen groups belong in evaluation
    mode, and unfrozen ones in training mode."""

    def freeze_to(model, n):
        groups, first = _cut(model, n)
        for i, group in enumerate(groups):
            group.requires_grad_(i >= first)


@typical
class never_unfrozen:
    """What is once frozen stays frozen: you only ever switch `requires_grad` off. For the groups
    from n on it has to be switched on, whatever was before."""

    def freeze_to(model, n):
        groups, first = _cut(model, n)
        for i, group in enumerate(groups):
            group.train(i >= first)
            if i < first:
                group.requires_grad_(False)


class left_in_evaluation:
    """Groups that you unfreeze stay in evaluation mode. Their batch norm then keeps the averages of
    the old data, and their dropout is off, while their weights learn the new data."""

    def freeze_to(model, n):
        groups, first = _cut(model, n)
        for i, group in enumerate(groups):
            group.requires_grad_(i >= first)
            if i < first:
                group.eval()


class frozen_by_name:
    """You chose the parameters by looking for a number in their names. The name `0.2.weight`
    contains a 2 and belongs to group 0, and `10` contains a 1. Walk over the children of the model:
    they are objects, and no two are alike."""

    def freeze_to(model, n):
        right_freeze(model, n)
        groups, first = _cut(model, n)
        for name, p in model.named_parameters():
            p.requires_grad = any(str(i) in name for i in range(first, len(groups)))


@typical
class one_rate_for_all:
    """All your groups have the same rate. What the early groups know is general and took long
    to learn. A rate that is right for a new head would destroy it."""

    def discriminative_groups(model, lr_max, mult=100):
        return [{**group, "lr": lr_max} for group in right_groups(model, lr_max, mult)]


@typical
class evenly_spaced:
    """Your rates grow by equal amounts. Then all but the first are of one size, and only the first
    group is treated with care. Learning rates are compared by their ratio: from group to group the
    same *factor*."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        low, steps = lr_max / mult, max(len(groups) - 1, 1)
        rates = [lr_max - (lr_max - low) * i / steps for i in range(len(groups))][::-1]
        return [{**group, "lr": lr} for group, lr in zip(groups, rates, strict=True)]


@typical
class largest_at_the_input:
    """Your rates fall towards the head. It is the other way round: the head is new and has all to
    learn, the first layers are nearly right already."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        rates = [group["lr"] for group in groups][::-1]
        return [{**group, "lr": lr} for group, lr in zip(groups, rates, strict=True)]


class mult_at_every_step:
    """You divide by mult from each group to the next. In a network of four groups the first then
    has a millionth of the head's rate. The whole way from the first to the last is mult."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        rates = [lr_max / mult**i for i in range(len(groups))][::-1]
        return [{**group, "lr": lr} for group, lr in zip(groups, rates, strict=True)]


class one_step_too_many:
    """Your factor is the n-th root of mult for n groups. Between n groups there are n - 1 steps, so
    your first rate does not come down to lr_max / mult."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        factor = mult ** (1 / len(groups))
        rates = [lr_max / factor**i for i in range(len(groups))][::-1]
        return [{**group, "lr": lr} for group, lr in zip(groups, rates, strict=True)]


class a_group_for_each_tensor:
    """You made a group of every parameter tensor. The weight and the bias of a layer are equally
    deep and should have the same rate: one dictionary for each child of the model."""

    def discriminative_groups(model, lr_max, mult=100):
        parameters = list(model.parameters())
        factor = mult ** (1 / max(len(parameters) - 1, 1))
        return [
            {"params": [p], "lr": lr_max / factor ** (len(parameters) - 1 - i)}
            for i, p in enumerate(parameters)
        ]


class single_group_fails:
    """With a single group you divide by zero: there are no steps from the first group to the last.
    A single group is the last one, and gets lr_max."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = list(model.children())
        last = len(groups) - 1
        return [
            {"params": list(group.parameters()), "lr": lr_max * mult ** (i / last - 1)}
            for i, group in enumerate(groups)
        ]


class frozen_left_out:
    """You left out the parameters that are frozen at the moment. An optimizer made from these
    groups never hears of them, and when you unfreeze them later they do not move. A frozen
    parameter does no harm in an optimizer: it has no gradient."""

    def discriminative_groups(model, lr_max, mult=100):
        return [
            {**group, "params": [p for p in group["params"] if p.requires_grad]}
            for group in right_groups(model, lr_max, mult)
        ]


class weights_only:
    """Your groups hold weights and no biases (or no batch norm). Whatever is in no group is never
    trained. `parameters()` of a child gives all that it has, at any depth."""

    def discriminative_groups(model, lr_max, mult=100):
        return [
            {**group, "params": [p for p in group["params"] if p.dim() > 1]}
            for group in right_groups(model, lr_max, mult)
        ]


@typical
class old_head_kept:
    """You went on with the old head. It answers the old question; its weights say nothing about
    the new classes. Put the new head in its place before anything else."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        return _fine(model, model[-1], batches, epochs, base_lr, freeze_epochs, lr_mult)


@typical
class head_on_top_of_the_head:
    """You appended the new head behind the old one. The new one then sees nothing of the features
    but the old answers, and has to make the best of them. It should take the old one's place."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        bridge = torch.nn.Linear(model[-1].out_features, head.in_features).to(head.weight)
        model.append(torch.nn.Sequential(bridge, head))
        return _fine(model, model[-1], batches, epochs, base_lr, freeze_epochs, lr_mult)


@typical
class optimizer_holds_the_old_head:
    """You made the optimizer before the head was replaced, so it holds the weights of the old one.
    It moves them faithfully, and nobody uses them; the new head keeps its first weights. An
    optimizer knows parameters, not names."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        optimizer = _for_head(model, base_lr, lr_mult)
        tune = _tuning(first=lambda *_: optimizer)
        return tune(model, head, batches, epochs, base_lr, freeze_epochs, lr_mult)


@typical
class gradients_pile_up:
    """You never clear the gradients, so each step uses the sum of all gradients so far. Autograd
    adds; `zero_grad` makes room before the next backward pass."""

    fine_tune = _tuning(zero=False)


@typical
class head_at_half_the_rate:
    """You halved the rate for the first phase already. The head is new and alone there, and learns
    at base_lr; the half comes with the second phase, when everything moves."""

    fine_tune = _tuning(first=lambda model, lr, mult: _for_head(model, lr / 2, mult))


@typical
class phases_swapped:
    """You took `epochs` for the frozen phase and `freeze_epochs` for the other. The head needs only
    a little time alone; the long phase is the one in which everything learns."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        return _fine(model, head, batches, freeze_epochs, base_lr, epochs, lr_mult)


class momentum_added:
    """You gave the optimizer momentum. That is often wise, but the steps asked for here are plain
    gradient descent, so that one can say beforehand where each of them ends."""

    fine_tune = _tuning(
        lambda model, lr, mult: SGD(model[-1].parameters(), lr=lr, momentum=0.9),
        lambda model, lr, mult: SGD(right_groups(model, lr / 2, mult), momentum=0.9),
    )


@typical
class adam_instead:
    """You trained with Adam. It works well for fine-tuning, and fastai uses it, but the steps asked
    for here are those of plain gradient descent (`torch.optim.SGD`)."""

    fine_tune = _tuning(
        lambda model, lr, mult: torch.optim.Adam(model[-1].parameters(), lr=lr),
        lambda model, lr, mult: torch.optim.Adam(right_groups(model, lr / 2, mult)),
    )


class nothing_frozen:
    """The body learns in the first phase too. The fresh head sends it large and senseless
    gradients, and they spoil what it knows. Freeze everything but the head first."""

    fine_tune = _tuning(lambda model, lr, mult: SGD(model.parameters(), lr=lr), frozen=0)


class averages_move:
    """In your first phase the running averages of batch norm in the body change. `model.train()` at
    the start of an epoch wakes all groups, the frozen ones too. Let `freeze_to` set the modes, and
    leave them alone in the loop."""

    fine_tune = _tuning(lambda model, lr, mult: _for_head(model.train(), lr, mult))


class stale_gradients_count:
    """The model came to you with gradients of its earlier training, and your first step uses them:
    frozen or not, an optimizer moves every parameter that holds a gradient. Clear the gradients
    before the backward pass, not only after the step."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        model[-1] = head
        losses = []
        phases = (
            (-1, freeze_epochs, lambda: SGD(model.parameters(), lr=base_lr)),
            (0, epochs, lambda: SGD(right_groups(model, base_lr / 2, lr_mult))),
        )
        for n, rounds, make in phases:
            right_freeze(model, n)
            optimizer = make()
            for _ in range(rounds):
                for x, y in batches:
                    losses.append(_step(model, optimizer, x, y, zero=False))
                    optimizer.zero_grad()
        model.eval()
        return losses


class never_unfrozen_for_phase_two:
    """Your body is still frozen in the second phase, so only the head goes on learning. Call
    `freeze_to(model, 0)` between the phases."""

    fine_tune = _tuning(thawed=-1)


class optimizer_built_too_early:
    """You unfroze the body, but your optimizer was made before that and holds the head alone.
    Gradients now arrive everywhere and nobody uses them. An optimizer keeps the list that it was
    given: make a new one after unfreezing, or add groups to it."""

    fine_tune = _tuning(second=lambda model, lr, mult: SGD(right_groups(model, lr / 2, mult)[-1:]))


@typical
class rate_not_halved:
    """Your second phase starts from base_lr and not from half of it. Now everything moves at once,
    so each part has to move with more care."""

    fine_tune = _tuning(second=lambda model, lr, mult: SGD(right_groups(model, lr, mult)))


class one_rate_in_phase_two:
    """In your second phase all groups learn at the same rate. The early ones need much less than
    the head: use `discriminative_groups`."""

    fine_tune = _tuning(second=lambda model, lr, mult: SGD(model.parameters(), lr=lr / 2))


class lowest_rate_not_halved:
    """Your rates reach from base_lr / lr_mult to base_lr / 2. Both ends are halved, so that the
    whole way is still a factor of lr_mult."""

    fine_tune = _tuning(second=lambda model, lr, mult: _for_all(model, lr, mult / 2))


class phase_two_in_evaluation:
    """Your second phase runs in evaluation mode. Batch norm then normalises with the averages of
    the old data and never learns those of the new, and dropout does nothing. Thawed groups belong
    in training mode."""

    fine_tune = _tuning(second=lambda model, lr, mult: _for_all(model.eval(), lr, mult))


class loss_of_each_epoch:
    """You return one loss for each epoch. You should return the loss of every step, in order: means
    can be taken later, but not undone."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        losses = _fine(model, head, batches, epochs, base_lr, freeze_epochs, lr_mult)
        rounds = max(freeze_epochs + epochs, 1)
        size = max(len(losses) // rounds, 1)
        return [sum(losses[i : i + size]) / size for i in range(0, len(losses), size)]


class phase_one_not_reported:
    """You return the losses of the second phase only. Whether the head has learned anything alone
    can be seen in the first."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        losses = _fine(model, head, batches, epochs, base_lr, freeze_epochs, lr_mult)
        size = len(losses) // max(freeze_epochs + epochs, 1)
        return losses[size * freeze_epochs :]


class loss_after_the_step:
    """You compute the loss once more after the step. The loss of a step is the one whose gradient
    was taken: before the weights moved."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        model[-1] = head
        losses = []
        right_freeze(model, -1)
        optimizer = SGD(head.parameters(), lr=base_lr)
        for epoch in range(freeze_epochs + epochs):
            if epoch == freeze_epochs:
                right_freeze(model, 0)
                optimizer = SGD(right_groups(model, base_lr / 2, lr_mult))
            for x, y in batches:
                _step(model, optimizer, x, y)
                losses.append(cross_entropy(model(x), y).item())
        right_freeze(model, 0)
        model.eval()
        return losses


@typical
class left_in_training:
    """You leave the model in training mode. Its dropout goes on drawing masks, and batch norm makes
    every answer depend on what else is in the batch. The caller wants predictions."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        losses = _fine(model, head, batches, epochs, base_lr, freeze_epochs, lr_mult)
        model.train()
        return losses


class left_frozen:
    """With epochs = 0 the body is still frozen when you return. If somebody trains the model
    further, nothing moves. Unfreeze it even if the second phase has no epochs."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        losses = _fine(model, head, batches, epochs, base_lr, freeze_epochs, lr_mult)
        if epochs == 0:
            right_freeze(model, -1)
        model.eval()
        return losses


class batches_kept_from_the_first_epoch:
    """You made a list of the batches once and used it in every epoch. A DataLoader shuffles, and
    crops its pictures differently, each time it is gone through; your model saw the same epoch
    again and again."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        return _fine(model, head, list(batches), epochs, base_lr, freeze_epochs, lr_mult)


class one_group_more_frozen:
    """You freeze one group too many: group n too. n is how many groups are frozen, and Python
    counts from 0, so the groups before number n are frozen."""

    def freeze_to(model, n):
        groups = list(model.children())
        right_freeze(model, min((n if n >= 0 else len(groups) + n) + 1, len(groups)))


class nothing_trains:
    """You put all groups into evaluation mode. That is right for the frozen ones; the others are
    trained, so their dropout and their batch norm have to be in training mode."""

    def freeze_to(model, n):
        right_freeze(model, n)
        model.eval()


class deeper_modules_counted:
    """You count modules inside the groups. A group is a child of the model; `modules()` also gives
    the model itself and all that is inside its groups."""

    def freeze_to(model, n):
        inside = list(model.modules())[1:]
        n = n if n >= 0 else len(inside) + n
        for number, module in enumerate(inside):
            module.train(number >= n)
            for parameter in module.parameters():
                parameter.requires_grad_(number >= n)


class two_rates_only:
    """All groups before the head have the same rate. From each group to the next the rate grows by
    the same factor."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        for group in groups[:-1]:
            group["lr"] = lr_max / mult
        return groups


class single_group_at_the_lowest_rate:
    """A single group gets the lowest rate. It is the head, and the head has lr_max."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        if len(groups) == 1:
            groups[0]["lr"] = lr_max / mult
        return groups


class weight_decay_added:
    """Your optimizer pulls the weights towards zero in every step (`weight_decay`). Here the
    weights move by the rate times the gradient, and nothing is added."""

    fine_tune = _tuning(
        lambda model, lr, mult: SGD(model[-1].parameters(), lr=lr, weight_decay=1e-4),
        lambda model, lr, mult: SGD(right_groups(model, lr / 2, mult), weight_decay=1e-4),
    )


class weights_decay_much:
    """Your optimizer pulls the weights towards zero in every step (`weight_decay`). Here the
    weights move by the rate times the gradient, and nothing is added."""

    fine_tune = _tuning(
        lambda model, lr, mult: SGD(model[-1].parameters(), lr=lr, weight_decay=1e-2),
        lambda model, lr, mult: SGD(right_groups(model, lr / 2, mult), weight_decay=1e-2),
    )


def _with_loss(loss_of):
    """Both phases, with another loss."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        model[-1] = head
        losses = []
        phases = ((-1, freeze_epochs, _for_head, base_lr), (0, epochs, _for_all, base_lr))
        for frozen, count, optimizer_of, rate in phases:
            right_freeze(model, frozen)
            optimizer = optimizer_of(model, rate, lr_mult)
            for x, y in (batch for _ in range(count) for batch in batches):
                loss = loss_of(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
        model.eval()
        return losses

    return fine_tune


class losses_summed:
    """You add up the losses of a batch. Each step is on their mean, so that a large batch takes no
    larger step than a small one."""

    fine_tune = _with_loss(lambda z, y: cross_entropy(z, y, reduction="sum"))


class softmax_twice:
    """You take the softmax twice. `cross_entropy` takes the logits and does the softmax itself:
    from probabilities it makes others that are nearly equal, and learning is slow."""

    fine_tune = _with_loss(lambda z, y: cross_entropy(z.softmax(1), y))


class body_frozen_in_the_end:
    """When you return, the body is frozen. If somebody trains the model further, only the head
    learns: leave the whole model unfrozen."""

    def fine_tune(model, head, batches, epochs, base_lr=2e-3, freeze_epochs=1, lr_mult=100):
        losses = _fine(model, head, batches, epochs, base_lr, freeze_epochs, lr_mult)
        right_freeze(model, -1)
        model.eval()
        return losses


class head_below_its_rate:
    """The head does not get lr_max. Between G groups there are G - 1 steps: with the exponent
    i / (G - 1) the rates go from lr_max / mult to lr_max, both included."""

    def discriminative_groups(model, lr_max, mult=100):
        groups = right_groups(model, lr_max, mult)
        for number, group in enumerate(groups):
            group["lr"] = lr_max / mult * mult ** (number / len(groups))
        return groups
