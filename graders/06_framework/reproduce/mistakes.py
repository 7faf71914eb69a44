"""Known mistakes of reproduce: each namespace stands in for part of the reference."""

import copy
import random

import numpy as np
import reference
import torch
from generic_mistakes import typical
from torch.nn.functional import mse_loss


@typical
class numpy_not_seeded:
    """You do not seed numpy. Many data sets are shuffled and augmented with it, so the runs still
    differ. It has a generator of its own: `numpy.random.seed`."""

    def seed_everything(seed):
        random.seed(seed)
        torch.manual_seed(seed)


@typical
class python_not_seeded:
    """You do not seed Python's own module `random`. It knows nothing of torch's seed, and a
    `random.shuffle` somewhere in the program is enough to make two runs differ."""

    def seed_everything(seed):
        np.random.seed(seed)
        torch.manual_seed(seed)


class torch_not_seeded:
    """You do not seed torch's own generator. A new `torch.Generator` with that seed is another
    generator; initial weights and dropout draw from torch's own: `torch.manual_seed`."""

    def seed_everything(seed):
        random.seed(seed)
        np.random.seed(seed)
        torch.Generator().manual_seed(seed)


class one_seed_for_all:
    """You seed with a number of your own, whatever the argument is. Then nobody can try another
    seed, and a result that one lucky seed gave cannot be told from one that is always there."""

    def seed_everything(seed):
        reference.seed_everything(42)


@typical
class same_order_every_epoch:
    """Your epochs all have one order. Then the same rows meet in the same batches all the time. The
    seed of the order has to change with the epoch."""

    def epoch_order(n, seed, epoch):
        return reference.epoch_order(n, seed, 0)


class seed_not_used:
    """Your order does not depend on the seed. Another seed should give another run, or nobody can
    tell whether a result depends on luck."""

    def epoch_order(n, seed, epoch):
        return reference.epoch_order(n, 0, epoch)


@typical
class torchs_own_generator:
    """You draw the order from torch's own generator. It then depends on all that was drawn before:
    one more layer with dropout, and all the epochs have other orders. Give `torch.randperm` a
    generator that has a seed of its own."""

    def epoch_order(n, seed, epoch):
        return torch.randperm(n)


class torchs_own_generator_seeded:
    """You seed torch's own generator for the order. The order is right, but whoever else draws
    from it, as dropout does, now draws the same numbers after each call. Use a `torch.Generator` of
    your own."""

    def epoch_order(n, seed, epoch):
        torch.manual_seed(seed + epoch)
        return torch.randperm(n)


def _keeping():
    """An `epoch_order` whose generators live on."""
    kept = {}

    def epoch_order(n, seed, epoch):
        generator = kept.setdefault(seed, torch.Generator().manual_seed(seed))
        return torch.randperm(n, generator=generator)

    return epoch_order


class generator_of_the_module:
    """Your generator lives on between the calls, so an order depends on how many were asked for
    before. Somebody who resumes at epoch 5 asks for epoch 5 first. Make a new generator in each
    call, with a seed that is made from `seed` and `epoch`."""

    epoch_order = _keeping()


class rows_drawn_twice:
    """Your order has some rows twice and others not at all: you draw row numbers, each for itself.
    An epoch goes through each row once, so what you need is a permutation."""

    def epoch_order(n, seed, epoch):
        generator = torch.Generator().manual_seed(seed + epoch)
        return torch.randint(max(n, 1), (n,), generator=generator)


class rows_as_they_come:
    """Your order is that of the data. It is easy to reproduce, but data is often sorted, and then
    whole batches are of one kind. Shuffle, with a generator whose seed you know."""

    def epoch_order(n, seed, epoch):
        return torch.arange(n)


class order_rotated:
    """Your order only turns the rows round: each still has the neighbours that it has in the data.
    In a shuffle all orders are equally likely."""

    def epoch_order(n, seed, epoch):
        start = int(reference.epoch_order(max(n, 1), seed, epoch)[0])
        return torch.arange(n).roll(start)


class rows_as_floats:
    """Your row numbers are not int64. A tensor takes only whole numbers as row numbers."""

    def epoch_order(n, seed, epoch):
        return reference.epoch_order(n, seed, epoch).float()


