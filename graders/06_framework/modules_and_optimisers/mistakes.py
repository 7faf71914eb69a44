"""Known mistakes of modules_and_optimisers: each namespace stands in for the reference.

The layers of the reference inherit from its own Module, so a mistake of Module that layers should
share is made in Module alone: the drivers of task 1 build their own modules.
"""

import reference
import torch
from generic_mistakes import typical


def _modules(items):
    return all(isinstance(item, reference.Module) for item in items)


@typical
class own_parameters_only:
    """You find the parameters of the module itself, and none of the modules inside. Ask each of
    them as well: it has the same method."""

    class Module(reference.Module):
        def children(self):
            return iter(())


@typical
class lists_missed:
    """Modules in a list or tuple are not found. An attribute may hold several of them at once, as
    `layers` of Sequential does."""

    class Module(reference.Module):
        def children(self):
            return ((name, m) for name, m in super().children() if "." not in name)


class one_level_only:
    """You look into the modules inside, and not into the modules inside those. A module inside
    answers for all that lies below it, if you ask it with the same method."""

    class Module(reference.Module):
        def named(self):
            for name, value in vars(self).items():
                if isinstance(value, torch.Tensor) and value.requires_grad:
                    yield name, value
                for inside, child in dict(self.children()).items():
                    if inside.partition(".")[0] == name:
                        for rest, own in vars(child).items():
                            if isinstance(own, torch.Tensor) and own.requires_grad:
                                yield f"{inside}.{rest}", own


class numbers_of_a_list_only:
    """A list that also holds other things than modules, such as a word, is not looked through. Look
    at each of its items."""

    class Module(reference.Module):
        def children(self):
            for name, value in vars(self).items():
                if isinstance(value, reference.Module):
                    yield name, value
                elif isinstance(value, list | tuple) and _modules(value):
                    yield from ((f"{name}.{i}", item) for i, item in enumerate(value))


@typical
class constants_included:
    """A tensor that requires no gradient is found too. It is a constant of the module, and an
    optimizer should not touch it."""

    class Module(reference.Module):
        def named(self):
            children = dict(self.children())
            for name, value in vars(self).items():
                if isinstance(value, torch.Tensor):
                    yield name, value
                for inside, child in children.items():
                    if inside.partition(".")[0] == name:
                        for rest, parameter in child.named():
                            yield f"{inside}.{rest}", parameter


class modules_last:
    """You list the module's own parameters first, and those of the modules inside after them. Their
    place is where their module stands among the attributes."""

    class Module(reference.Module):
        def named(self):
            for name, value in vars(self).items():
                if isinstance(value, torch.Tensor) and value.requires_grad:
                    yield name, value
            for inside, child in self.children():
                for rest, parameter in child.named():
                    yield f"{inside}.{rest}", parameter


@typical
class shared_counted_twice:
    """A parameter that can be reached on two ways comes twice, so an optimizer moves it twice. Note
    which tensors you have had already: `is` or `id` tells them apart."""

    class Module(reference.Module):
        def parameters(self):
            return [parameter for _, parameter in self.named()]


class equal_taken_for_same:
    """Two parameters with equal values are taken for one. They will not stay equal: ask with `is`
    or `id` whether they are the same tensor."""

    class Module(reference.Module):
        def parameters(self):
            found = []
            for parameter in super().parameters():
                if not any(torch.equal(parameter, other) for other in found):
                    found.append(parameter)
            return found


class list_of_the_class:
    """Your list of parameters belongs to the class, so all modules share it: each finds the
    parameters of all others. What belongs to one object is kept on `self`, or looked up there."""

    class Module(reference.Module):
        everything = ()

        def parameters(self):
            known = {id(p): p for p in type(self).everything}
            known |= {id(p): p for p in super().parameters()}
            type(self).everything = list(known.values())
            return list(known.values())


class found_once_and_for_all:
    """You look for the parameters once and keep the list. Attributes change, and lists of modules
    grow: look again whenever you are asked."""

    class Module(reference.Module):
        def parameters(self):
            if "kept" not in vars(self):
                self.kept = {"list": super().parameters()}
            return self.kept["list"]


@typical
class mode_stays_outside:
    """Your mode reaches the module itself, and none of those inside. A dropout layer deep inside
    the net has to hear of it too."""

    class Module(reference.Module):
        def train(self, mode=True):
            self.training = mode


class mode_misses_lists:
    """Your mode does not reach the modules in lists and tuples. A dropout layer in `layers` has to
    hear of it too."""

    class Module(reference.Module):
        def train(self, mode=True):
            self.training = mode
            for name, child in self.children():
                if "." not in name:
                    child.train(mode)


