"""Known mistakes of early_stopping: each namespace stands in for part of the reference."""

import math
from itertools import pairwise

import reference
from generic_mistakes import typical


def in_pieces():
    """The reference in pieces: what counts as better, and what has been waited for long enough."""

    class EarlyStopping(reference.EarlyStopping):
        def better(self, loss):
            return loss < self.best - self.min_delta

        def enough(self):
            return self.waited >= self.patience

        def step(self, valid_loss, weights):
            if math.isnan(valid_loss):
                return True
            if self.better(valid_loss):
                self.best, self.waited = valid_loss, 0
                self.kept = {name: tensor.clone() for name, tensor in weights.items()}
            else:
                self.waited += 1
            return self.enough()

    return EarlyStopping


def remembering():
    """The same with a list of all losses so far."""

    class EarlyStopping(in_pieces()):
        def __init__(self, *args):
            super().__init__(*args)
            self.losses = []

        def step(self, valid_loss, weights):
            self.losses.append(valid_loss)
            return super().step(valid_loss, weights)

    return EarlyStopping


@typical
class compared_with_the_epoch_before:
    """You compare with the epoch before. A loss that jumps up and comes half-way back is then
    taken for progress, and a long row of small steps for none. Compare with the best loss so
    far."""

    class EarlyStopping(remembering()):
        def better(self, loss):
            return len(self.losses) < 2 or loss < self.losses[-2] - self.min_delta


class waiting_never_ends_by_an_improvement:
    """You never begin to count again. The patience is for epochs in a row: an improvement sets the
    count back to 0."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            waited = self.waited
            stop = super().step(valid_loss, weights)
            if not math.isnan(valid_loss):
                self.waited = max(waited, self.waited + waited * (self.waited == 0))
                return self.waited >= self.patience
            return stop


@typical
class larger_taken_for_better:
    """You take a larger loss for a better one. That would be right for an accuracy. A loss should
    be small."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return self.best == math.inf or loss > self.best + self.min_delta


class first_epoch_only:
    """You compare with the loss of the first epoch. The bar has to move: with every improvement the
    best loss becomes that of the improvement."""

    class EarlyStopping(remembering()):
        def better(self, loss):
            return len(self.losses) < 2 or loss < self.losses[0] - self.min_delta


class looks_back_by_patience:
    """You compare with the one loss that lies `patience` epochs back. There may have been an
    improvement in between. Compare each epoch with the best so far, and count those in a row that
    are no improvement."""

    class EarlyStopping(remembering()):
        def enough(self):
            back = self.losses[-1 - self.patience :]
            return len(back) > self.patience and not back[-1] < back[0] - self.min_delta


@typical
class stops_at_the_first_rise:
    """You stop with the first epoch that is no improvement, whatever the patience. One bad epoch
    may be chance, and that is what the patience is for."""

    class EarlyStopping(in_pieces()):
        def enough(self):
            return self.waited > 0


@typical
class never_stops:
    """Your `step` never says stop. It should answer True as soon as as many epochs in a row as the
    patience says were no improvement."""

    class EarlyStopping(in_pieces()):
        def step(self, valid_loss, weights):
            super().step(valid_loss, weights)
            return False


@typical
class any_gain_counts:
    """You leave `min_delta` out: every loss that is lower counts as an improvement, and by however
    little. A loss that creeps down by a hair then trains for ever."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return loss < self.best


@typical
class best_follows_every_gain:
    """Your best loss follows every small gain, while the waiting goes on. Many small gains are then
    never enough, however much they add up to. The best loss is that of the latest improvement, and
    only an improvement changes it."""

    class EarlyStopping(in_pieces()):
        def step(self, valid_loss, weights):
            stop = super().step(valid_loss, weights)
            if valid_loss < self.best:
                self.best = valid_loss
            return stop


class any_change_counts:
    """You take any change of the loss by more than `min_delta` for an improvement, upwards too
    (`abs`). Only a loss that is lower is one."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return abs(self.best - loss) > self.min_delta


class min_delta_added:
    """You add `min_delta` where it should be subtracted: a loss that is a little higher than the
    best counts as an improvement. It has to be lower, by more than `min_delta`."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return loss < self.best + self.min_delta


class share_of_the_best:
    """You take `min_delta` for a share of the best loss. It is a difference of two losses."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return self.best == math.inf or loss < self.best * (1 - self.min_delta)


