"""Known mistakes of on_the_gpu: each namespace stands in for part of the reference."""

import reference
import torch
from generic_mistakes import typical
from torch.nn.functional import cross_entropy


@typical
class lists_not_entered:
    """You leave lists and tuples as they are. A batch may be nested: move what is in them, and what
    is in that."""

    def to_device(batch, device):
        if isinstance(batch, dict):
            return {key: lists_not_entered.to_device(value, device) for key, value in batch.items()}
        return batch.to(device) if isinstance(batch, torch.Tensor) else batch


class dictionaries_not_entered:
    """You leave dictionaries as they are. Their values may be tensors too, or lists of them."""

    def to_device(batch, device):
        if isinstance(batch, list | tuple):
            return type(batch)(dictionaries_not_entered.to_device(item, device) for item in batch)
        return batch.to(device) if isinstance(batch, torch.Tensor) else batch


class tuples_not_entered:
    """You leave tuples as they are. A data loader gives its batches as tuples or lists, so look
    for both."""

    def to_device(batch, device):
        if isinstance(batch, list):
            return [tuples_not_entered.to_device(item, device) for item in batch]
        if isinstance(batch, dict):
            return {k: tuples_not_entered.to_device(value, device) for k, value in batch.items()}
        return batch.to(device) if isinstance(batch, torch.Tensor) else batch


class first_level_only:
    """You move the tensors in a list, but not those in a list or a tuple inside it. A function that
    calls itself goes down as far as there is something."""

    def to_device(batch, device):
        def move(item):
            return item.to(device) if isinstance(item, torch.Tensor) else item

        if isinstance(batch, dict):
            return {k: first_level_only.to_device(value, device) for k, value in batch.items()}
        return type(batch)(map(move, batch)) if isinstance(batch, list | tuple) else move(batch)


@typical
class left_where_it_is:
    """The tensors stay where they were. `tensor.to(device)` does not move a tensor: it returns
    another one, and that is the one you need."""

    def to_device(batch, device):
        return reference.to_device(batch, "cpu")


class tuples_become_lists:
    """Your tuples come back as lists. Code that tells pairs from lists no longer can. Give each
    container back as what it was."""

    def to_device(batch, device):
        if isinstance(batch, list | tuple):
            return [tuples_become_lists.to_device(item, device) for item in batch]
        if isinstance(batch, dict):
            return {k: tuples_become_lists.to_device(value, device) for k, value in batch.items()}
        return reference.to_device(batch, device)


class others_left_out:
    """What is no tensor is missing from what you return. Names and numbers in a batch stay as they
    are; they have no device."""

    def to_device(batch, device):
        if isinstance(batch, list | tuple):
            made = [others_left_out.to_device(item, device) for item in batch]
            return type(batch)(item for item in made if item is not None)
        if isinstance(batch, dict):
            made = {key: others_left_out.to_device(value, device) for key, value in batch.items()}
            return {key: value for key, value in made.items() if value is not None}
        return batch.to(device) if isinstance(batch, torch.Tensor) else None


class floats_become_float32:
    """You change dtypes on the way. Moving is one thing and converting another: class numbers must
    stay int64, and a float64 may be wanted."""

    def to_device(batch, device):
        if isinstance(batch, torch.Tensor):
            return batch.to(device, torch.float32 if batch.is_floating_point() else batch.dtype)
        if isinstance(batch, list | tuple):
            return type(batch)(floats_become_float32.to_device(item, device) for item in batch)
        if isinstance(batch, dict):
            return {k: floats_become_float32.to_device(value, device) for k, value in batch.items()}
        return batch


class moved_in_place:
    """You write the moved tensors into the batch that you were given. It belongs to somebody else,
    who may need it on the CPU. Make new lists and dictionaries."""

    def to_device(batch, device):
        if isinstance(batch, list):
            batch[:] = [moved_in_place.to_device(item, device) for item in batch]
            return batch
        if isinstance(batch, dict):
            batch.update({k: moved_in_place.to_device(item, device) for k, item in batch.items()})
            return batch
        return reference.to_device(batch, device)