class mode_one_level:
    """Your mode reaches the modules inside, and not those inside them. Let every module inside pass
    it on: it has the same method `train`."""

    class Module(reference.Module):
        def train(self, mode=True):
            self.training = mode
            for _, child in self.children():
                child.training = mode


class mode_of_the_class:
    """Your mode is set on the class, so one net sets it for all nets. Set it on `self`."""

    class Module(reference.Module):
        def train(self, mode=True):
            type(self).training = mode
            for _, child in self.children():
                child.train(mode)


@typical
class grads_filled_with_zeros:
    """Your `zero_grad` writes zeros where it should set `grad` to None. With momentum that matters:
    a parameter whose gradient is 0 goes on rolling, and one without a gradient stays."""

    class Module(reference.Module):
        def zero_grad(self):
            for parameter in self.parameters():
                if parameter.grad is not None:
                    parameter.grad.zero_()

    class SGD(reference.SGD):
        def zero_grad(self):
            for parameter in self.parameters:
                if parameter.grad is not None:
                    parameter.grad.zero_()


@typical
class state_not_copied:
    """Your `state_dict` hands out the tensors themselves, or a look at the same memory. Training on
    changes what was meant to be saved. `detach` alone does not copy: `clone` does."""

    class Module(reference.Module):
        def state_dict(self):
            return {name: parameter.detach() for name, parameter in self.named()}


class state_needs_gradients:
    """The values of your `state_dict` are joined to the graph of autograd. Saved values are plain
    numbers: `detach` them."""

    class Module(reference.Module):
        def state_dict(self):
            return {name: parameter.clone() for name, parameter in self.named()}


class last_part_of_the_name:
    """Your names lack the way to the module inside, so two parameters with the same name on
    different modules overwrite each other. Put the way before it, with dots."""

    class Module(reference.Module):
        def state_dict(self):
            return {n.rpartition(".")[2]: p.detach().clone() for n, p in self.named()}


class numbers_without_names:
    """Your names are numbers. A name is the way to the parameter: the names of the attributes, and
    the places in lists, with dots."""

    class Module(reference.Module):
        def state_dict(self):
            found = enumerate(p for _, p in self.named())
            return {str(i): parameter.detach().clone() for i, parameter in found}


@typical
class load_replaces_parameters:
    """Loading puts new tensors in the place of the parameters. An optimizer still holds the old
    ones, and moves them in vain. Write into the parameters: `copy_` does that."""

    class Module(reference.Module):
        def load_state_dict(self, state):
            reference.Module.load_state_dict(self, state)
            for name, parameter in list(self.named()):
                *way, last = name.split(".")
                owner = self
                for part in way:
                    owner = owner[int(part)] if part.isdigit() else getattr(owner, part)
                setattr(owner, last, parameter.detach().clone().requires_grad_())


class load_unchecked:
    """A state that does not fit is loaded as far as it goes. A missing name or another shape means
    that something was saved by another net: say so with a ValueError."""

    class Module(reference.Module):
        def load_state_dict(self, state):
            with torch.no_grad():
                for name, parameter in self.named():
                    if name in state and state[name].numel() == parameter.numel():
                        parameter.copy_(state[name].reshape(parameter.shape))


class load_shapes_unchecked:
    """You compare the names, and not the shapes. `copy_` stretches a value of another shape if
    broadcasting can, and says nothing: compare the shapes before you write."""

    class Module(reference.Module):
        def load_state_dict(self, state):
            own = dict(self.named())
            if own.keys() != state.keys():
                raise ValueError("other names")
            with torch.no_grad():
                for name, parameter in own.items():
                    parameter.copy_(state[name])


class load_shapes_on_the_way:
    """You compare the names first, and each shape only when its turn has come. When a later one
    does not fit, half of the net is new and half is old. Look through all shapes first."""

    class Module(reference.Module):
        def load_state_dict(self, state):
            own = dict(self.named())
            if own.keys() != state.keys():
                raise ValueError("other names")
            with torch.no_grad():
                for name, parameter in own.items():
                    if state[name].shape != parameter.shape:
                        raise ValueError(name)
                    parameter.copy_(state[name])


class load_checks_on_the_way:
    """You write the first values before you have looked at the last. When a later one does not fit,
    half of the net is new and half is old. Look through all of them first."""

    class Module(reference.Module):
        def load_state_dict(self, state):
            with torch.no_grad():
                for name, parameter in self.named():
                    if name not in state or state[name].shape != parameter.shape:
                        raise ValueError(name)
                    parameter.copy_(state[name])
            if len(state) != len(dict(self.named())):
                raise ValueError("too many names")


class load_keeps_the_tensors:
    """Your parameters share their memory with the state that was loaded, so training on changes
    it. Copy the values."""

    class Module(reference.Module):
        def load_state_dict(self, state):
            reference.Module.load_state_dict(self, state)
            for name, parameter in self.named():
                parameter.data = state[name]