@typical
class stops_one_late:
    """You stop one epoch late: `waited > patience` needs one epoch more than the patience says.
    Training stops *with* the last epoch of the patience."""

    class EarlyStopping(in_pieces()):
        def enough(self):
            return self.waited > self.patience


class stops_one_early:
    """You stop one epoch early. The waiting is 0 in the epoch of an improvement, 1 in the next, and
    training stops when it has reached the patience."""

    class EarlyStopping(in_pieces()):
        def enough(self):
            return self.waited > 0 and self.waited >= self.patience - 1


@typical
class equal_taken_for_better:
    """You count an epoch as an improvement if its loss is as low as `best - min_delta` exactly. It
    has to be lower than that: with a `min_delta` of 0, a loss that does not move is no
    improvement."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return loss <= self.best - self.min_delta


@typical
class nan_waited_out:
    """You go on after a NaN, and count it as one more epoch without an improvement. Weights that
    give NaN do not recover: training should stop at once."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            if not math.isnan(valid_loss):
                return super().step(valid_loss, weights)
            self.waited += 1
            return self.waited >= self.patience


class nan_unnoticed:
    """You never ask whether the loss is NaN. Every comparison with NaN is false, so the epoch is no
    improvement and training goes on; and if it is the first, nothing is ever lower than it. Ask
    `math.isnan(valid_loss)` before anything else."""

    class EarlyStopping(in_pieces()):
        begun = False

        def step(self, valid_loss, weights):
            if not self.begun or self.better(valid_loss):
                self.begun, self.best, self.waited = True, valid_loss, 0
                self.kept = {name: tensor.clone() for name, tensor in weights.items()}
            else:
                self.waited += 1
            return self.enough()


class nan_taken_for_better:
    """You take NaN for an improvement. `not loss >= best` is true for NaN, since every comparison
    with NaN is false; and then nothing is ever lower than the best again."""

    class EarlyStopping(in_pieces()):
        def step(self, valid_loss, weights):
            if not valid_loss >= self.best - self.min_delta:
                self.best, self.waited = valid_loss, 0
                self.kept = {name: tensor.clone() for name, tensor in weights.items()}
            else:
                self.waited += 1
            return self.enough()


class best_begins_too_low:
    """Your best loss begins with some number, and the first losses of this run are higher. The
    first epoch is always an improvement, whatever its loss: begin with infinity, or with None."""

    class EarlyStopping(in_pieces()):
        def __init__(self, *args):
            super().__init__(*args)
            self.best = 1e9


class zero_taken_for_nothing:
    """You ask `if not self.best`, or something like it, to see whether there is a best loss yet. A
    best loss of 0 is a loss too, and counts as false. Ask `is None`."""

    class EarlyStopping(in_pieces()):
        def better(self, loss):
            return not self.best or super().better(loss)


class state_of_the_class:
    """Two runs at the same time disturb each other: your memory belongs to the class, and all
    objects share it. Set it on `self`, in `__init__`."""

    class EarlyStopping(in_pieces()):
        def __init__(self, *args):
            super().__init__(*args)
            del self.best, self.waited
            type(self).best, type(self).waited = math.inf, 0

        def step(self, valid_loss, weights):
            stop = super().step(valid_loss, weights)
            for name in ("best", "waited"):
                if name in self.__dict__:
                    setattr(type(self), name, self.__dict__.pop(name))
            return stop


class arguments_unchecked:
    """You accept a patience below 1, or a negative `min_delta`. The first stops before anything was
    tried, the second takes a worse epoch for a better one. Raise a ValueError."""

    class EarlyStopping(reference.EarlyStopping):
        def __init__(self, patience, min_delta=0.0):
            super().__init__(max(patience, 1), max(min_delta, 0.0))


class end_of_the_range_refused:
    """You refuse a patience of 1, or a `min_delta` of 0. Both are allowed: "at least" includes the
    number itself."""

    class EarlyStopping(reference.EarlyStopping):
        def __init__(self, patience, min_delta=0.0):
            if patience <= 1:
                raise ValueError("the patience is more than 1")
            super().__init__(patience, min_delta)