def _stepping(
    move=lambda x, y, p: (x.to(p.device, p.dtype), y.to(p.device)),
    mixed=lambda p, amp: torch.autocast(p.device.type, dtype=amp, enabled=amp is not None),
    loss_of=lambda logits, y, p: cross_entropy(logits.to(p.dtype), y),
    zero=True,
    trains=True,
    told=lambda loss, again: loss.detach(),
    zero_after=False,
):
    """A training step in which one thing is wrong."""

    def train_step(model, optimizer, x, y, amp=None):
        p = next(model.parameters())
        x, y = move(x, y, p)
        if trains:
            model.train()

        def loss_now():
            with mixed(p, amp):
                logits = model(x)
            return loss_of(logits, y, p)

        loss = loss_now()
        if zero:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if zero_after:
            optimizer.zero_grad()
        return told(loss, loss_now)

    return train_step


@typical
class gradients_pile_up:
    """You never empty the gradients, so each step adds its own to those of all steps before.
    `optimizer.zero_grad()` belongs before `backward`."""

    train_step = _stepping(zero=False)


class softmax_twice:
    """You apply softmax before the cross-entropy, which applies it itself. The probabilities are
    taken for logits, and the network can hardly say that it is sure."""

    train_step = _stepping(
        loss_of=lambda logits, y, p: cross_entropy(logits.to(p.dtype).softmax(1), y)
    )


class loss_summed:
    """You add up the losses of the rows. The mean is asked for: then a step has the same size
    whatever the size of the batch."""

    train_step = _stepping(
        loss_of=lambda logits, y, p: cross_entropy(logits.to(p.dtype), y, reduction="sum")
    )


class loss_after_the_step:
    """You return the loss after the step. Asked for is the loss before it, the one whose gradient
    was taken: it costs no second pass."""

    train_step = _stepping(told=lambda loss, again: again().detach())


class no_step:
    """The weights do not move. `backward` computes gradients; the optimizer's `step` uses them."""

    def train_step(model, optimizer, x, y, amp=None):
        class Idle:
            def zero_grad(self):
                optimizer.zero_grad()

            def step(self):
                pass

        return reference.train_step(model, Idle(), x, y, amp)


@typical
class batch_left_on_the_cpu:
    """The batch stays on the CPU while the model is on the GPU. A data loader gives tensors on the
    CPU: bring x and y to the device of the model's parameters."""

    train_step = _stepping(move=lambda x, y, p: (x.to(p.dtype), y))


class classes_left_on_the_cpu:
    """You bring x to the device of the model, but not y. The loss needs both there."""

    train_step = _stepping(move=lambda x, y, p: (x.to(p.device, p.dtype), y))


class gpu_if_there_is_one:
    """You bring the batch to a GPU because the machine has one. The model may be on the CPU all the
    same. Ask the model where it is, not the machine what it has."""

    def _gpu(x, y, p):
        device = "cuda" if torch.cuda.is_available() else "cpu"
        return x.to(device, p.dtype), y.to(device)

    train_step = _stepping(move=_gpu)


class model_moved_to_the_batch:
    """You bring the model to the batch, and then nothing runs on the GPU at all. It is the batch
    that has to move."""

    def train_step(model, optimizer, x, y, amp=None):
        return reference.train_step(model.to(x.device), optimizer, x, y, amp)


@typical
class input_as_it_comes:
    """You give x to the model in the dtype in which it comes. numpy's numbers are float64, pictures
    are bytes, and the weights are neither. Convert x to the dtype of the parameters."""

    train_step = _stepping(move=lambda x, y, p: (x.to(p.device), y.to(p.device)))


class input_always_float32:
    """You give x to the model in float32. Most models are float32, but not all: the dtype of the
    parameters is the one to ask for."""

    train_step = _stepping(move=lambda x, y, p: (x.to(p.device).float(), y.to(p.device)))


class loss_always_float32:
    """You compute the loss in float32 whatever the dtype of the model is. A float64 model has a
    float64 loss: convert the logits to the dtype of the parameters."""

    train_step = _stepping(loss_of=lambda logits, y, p: cross_entropy(logits.float(), y))