@typical
class weights_without_gradient:
    """Your weights do not require a gradient, so autograd passes them by, and nobody takes them for
    parameters."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = self.weight.detach()
            self.bias = self.bias.detach() if bias else None


class not_a_leaf:
    """Your weights are computed from a tensor that requires a gradient, so they are no leaves, and
    their `grad` stays None. Ask for the gradient at the very end."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = torch.randn(D, C, requires_grad=True) / D**0.5


@typical
class weight_the_other_way:
    """Your weight has the shape (C, D), as that of torch.nn.Linear. Here it is (D, C), and a row of
    X meets it without a transpose."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = self.weight.detach().T.clone().requires_grad_()

        def forward(self, X):
            out = X @ self.weight.T
            return out if self.bias is None else out + self.bias


class zero_start:
    """Your weights start at zero. Then all units of a layer compute the same and learn the same.
    Normal numbers make them different."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = torch.zeros(D, C, requires_grad=True)


class start_too_large:
    """Your weights of Linear start with standard deviation 1. A sum of D of them then has sqrt(D),
    and grows from layer to layer: divide by sqrt(D)."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = torch.randn(D, C, requires_grad=True)


class start_too_small:
    """Your weights of Linear start with standard deviation 1 / D. That is the variance: the
    standard deviation is its root, sqrt(1 / D)."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = (torch.randn(D, C) / D).requires_grad_()


class uniform_start:
    """Your weights are uniform numbers. Normal ones are asked for: `torch.randn`."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = ((2 * torch.rand(D, C) - 1) * (3 / D) ** 0.5).requires_grad_()


@typical
class bias_always:
    """Your Linear has a bias even with `bias=False`. Then the attribute should be None, and there
    is only the weight."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, True)


@typical
class bias_left_out:
    """Your Linear leaves its bias out. It is added to every row."""

    class Linear(reference.Linear):
        def forward(self, X):
            return X @ self.weight + 0 * (0 if self.bias is None else self.bias)


class always_starts_in_float32:
    """Your layers start in float32 whatever torch's default dtype is. Leave the dtype out when you
    make the parameters: then it is the default."""

    class Linear(reference.Linear):
        def __init__(self, D, C, bias=True):
            super().__init__(D, C, bias)
            self.weight = self.weight.detach().float().requires_grad_()
            self.bias = self.bias.detach().float().requires_grad_() if bias else None

    class Embedding(reference.Embedding):
        def __init__(self, V, D):
            super().__init__(V, D)
            self.weight = self.weight.detach().float().requires_grad_()


class always_float64:
    """You compute in float64 whatever comes in. The result should have the dtype of the
    parameters: the next layer of a net in float32 breaks otherwise."""

    class Linear(reference.Linear):
        def forward(self, X):
            out = X.double() @ self.weight.double()
            return out if self.bias is None else out + self.bias


class embedding_without_gradient:
    """What your Embedding looks up has lost its way back to the table, so the table never learns.
    `detach`, `.data` and `torch.tensor(...)` cut it off."""

    class Embedding(reference.Embedding):
        def forward(self, idx):
            return self.weight.detach()[idx] + 0 * self.weight.sum()


class columns_for_rows:
    """Your Embedding looks up columns. The table has a row for each word."""

    class Embedding(reference.Embedding):
        def forward(self, idx):
            return self.weight.T[idx % self.weight.shape[1]]


class flat_embedding:
    """Your Embedding forgets the shape of idx. The result has that shape, and one more axis at the
    end for the numbers of a row."""

    class Embedding(reference.Embedding):
        def forward(self, idx):
            return self.weight[idx.reshape(-1)]


class last_layer_only:
    """Every module of your Sequential gets X itself, so only the last one counts. Each gets what
    the one before has made."""

    class Sequential(reference.Sequential):
        def forward(self, X):
            out = X
            for layer in self.layers:
                out = layer(X)
            return out


class layers_the_other_way:
    """Your Sequential goes through its modules from the last to the first."""

    class Sequential(reference.Sequential):
        def forward(self, X):
            for layer in reversed(self.layers):
                X = layer(X)
            return X


def stepping():
    """An optimizer whose step for one parameter can be replaced."""

    class Stepping(reference.SGD):
        def step(self):
            with torch.no_grad():
                for i, p in enumerate(self.parameters):
                    if p.grad is not None:
                        self.move(i, p, p.grad)

    return Stepping


@typical
class step_uphill:
    """Your step follows the gradients. They point uphill, and the loss grows: subtract."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + g
            p.add_(self.lr * self.velocities[i])


class rate_forgotten:
    """Your step subtracts the whole velocity. The learning rate says how much of it."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + g
            p.sub_(self.velocities[i])