@typical
class last_weights_kept:
    """What comes back are the weights of the last epoch: you copy them after every epoch. Copy them
    only when an epoch is an improvement."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            stop = super().step(valid_loss, weights)
            self.kept = {name: tensor.clone() for name, tensor in weights.items()}
            return stop


@typical
class only_names_copied:
    """What comes back are the weights as they are anyway. You kept the dictionary, or a copy of it,
    and in it are the model's own tensors, which training goes on changing. Copy the tensors
    themselves, with `clone`."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            stop = super().step(valid_loss, weights)
            if self.kept:
                self.kept = dict(weights)
            return stop


@typical
class dictionary_filled_anew:
    """The best weights are in the dictionary, but the model knows nothing of it:
    `weights[name] = ...` puts other tensors into the dictionary, and the model's own tensors stay
    as they were. Write into those, with `copy_`."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            for name, tensor in self.kept.items():
                weights[name] = tensor.clone()


class first_weights_kept:
    """What comes back are the weights of the first epoch. The copy has to be made again with every
    improvement."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            before = self.kept
            stop = super().step(valid_loss, weights)
            self.kept = before or self.kept
            return stop


class only_floats_kept:
    """You bring back the floating-point tensors only. A model's weights by name may also hold
    counts, as whole numbers: batch normalisation has one. All of them belong to the epoch."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            for name, tensor in self.kept.items():
                if tensor.is_floating_point():
                    weights[name].copy_(tensor)


@typical
class nothing_restored:
    """`restore` changes nothing in the model. Assigning to a variable, as in `weights = self.best`
    or `tensor = best`, only gives another object that name. Write into the tensors, with
    `copy_`."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            return None


class restored_in_float32:
    """The weights have lost digits on the way: you keep them in float32. Keep them in the dtype
    that they have."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            for name, tensor in self.kept.items():
                weights[name].copy_(tensor.float())


class copy_given_away:
    """The first time the right weights come back, the second time not. You made the model's tensors
    share memory with your copy (`tensor.data = copy`, `set_`), so further training changes the
    copy too. Copy the numbers, with `copy_`."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            for name, tensor in self.kept.items():
                weights[name].data = tensor


class restored_once:
    """Your copy is gone after the first time. `restore` may be called again after more training,
    and should do the same again."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            super().restore(weights)
            self.kept = {}


class by_position:
    """You bring tensors back by their position in the dictionary. The order of the names may
    differ: each tensor belongs to its name."""

    class EarlyStopping(reference.EarlyStopping):
        def restore(self, weights):
            kept = list(self.kept.values())
            for tensor, copy in zip(weights.values(), kept, strict=False):
                if tensor.shape == copy.shape:
                    tensor.copy_(copy)


class lowest_loss_kept:
    """You keep the weights of every epoch that is lower than all before it, by however little. The
    best epoch is that of the latest improvement, and an improvement is lower by more than
    `min_delta`."""

    class EarlyStopping(remembering()):
        def step(self, valid_loss, weights):
            lowest = min([math.inf, *self.losses])
            stop = super().step(valid_loss, weights)
            if valid_loss < lowest:
                self.kept = {name: tensor.clone() for name, tensor in weights.items()}
            return stop


class nan_weights_kept:
    """You keep the weights of an epoch whose loss is NaN. That epoch is no improvement, not even
    if it is the first."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            stop = super().step(valid_loss, weights)
            if math.isnan(valid_loss):
                self.kept = {name: tensor.clone() for name, tensor in weights.items()}
            return stop


class weights_overwritten:
    """Your `step` changes the weights that it is given. Training goes on with them: look at them,
    copy them, and leave them as they are."""

    class EarlyStopping(reference.EarlyStopping):
        def step(self, valid_loss, weights):
            before = {name: tensor.clone() for name, tensor in weights.items()}
            stop = super().step(valid_loss, before)
            if not stop and self.waited:
                self.restore(weights)
                for tensor in weights.values():
                    tensor.zero_()
            return stop


def diagnosis(under, over):
    """A diagnosis by two other questions."""

    def diagnose(train_loss, valid_loss, goal, margin):
        if under(train_loss, valid_loss, goal):
            return "under"
        return "over" if over(train_loss, valid_loss, margin) else "ok"

    return diagnose


def right_under(train, valid, goal):
    return train[-1] > goal


def right_over(train, valid, margin):
    return valid[-1] > min(valid) + margin