def _training(**changed):
    """A class like the reference's with some of its methods replaced."""
    return type("Training", (reference.Training,), changed)


def _stepping(
    zero=True,
    epoch_of=lambda epoch: epoch,
    rows_of=lambda run, epoch: run.order(epoch),
    loss_of=lambda answer, y, rows: mse_loss(answer, y[rows]),
    left_out=0,
    again=False,
    as_tensor=False,
):
    """A `take_step` in which one thing is wrong."""

    def take_step(self):
        whole = len(self.X) // self.bs
        batches = (whole or 1) if left_out else -(-len(self.X) // self.bs)
        epoch, place = divmod(self.step, batches)
        rows = rows_of(self, epoch_of(epoch))[place * self.bs : (place + 1) * self.bs]
        if zero:
            self.optimizer.zero_grad()
        loss = loss_of(self.model(self.X[rows]), self.y, rows)
        loss.backward()
        self.optimizer.step()
        self.step += 1
        if again:
            with torch.no_grad():
                loss = loss_of(self.model(self.X[rows]), self.y, rows)
        return loss.detach() if as_tensor else loss.item()

    return _training(take_step=take_step)


def _optimizing(**options):
    """A run with another optimizer; `drop` names an option that is left out."""

    def init(self, model, X, y, order, lr, momentum, bs):
        reference.Training.__init__(self, model, X, y, order, lr, momentum, bs)
        more = {"momentum": momentum} | options
        more["nesterov"] = more.get("nesterov", False) and momentum > 0
        if more.get("dampening") == "momentum":
            more["dampening"] = momentum
        self.optimizer = torch.optim.SGD(model.parameters(), lr=lr, **more)

    return _training(__init__=init)


@typical
class gradients_pile_up:
    """You never empty the gradients, so each step adds its own to those of all steps before. That
    is no momentum: nothing fades. `optimizer.zero_grad()` belongs before `backward`."""

    Training = _stepping(zero=False)


class momentum_left_out:
    """You leave out the momentum. The velocity is what earlier gradients leave behind: `v =
    momentum * v + g`."""

    Training = _optimizing(momentum=0.0)


class nesterov_added:
    """You use Nesterov's momentum, which looks one step ahead. The task asks for the plain kind:
    the weights move by lr times the velocity."""

    Training = _optimizing(nesterov=True)


class damped_gradient:
    """You multiply the gradient by 1 - momentum before you add it. Some books do so, but torch does
    not: `v = momentum * v + g`, as the task asks."""

    Training = _optimizing(dampening="momentum")


class velocity_averaged:
    """Your velocity is a running mean: the gradient is multiplied by 1 - momentum before it is
    added. Some books do so, but torch does not: `v = momentum * v + g`, as the task asks."""

    def _init(self, model, X, y, order, lr, momentum, bs):
        reference.Training.__init__(self, model, X, y, order, lr * (1 - momentum), momentum, bs)

    Training = _training(__init__=_init)


class last_batch_left_out:
    """You leave out the smaller batch at the end of an epoch. Its rows are examples as good as the
    others. The number of batches is the number of rows divided by bs, rounded up."""

    Training = _stepping(left_out=1)


class one_epoch_for_ever:
    """You ask for the order of the first epoch in all epochs. After the last batch of an epoch
    comes the next epoch, with another order."""

    Training = _stepping(epoch_of=lambda epoch: 0)


class epochs_from_one:
    """You count the epochs from 1. The first one is 0."""

    Training = _stepping(epoch_of=lambda epoch: epoch + 1)


class order_left_out:
    """You take the rows as they come. `order(epoch)` says which row is when."""

    Training = _stepping(rows_of=lambda run, epoch: torch.arange(len(run.X)))


class rows_of_y_left_behind:
    """You order the rows of X and not those of y, so each example gets the target of another. The
    same row numbers choose both."""

    Training = _stepping(loss_of=lambda answer, y, rows: mse_loss(answer, y[: len(rows)]))


class loss_summed:
    """You add up the squared errors over the columns. The mean is over all elements, rows and
    columns."""

    Training = _stepping(loss_of=lambda answer, y, rows: (answer - y[rows]).pow(2).sum(1).mean())


class loss_after_the_step:
    """You measure the loss after the step. Asked for is the loss with the weights as they were
    before it, from which the gradient was computed too."""

    Training = _stepping(again=True)


class losses_as_tensors:
    """You return tensors. Each of them may hold on to the whole graph of its step, and a list of
    floats is what a file can hold: `loss.item()`."""

    Training = _stepping(as_tensor=True)


@typical
class epoch_starts_again:
    """Each call of your `train` begins a new epoch. After train(3) there are rows of the epoch
    that had no turn yet, and they come next: keep count of the steps on `self`."""

    def _train(self, steps):
        self.step = -(-self.step // -(-len(self.X) // self.bs)) * -(-len(self.X) // self.bs)
        return reference.Training.train(self, steps)

    Training = _training(train=_train)


@typical
class velocity_starts_again:
    """Each call of your `train` makes a new optimizer, whose velocities are zero. The optimizer is
    part of the run: make it once."""

    def _train(self, steps):
        fresh = [{**g, "params": list(g["params"])} for g in self.optimizer.param_groups]
        self.optimizer = torch.optim.SGD(fresh)
        return reference.Training.train(self, steps)

    Training = _training(train=_train)


class never_training:
    """You put the model into evaluation mode while it trains. Batch norm then uses its running
    averages and dropout drops nothing. `model.train()` belongs before the steps."""

    def _train(self, steps):
        self.model.eval()
        return [self.take_step() for _ in range(steps)]

    Training = _training(train=_train)


class mode_left_alone:
    """You leave the mode of the model as it is. Whoever measured something between two calls has
    called `model.eval()`, and from then on batch norm and dropout would not train."""

    def _train(self, steps):
        return [self.take_step() for _ in range(steps)]

    Training = _training(train=_train)


class stale_gradients_count:
    """You empty the gradients after each step, so those that the model came with go into the first
    one. Empty them before `backward`."""

    def _step(self):
        batches = -(-len(self.X) // self.bs)
        epoch, place = divmod(self.step, batches)
        rows = self.order(epoch)[place * self.bs : (place + 1) * self.bs]
        loss = mse_loss(self.model(self.X[rows]), self.y[rows])
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        return loss.item()

    Training = _training(take_step=_step)


class runs_share_their_state:
    """Your run keeps its state on the class, or in a global variable, so that all runs share it. A
    program may compare two runs and let them take turns. Keep the state on `self`."""

    class Training(reference.Training):
        def __init__(self, model, X, y, order, lr, momentum, bs):
            super().__init__(model, X, y, order, lr, momentum, bs)
            for name in ("model", "X", "y", "order", "bs", "optimizer", "step"):
                setattr(type(self), name, self.__dict__.pop(name))

        def take_step(self):
            loss = super().take_step()
            type(self).step = self.__dict__.pop("step")
            return loss

        def resume(self, checkpoint):
            super().resume(checkpoint)
            type(self).step = self.__dict__.pop("step")


def _saving(change=lambda run, saved: None, after=lambda run, saved: None):
    """A run that changes its checkpoints before they are resumed from, and itself after that."""

    def resume(self, checkpoint):
        kept, saved = copy.deepcopy(self.checkpoint()), copy.deepcopy(checkpoint)
        change(kept, saved)
        reference.Training.resume(self, saved)
        after(self, saved)

    return _training(resume=resume)


class weights_not_saved:
    """After `resume` the model has the weights that it had before. All that the run has learned is
    in them: the checkpoint needs the model's `state_dict`."""

    Training = _saving(lambda kept, saved: saved.update(model=kept["model"]))


@typical
class momentum_not_saved:
    """Your checkpoint does not keep the velocities of the momentum. The weights are right, and
    the next step is not: its velocity starts from zero. An optimizer has a `state_dict` too."""

    Training = _saving(lambda kept, saved: saved["optimizer"].update(state={}))


class momentum_left_as_it_is:
    """Your `resume` leaves the optimizer as it is, with the velocities that this run happens to
    have. They belong to the checkpoint: an optimizer has a `state_dict` too."""

    Training = _saving(lambda kept, saved: saved.update(optimizer=kept["optimizer"]))


@typical
class position_not_saved:
    """Your checkpoint does not keep where in the data the run was. After `resume` it begins with
    epoch 0 again, and sees rows again that had their turn."""

    Training = _saving(lambda kept, saved: saved.update(step=0))


class only_the_epoch_saved:
    """Your checkpoint keeps the number of the epoch, but not how many of its batches are done.
    After a stop in the middle of an epoch, the run sees its first rows twice."""

    def _to_the_epoch(run, saved):
        run.step -= run.step % -(-len(run.X) // run.bs)

    Training = _saving(after=_to_the_epoch)


class position_in_the_epoch_only:
    """Your checkpoint keeps how many batches of the epoch are done, but not the number of the
    epoch. After a stop the run has the order of the first epoch again."""

    def _to_the_first_epoch(run, saved):
        run.step %= -(-len(run.X) // run.bs)

    Training = _saving(after=_to_the_first_epoch)


@typical
class generator_not_saved:
    """Your checkpoint does not keep the state of torch's own generator. Dropout draws from it, so
    after a stop other units are dropped than would have been. See `torch.get_rng_state` and
    `torch.set_rng_state`."""

    def _resume(self, checkpoint):
        before = torch.get_rng_state()
        reference.Training.resume(self, checkpoint)
        torch.set_rng_state(before)

    Training = _training(resume=_resume)


class generator_seeded_again:
    """You seed torch's generator when the run is resumed. Then it draws again what it drew at the
    beginning. The point is to go on where it was: save its state, not its seed."""

    def _resume(self, checkpoint):
        reference.Training.resume(self, checkpoint)
        torch.manual_seed(0)

    Training = _training(resume=_resume)


class buffers_not_saved:
    """Your checkpoint keeps the parameters of the model and not its buffers. The running averages
    of batch norm are no parameters, and `parameters()` does not show them; `state_dict()` does."""

    def _buffers(kept, saved):
        saved["model"] |= {k: v for k, v in kept["model"].items() if "running" in k or "num_" in k}

    Training = _saving(_buffers)


@typical
class checkpoint_alive:
    """Your checkpoint changes while you train on: `state_dict()` gives the very tensors that the
    model works with. What should be a snapshot shows the newest weights. Make copies."""

    def _checkpoint(self):
        saved = copy.deepcopy(self.optimizer.state_dict())
        more = {"generator": torch.get_rng_state(), "step": self.step}
        return {"model": self.model.state_dict(), "optimizer": saved, **more}

    Training = _training(checkpoint=_checkpoint)


class optimizer_alive:
    """The velocities in your checkpoint change while you train on: the optimizer's `state_dict()`
    gives the very tensors that it works with. A copy of the dictionary does not copy what is in
    it; `copy.deepcopy` does."""

    def _checkpoint(self):
        saved = copy.deepcopy(self.model.state_dict())
        more = {"generator": torch.get_rng_state(), "step": self.step}
        return {"model": saved, "optimizer": self.optimizer.state_dict(), **more}

    Training = _training(checkpoint=_checkpoint)


class checkpoint_used_up:
    """After `resume` your run writes into the checkpoint. `load_state_dict` of an optimizer does
    not copy: it goes on working in the tensors that it is given. Give it copies, so that the
    checkpoint can be used again."""

    def _resume(self, checkpoint):
        self.model.load_state_dict(checkpoint["model"])
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        torch.set_rng_state(checkpoint["generator"])
        self.step = checkpoint["step"]

    Training = _training(resume=_resume)


class momentum_not_cleared:
    """A checkpoint from before the first step has no velocities yet, and your run keeps those that
    it has. After `resume` they are what they were then: zeros."""

    def _resume(self, checkpoint):
        moving = copy.deepcopy(self.optimizer.state_dict())
        reference.Training.resume(self, checkpoint)
        if not checkpoint["optimizer"]["state"]:
            self.optimizer.load_state_dict(moving)

    Training = _training(resume=_resume)


class whole_objects_saved:
    """Your checkpoint holds whole objects, such as the model or a generator, and not only plain
    data. `torch.load` would have to run code to make them again, and with `weights_only=True` it
    refuses: a file from a stranger could run anything. Save `state_dict()`s and states."""

    def _checkpoint(self):
        return {"saved": reference.Training.checkpoint(self), "model": copy.deepcopy(self.model)}

    def _resume(self, checkpoint):
        reference.Training.resume(self, checkpoint["saved"])

    Training = _training(checkpoint=_checkpoint, resume=_resume)