class generator_used_up:
    """You go through `parameters` twice. A generator can be gone through once; after that it is
    empty, and nothing moves. Make a list of it first."""

    class SGD(reference.SGD):
        def __init__(self, parameters, lr, momentum=0.0):
            kept = list(parameters)
            left = list(parameters)
            super().__init__(kept if left else [], lr, momentum)


@typical
class dampened:
    """You take 1 - momentum times the gradient, as a running mean does. Here, as in PyTorch, the
    whole gradient is added to what is left of the velocity."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + (1 - self.momentum) * g
            p.sub_(self.lr * self.velocities[i])


@typical
class momentum_forgotten:
    """Your steps have no memory: each follows the gradient of the moment. The velocity keeps
    momentum times what it was."""

    class SGD(stepping()):
        def move(self, i, p, g):
            p.sub_(self.lr * g)


class gradients_summed:
    """Your velocity never fades: all gradients are added up with equal weight. Momentum times the
    old velocity is what is left of it."""

    class SGD(stepping()):
        def move(self, i, p, g):
            decay = 1.0 if self.momentum else 0.0
            self.velocities[i] = decay * self.velocities[i] + g
            p.sub_(self.lr * self.velocities[i])


class nesterov:
    """Your step looks one step ahead, as Nesterov's momentum does. Here the step is lr times the
    velocity itself."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + g
            p.sub_(self.lr * (g + self.momentum * self.velocities[i]))


class momentum_subtracted:
    """Your momentum slows the next step down: the old velocity and the new gradient have opposite
    signs. Both belong on the same side, and the minus stands in front of lr."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = g - self.momentum * self.velocities[i]
            p.sub_(self.lr * self.velocities[i])


@typical
class rate_in_the_velocity:
    """Your velocity contains the learning rate. As long as the rate stays the same that makes no
    difference; after a change the old steps go on at the old rate. Multiply by lr when you move."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + self.lr * g
            p.sub_(self.velocities[i])


class rate_kept:
    """You go on with the learning rate of the beginning. Read `self.lr` when a step is taken."""

    class SGD(stepping()):
        def __init__(self, parameters, lr, momentum=0.0):
            super().__init__(parameters, lr, momentum)
            self.first = lr

        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + g
            p.sub_(self.first * self.velocities[i])


class none_is_zero:
    """A parameter without a gradient goes on rolling with its old velocity, or the velocity fades.
    It was not part of the loss: leave both alone."""

    class SGD(reference.SGD):
        def step(self):
            with torch.no_grad():
                for p, v in zip(self.parameters, self.velocities, strict=True):
                    v.mul_(self.momentum).add_(0 if p.grad is None else p.grad)
                    p.sub_(self.lr * v)


class none_fails:
    """A parameter that took no part in the loss has the grad None, and you compute with it. Leave
    such a parameter out of the step."""

    class SGD(reference.SGD):
        def step(self):
            with torch.no_grad():
                for p, v in zip(self.parameters, self.velocities, strict=True):
                    v.copy_(self.momentum * v + p.grad)
                    p.sub_(self.lr * v)


@typical
class step_replaces_parameters:
    """Your step makes new tensors and keeps them in the optimizer. The model still has the old
    ones, which do not move. Change them in place, without autograd."""

    class SGD(stepping()):
        def move(self, i, p, g):
            self.velocities[i] = self.momentum * self.velocities[i] + g
            moved = (p - self.lr * self.velocities[i]).requires_grad_()
            moved.grad = g
            self.parameters[i] = moved


class step_clears:
    """Your step also clears the gradients. That is the work of `zero_grad`; somebody may want to
    look at them after a step."""

    class SGD(reference.SGD):
        def step(self):
            super().step()
            self.zero_grad()


class velocity_is_the_gradient:
    """Your velocity begins as the very tensor in `grad`, and not as a copy. When the next step
    changes the velocity in place, it changes the gradient too. `clone` it."""

    class SGD(stepping()):
        def __init__(self, parameters, lr, momentum=0.0):
            super().__init__(parameters, lr, momentum)
            self.begun = set()

        def move(self, i, p, g):
            if i in self.begun:
                self.velocities[i].mul_(self.momentum).add_(g)
            else:
                self.velocities[i] = g
                self.begun.add(i)
            p.sub_(self.lr * self.velocities[i])


class velocity_cleared:
    """Your `zero_grad` clears the velocities too, so momentum never builds up. They are the memory
    of the optimizer, and stay."""

    class SGD(reference.SGD):
        def zero_grad(self):
            super().zero_grad()
            for v in self.velocities:
                v.zero_()