@typical
class gap_taken_for_overfitting:
    """You take the gap between the two curves for overfitting. New rows are nearly always harder
    than rows that were trained on. It is overfitting when the validation loss has been clearly
    lower than it is at the end."""

    diagnose = diagnosis(right_under, lambda train, valid, margin: valid[-1] > train[-1] + margin)


@typical
class last_two_epochs:
    """You compare the last epoch with the one before it. The lowest validation loss may lie much
    further back: look for it among all epochs."""

    diagnose = diagnosis(
        right_under,
        lambda train, valid, margin: len(valid) > 1 and valid[-1] > valid[-2] + margin,
    )


class any_rise_counts:
    """You ask whether the validation loss rose by more than the margin anywhere. It may have come
    down again. Compare the last loss with the lowest."""

    diagnose = diagnosis(
        right_under,
        lambda train, valid, margin: any(b > a + margin for a, b in pairwise(valid)),
    )


class margin_ignored:
    """You take the smallest rise for overfitting. Loss curves tremble: up to the margin it is
    chance."""

    diagnose = diagnosis(right_under, lambda train, valid, margin: valid[-1] > min(valid))


class margin_taken_for_a_share:
    """You take the margin for a share of the lowest loss. It is a difference of two losses."""

    diagnose = diagnosis(
        right_under, lambda train, valid, margin: valid[-1] > min(valid) * (1 + margin)
    )


class highest_after_the_lowest:
    """You look at the highest validation loss after the lowest one. It may have come down again:
    what counts is the loss of the last epoch."""

    diagnose = diagnosis(
        right_under,
        lambda train, valid, margin: max(valid[valid.index(min(valid)) :]) > min(valid) + margin,
    )


@typical
class first_instead_of_lowest:
    """You compare the end with the beginning. A model that overfits is often still better than the
    untrained one. What counts is how far the end is above the lowest validation loss."""

    diagnose = diagnosis(right_under, lambda train, valid, margin: valid[-1] > valid[0] + margin)


class lowest_training_epoch:
    """You compare with the validation loss of the epoch in which the training loss was lowest. That
    is mostly the last one. Compare with the lowest validation loss."""

    diagnose = diagnosis(
        right_under,
        lambda train, valid, margin: valid[-1] > valid[train.index(min(train))] + margin,
    )


@typical
class validation_against_the_goal:
    """You compare the validation loss with the goal. The goal is for the training loss: does the
    model fit at least the rows that it sees?"""

    diagnose = diagnosis(lambda train, valid, goal: valid[-1] > goal, right_over)


class lowest_training_loss:
    """You ask whether the training loss was ever below the goal. What counts is the last epoch: a
    training that went wrong later on is not good enough."""

    diagnose = diagnosis(lambda train, valid, goal: min(train) > goal, right_over)


@typical
class over_asked_first:
    """You ask about overfitting first. Where both answers fit, the training loss decides: the first
    question is whether it is above the goal."""

    def diagnose(train_loss, valid_loss, goal, margin):
        if right_over(train_loss, valid_loss, margin):
            return "over"
        return "under" if right_under(train_loss, valid_loss, goal) else "ok"


class training_not_looked_at:
    """You never answer "under". If the training loss of the last epoch is above the goal, the model
    does not even fit the rows that it sees."""

    diagnose = diagnosis(lambda train, valid, goal: False, right_over)


@typical
class under_and_over_swapped:
    """Your words for underfitting and overfitting are swapped. A model that does not even fit the
    training rows underfits; one whose validation loss has risen again overfits."""

    def diagnose(train_loss, valid_loss, goal, margin):
        swapped = {"under": "over", "over": "under", "ok": "ok"}
        return swapped[reference.diagnose(train_loss, valid_loss, goal, margin)]


class whole_words:
    """Your answers are other words than those that are asked for. They are "under", "over" and
    "ok", written so."""

    def diagnose(train_loss, valid_loss, goal, margin):
        return reference.diagnose(train_loss, valid_loss, goal, margin).upper()


class ends_taken_for_too_much:
    """A training loss that is exactly the goal is good enough, and a rise by exactly the margin is
    still taken for chance: "above" and "more than" leave these out."""

    diagnose = diagnosis(
        lambda train, valid, goal: train[-1] >= goal,
        lambda train, valid, margin: len(valid) > 1 and valid[-1] >= min(valid) + margin,
    )