class targets_converted_too:
    """You convert y to floating-point numbers as well. They are the numbers of classes, and the
    cross-entropy takes int64 for those. Only their device changes."""

    train_step = _stepping(move=lambda x, y, p: (x.to(p), y.to(p)))


@typical
class amp_left_out:
    """You make no use of `amp`. Mixed precision is what a GPU's fastest units are for: with a dtype
    there, the forward pass belongs under `torch.autocast`."""

    train_step = _stepping(mixed=lambda p, amp: torch.autocast(p.device.type, enabled=False))


class always_mixed:
    """Your model answers under autocast without being asked. With `amp=None` all is computed in the
    dtype of the model."""

    train_step = _stepping(
        mixed=lambda p, amp: torch.autocast(p.device.type, dtype=amp or torch.bfloat16)
    )


class always_bfloat16:
    """You use bfloat16 whatever dtype `amp` is. Somebody with an older GPU asks for float16."""

    train_step = _stepping(
        mixed=lambda p, amp: torch.autocast(
            p.device.type, dtype=torch.bfloat16, enabled=amp is not None
        )
    )


class autocast_for_cuda_only:
    """You wrote "cuda" for autocast. On a CPU it then does nothing, or fails. The kind of device is
    `device.type`, and autocast takes that."""

    def _cuda(p, amp):
        on = amp is not None and p.device.type == "cuda"
        return torch.autocast("cuda" if on else "cpu", dtype=amp, enabled=on)

    train_step = _stepping(mixed=_cuda)


class autocast_for_the_cpu_only:
    """You wrote "cpu" for autocast. On the GPU it then does nothing. The kind of device is
    `device.type`, and autocast takes that."""

    def _cpu(p, amp):
        on = amp is not None and p.device.type == "cpu"
        return torch.autocast("cpu", dtype=amp if on else None, enabled=on)

    train_step = _stepping(mixed=_cpu)


class model_in_half:
    """You turn the model itself into the short dtype. Then the steps are lost: 1 + 0.001 is 1 in
    bfloat16. Autocast computes products in the short dtype, and leaves the weights alone."""

    def train_step(model, optimizer, x, y, amp=None):
        if amp is not None:
            model.to(amp)
        return reference.train_step(model, optimizer, x, y)


class backward_in_autocast:
    """Your backward pass or your step is in the block of autocast. The block ends after the forward
    pass; backward uses the dtypes that forward has chosen, by itself."""

    def train_step(model, optimizer, x, y, amp=None):
        kind = next(model.parameters()).device.type
        with torch.autocast(kind, dtype=amp, enabled=amp is not None):
            return _stepping(mixed=lambda p, amp: torch.enable_grad())(model, optimizer, x, y)


class loss_in_bfloat16:
    """Your loss is computed in the short dtype. bfloat16 has two to three digits, and a loss that
    falls from 0.701 to 0.699 stays where it is. Convert the logits before the cross-entropy, or
    compute the loss under autocast, which knows that it needs float32."""

    train_step = _stepping(loss_of=lambda logits, y, p: cross_entropy(logits, y))


@typical
class loss_as_a_number:
    """Your step ends with `loss.item()`. The GPU works on a list of orders, and Python runs ahead
    and adds to it; `item()` stops Python until the list is empty, in each step. Return the
    tensor."""

    train_step = _stepping(told=lambda loss, again: loss.item())


class loss_printed:
    """You print the loss in each step. To print a number Python has to know it, and waits until the
    GPU has computed it. Print once in a hundred steps, or once an epoch."""

    def _printed(loss, again):
        return loss.detach() if str(loss) else None  # str is what print calls

    train_step = _stepping(told=_printed)


class looks_for_nan:
    """You ask in each step whether the loss is NaN. An `if` has to know, so Python waits for the
    GPU. Look at the end of the epoch: NaN stays NaN in a sum."""

    def _looked(loss, again):
        if torch.isnan(loss):
            raise RuntimeError("the loss is NaN")
        return loss.detach()

    train_step = _stepping(told=_looked)


class loss_to_the_cpu:
    """You copy the loss to the CPU in each step. A copy has to wait for what it copies. Leave the
    loss where it is."""

    train_step = _stepping(told=lambda loss, again: loss.detach().cpu())


@typical
class loss_with_its_graph:
    """The loss that you return still holds the graph of its step. Whoever adds up such losses keeps
    the activations of all steps in memory, until there is none left. `loss.detach()` lets go."""

    train_step = _stepping(told=lambda loss, again: loss)


class mode_left_alone:
    """You leave the mode of the model as it is. After an evaluation it is in evaluation mode, and
    dropout and batch norm would not train: `model.train()`."""

    train_step = _stepping(trains=False)


class stale_gradients_count:
    """You empty the gradients after the step only, so those that the model came with go into the
    first one. Empty them before `backward`."""

    train_step = _stepping(zero=False, zero_after=True)


class input_scaled_in_place:
    """You write into x. It belongs to the data: in the next epoch it comes back as you left it."""

    def train_step(model, optimizer, x, y, amp=None):
        loss = reference.train_step(model, optimizer, x, y, amp)
        x.mul_(0.5)
        return loss


def _epoch(mean, amp_too=True, step=None):
    """An epoch in which one thing is wrong; `mean` makes a number of the losses and sizes."""

    def train_epoch(model, optimizer, batches, amp=None):
        losses, rows = [], []
        for x, y in batches:
            given = (amp,) if amp_too else ()
            losses.append((step or reference.train_step)(model, optimizer, x, y, *given))
            rows.append(len(y))
        return mean(losses, rows)

    return train_epoch


def _weighted(losses, rows):
    total = sum(loss * n for loss, n in zip(losses, rows, strict=True))
    return (total / sum(rows)).item()


@typical
class mean_of_batch_means:
    """You average the losses of the batches, and each counts the same. The last batch is often a
    small one, and its rows then count more than others. Weight each loss with its number of
    rows."""

    train_epoch = _epoch(lambda losses, rows: torch.stack(losses).mean().item())


class last_loss_only:
    """You return the loss of the last batch. It is a few rows' opinion; the mean over all rows is
    asked for."""

    train_epoch = _epoch(lambda losses, rows: losses[-1].item())


class losses_added_up:
    """You return the sum of the losses. It grows with the number of batches; the mean over all rows
    does not."""

    train_epoch = _epoch(lambda losses, rows: torch.stack(losses).sum().item())


class waits_in_each_step:
    """You ask for the loss of each step, with `item()`, `float()` or a print, and each time Python
    waits for the GPU. Add up tensors, and ask for the sum at the end."""

    def train_epoch(model, optimizer, batches, amp=None):
        total, rows = 0.0, 0
        for x, y in batches:
            total += reference.train_step(model, optimizer, x, y, amp).item() * len(y)
            rows += len(y)
        return total / rows


class losses_asked_one_by_one:
    """You collect the losses and ask for each of them at the end: as many questions as there were
    steps. Let the device add them up, and ask for one number."""

    train_epoch = _epoch(
        lambda losses, rows: (
            sum(loss.item() * n for loss, n in zip(losses, rows, strict=True)) / sum(rows)
        )
    )


class mean_as_a_tensor:
    """You return a tensor. Asked is a float: here, at the end of the epoch, you may wait for the
    device once, with `.item()`."""

    train_epoch = _epoch(lambda losses, rows: torch.tensor(_weighted(losses, rows)))


class batches_counted_first:
    """You go through the batches twice, for example to count the rows first. What comes from a
    generator is gone after the first time, and nothing is left to train on. Count while you
    train."""

    def train_epoch(model, optimizer, batches, amp=None):
        rows, total = sum(len(y) for _, y in batches), 0.0
        for x, y in batches:
            total = total + reference.train_step(model, optimizer, x, y, amp) * len(y)
        return float(total / rows) if rows else 0.0


class amp_not_passed_on:
    """Your epoch does not pass `amp` on to its steps, so they run without mixed precision."""

    train_epoch = _epoch(_weighted, amp_too=False)
