"""Hidden suite of on_the_gpu. Run it on a file:

pytest graders/06_framework/on_the_gpu/suite.py --submission FILE

Models do not cross the boundary: a driver builds them beside the learner's code, on the GPU where
there is one, or on the logical one. Whether the code waits for the device is seen by a mode that
hears of each call of a tensor. Whether autocast is on is asked in the forward pass, because the
logical GPU computes in float32 all the same.

What is right is asked in `test_step` and `test_epoch`. The other checks compare a call with others
of the same code, and give the batch on the device of the model unless they are about that. So one
slip is paid once.
"""

import torch

from tutor.grading.checks import check, expect, require

PARTS = "a list of (place, kind, dtype, device, values)"


def moved(module, device):
    """What became of each part of a nested batch, and of the batch itself."""

    def made():
        return {
            "pictures": torch.arange(6.0).reshape(3, 2),
            "words": [torch.tensor([1, 2]), (torch.tensor([True, False]), "a name", 7)],
            "empty": [],
            "more": {"weights": (torch.ones(2, dtype=torch.float64),), "nothing": None},
        }

    def parts(value, place=""):
        if isinstance(value, torch.Tensor):
            where = value.device.type
            return [(place, "tensor", str(value.dtype), where, value.cpu().double().tolist())]
        found = [(place, type(value).__name__, "", "", repr(value) if place else "")]
        if isinstance(value, dict):
            found[0] = (place, "dict", "", "", "")
            for key in value:
                found += parts(value[key], f"{place}/{key}")
        if isinstance(value, list | tuple):
            found[0] = (place, type(value).__name__, "", "", "")
            for i, item in enumerate(value):
                found += parts(item, f"{place}/{i}")
        return found

    batch = made()
    words, more = batch["words"], batch["more"]
    result = module.to_device(batch, device)
    alone = module.to_device(torch.tensor([1.5, 2.5]), device)
    same = parts(batch) == parts(made()) and batch["words"] is words and batch["more"] is more
    return parts(result), parts(alone), same


def stepped(module, sizes, seed, x, y, options, on="cpu", kind="sgd", steps=1, way="", home=""):
    """Take some steps on a device and say all about them. The weights are sent home. `way` may be

    - "apart": the batch is on the CPU; "crossed": it is where it came from;
    - "stale": the model has batch norm, old gradients, and is in evaluation mode; "fresh": it has
      batch norm alone.
    """
    from torch.overrides import TorchFunctionMode

    nn = torch.nn
    source = torch.Generator().manual_seed(seed)
    waits, heard = [], []
    asking = {"item", "tolist", "numpy", "__array__", "__bool__", "__float__", "__int__"}
    asking |= {"__index__", "__format__", "__repr__", "__str__", "equal", "allclose", "nonzero"}
    asking |= {"__complex__", "is_nonzero", "__contains__"}

    class Waits(TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            name = getattr(func, "__name__", "")
            tensor = args[0] if args and isinstance(args[0], torch.Tensor) else None
            here = tensor is not None and tensor.device.type == on
            result = func(*args, **(kwargs or {}))
            if here and name in asking:
                waits.append(name)
            if here and name in ("cpu", "to", "type", "copy_") and on != "cpu":
                left = isinstance(result, torch.Tensor) and result.device.type == "cpu"
                if left:
                    waits.append(name)
            return result

    class Net(nn.Module):
        """Hears in what way it is called."""

        def __init__(self):
            super().__init__()
            norm = [nn.BatchNorm1d(sizes[1])] if way in ("stale", "fresh") else []
            self.layers = nn.Sequential(
                nn.Linear(*sizes[:2]), *norm, nn.Tanh(), nn.Linear(*sizes[1:])
            )

        def forward(self, x):
            logits = self.layers(x)
            heard.append(
                {
                    "x": (x.device.type, str(x.dtype)),
                    "autocast": torch.is_autocast_enabled(on),
                    "other": torch.is_autocast_enabled("cpu" if on == "cuda" else "cuda"),
                    "dtype": str(torch.get_autocast_dtype(on)),
                    "logits": str(logits.dtype),
                    "training": self.training,
                }
            )
            return logits

    class Optimizer(torch.optim.SGD):
        def step(self, *args, **kwargs):
            heard[-1]["step"] = torch.is_autocast_enabled(on)
            return super().step(*args, **kwargs)

    dtype = options.get("dtype", torch.float64)
    model = Net()
    for p in model.parameters():
        p.data = (0.7 * torch.randn(p.shape, generator=source, dtype=torch.float64)).to(dtype)
    model = model.to(device=on, dtype=dtype)
    if way == "stale":
        model.eval()
        for p in model.parameters():
            p.grad = torch.ones_like(p)
    optimizer = Optimizer(model.parameters(), lr=0.3)

    def hear(gradient):
        heard[-1]["backward"] = torch.is_autocast_enabled(on)

    next(model.parameters()).register_hook(hear)
    if way != "crossed":
        x, y = (t.to("cpu" if way == "apart" else on) for t in (x, y))
    before = x.clone(), y.clone()
    start = [p.detach().clone() for p in model.parameters()]
    amp = {"amp": options["amp"]} if "amp" in options else {}
    losses = []

    def to_device(batch, device, *more, **named):
        """The right one: what is wrong with the learner's is paid for in task 1."""
        if more or named:
            return own(batch, device, *more, **named)
        if isinstance(batch, dict):
            return {key: to_device(value, device) for key, value in batch.items()}
        if isinstance(batch, list | tuple):
            return type(batch)([to_device(value, device) for value in batch])
        return batch.to(device) if isinstance(batch, torch.Tensor) else batch

    own, module.to_device = module.to_device, to_device
    try:
        with Waits():
            for _ in range(steps):
                losses.append(module.train_step(model, optimizer, x, y, **amp))
    finally:
        module.to_device = own
    pairs = zip(start, model.parameters(), strict=True)
    return {
        "moved": any(not torch.equal(a, b) for a, b in pairs if a.device == b.device),
        "losses": [
            (
                float(loss.detach()),
                str(loss.dtype),
                loss.device.type,
                loss.dim(),
                loss.requires_grad,
            )
            if isinstance(loss, torch.Tensor) and loss.numel() == 1
            else (loss if isinstance(loss, float) else float("nan"), type(loss).__name__)
            for loss in losses
        ],
        "weights": [p.detach().clone().to(home or on) for p in model.parameters()],
        "where": sorted({p.device.type for p in model.parameters()}),
        "dtypes": sorted({str(p.dtype) for p in model.parameters()}),
        "waits": waits,
        "heard": heard,
        "same": torch.equal(x, before[0])
        and torch.equal(y, before[1])
        and x.dtype == before[0].dtype,
    }


def epoch(module, sizes, seed, batches, options, on="cpu", way=""):
    """Train for an epoch on a device: the mean loss, the weights, after how many steps it waited
    each time, whether autocast was on in each step, and the amp that each `train_step` was given.
    What waits in `train_step` does not count: it is paid for in task 2.

    `way` may be "once" for batches that can be gone through only once, or "steps" for the right
    epoch of the learner's own steps.
    """
    from torch.overrides import TorchFunctionMode

    nn = torch.nn
    source = torch.Generator().manual_seed(seed)
    waits, heard, passed, inside = [], [], [], []
    asking = {"item", "tolist", "numpy", "__array__", "__bool__", "__float__", "__int__"}
    asking |= {"__index__", "__format__", "__repr__", "__str__", "equal", "allclose", "nonzero"}
    asking |= {"__complex__", "is_nonzero", "__contains__"}

    class Waits(TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            name = getattr(func, "__name__", "")
            tensor = args[0] if args and isinstance(args[0], torch.Tensor) else None
            here = tensor is not None and tensor.device.type == on and not inside
            result = func(*args, **(kwargs or {}))
            if here and name in asking:
                waits.append(len(heard))
            if here and name in ("cpu", "to", "type", "copy_") and on != "cpu":
                left = isinstance(result, torch.Tensor) and result.device.type == "cpu"
                if left:
                    waits.append(len(heard))
            return result

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(*sizes[:2]), nn.Tanh(), nn.Linear(*sizes[1:]))

        def forward(self, x):
            heard.append(torch.is_autocast_enabled(on))
            return self.layers(x)

    dtype = options.get("dtype", torch.float64)
    model = Net()
    for p in model.parameters():
        p.data = (0.7 * torch.randn(p.shape, generator=source, dtype=torch.float64)).to(dtype)
    model = model.to(device=on, dtype=dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    amp = {"amp": options["amp"]} if "amp" in options else {}
    given = [(x.to(on), y.to(on)) for x, y in batches]
    start = [p.detach().clone() for p in model.parameters()]
    own = module.train_step

    def train_step(*args, **named):
        passed.append(str(args[4] if len(args) > 4 else named.get("amp")))
        inside.append(True)
        try:
            return own(*args, **named)
        finally:
            inside.pop()

    def by_steps():
        losses = [float(own(model, optimizer, x, y, **amp)) for x, y in given]
        rows = [len(y) for _, y in given]
        return sum(loss * n for loss, n in zip(losses, rows, strict=True)) / sum(rows)

    module.train_step = train_step
    try:
        if way == "steps":
            mean = by_steps()
        else:
            with Waits():
                some = iter(given) if way == "once" else given
                mean = module.train_epoch(model, optimizer, some, **amp)
    finally:
        module.train_step = own
    pairs = zip(start, model.parameters(), strict=True)
    return {
        "mean": float(mean) if isinstance(mean, float | torch.Tensor) else float("nan"),
        "kind": type(mean).__name__,
        "weights": [p.detach().clone() for p in model.parameters()],
        "moved": any(not torch.equal(a, b) for a, b in pairs if a.device == b.device),
        "waits": waits,
        "autocast": heard,
        "passed": passed,
    }


def draw_batch(rng, sizes, n, dtype=torch.float64):
    x = rng.normal(n, sizes[0], dtype=dtype)
    return x, torch.randint(sizes[2], (n,), generator=rng.generator)


def draw_case(rng, dtype=torch.float32):
    """The sizes of a network, a seed for its weights, and a batch."""
    sizes = rng.sizes(3, 3, 7)
    return sizes, rng.integer(1, 10**6), *draw_batch(rng, sizes, rng.integer(8, 11), dtype)


def expect_step(found, wanted, within=1e-4):
    """Expect the losses and the weights of some steps. A loss may be a float here."""
    for loss, right in zip(found["losses"], wanted["losses"], strict=True):
        told = "`train_step` should return the loss: a tensor without axes."
        require(loss[0] == loss[0] or right[0] != right[0], told)
    losses = [[loss[0] for loss in each["losses"]] for each in (found, wanted)]
    expect(losses[0], losses[1], "The list of losses", within=within)
    expect(found["weights"], wanted["weights"], "The list of weights", within=within)


def expect_the_same(found, plain, within=1e-4):
    """Expect that a step comes to the same as a plain step of the same code."""
    require(plain["moved"], "The step does not train yet, so this check cannot tell.")
    expect_step(found, plain, within)


def dtypes_of(found):
    """The dtypes of the losses. That a loss is no tensor is paid for elsewhere."""
    return {loss[1] for loss in found["losses"] if len(loss) == 5}


def spelled(words):
    """Words as numbers: what a known mistake has to say too."""
    return torch.tensor([float(letter) for word in words for letter in word.encode()])


@check(
    task=1,
    points=0.75,
    catches="lists-not-entered left-where-it-is dictionaries-not-entered tuples-not-entered "
    "first-level-only",
)
def test_moved(gpu):
    """All tensors of a nested batch come to the GPU"""
    found, alone, _ = gpu.run(moved, "cuda")
    parts = [part for part in [*found, *alone] if part[1] == "tensor"]
    expect(len(parts), 5, "The number of tensors in what comes back for two batches")
    left = torch.tensor([float(part[3] != "cuda") for part in parts])
    places = [part[0] or "/" for part in parts if part[3] != "cuda"]
    told = f"Not all tensors of the batch are on the GPU: the one at {places[:1]} is not."
    require(not places, told, judged=left)
    back, alone, _ = gpu.run(moved, "cpu")
    parts = [part for part in [*back, *alone] if part[1] == "tensor"]
    require(all(part[3] == "cpu" for part in parts), 'With the device "cpu" a tensor is not there.')


@check(
    task=1,
    points=0.75,
    catches="tuples-become-lists others-left-out",
)
def test_structure(submission, reference):
    """Lists, tuples and dictionaries stay what they are, with all that is in them"""
    (found, alone, _), (wanted, one, _) = (m.run(moved, "cpu") for m in (submission, reference))
    places = [[(part[0], part[1]) for part in parts] for parts in (found, wanted)]
    for place in places[1]:
        require(place in places[0], f"What comes back has no {place[1]} at {place[0] or '/'}.")
    expect(len(places[0]), len(places[1]), "The number of parts of what comes back")
    for mine, right in zip([*found, *alone], [*wanted, *one], strict=False):
        require(mine[4] == right[4], f"What is at {right[0] or '/'} has changed.")


@check(task=1, points=0.25, catches="floats-become-float32")
def test_dtypes(submission, reference):
    """Tensors keep their dtypes"""
    (found, *_), (wanted, *_) = (m.run(moved, "cpu") for m in (submission, reference))
    mine, right = ([part[2] for part in parts if part[2]] for parts in (found, wanted))
    require(len(mine) == len(right), "Some tensors are missing, so this check cannot tell yet.")
    for one, other in zip(mine, right, strict=True):
        require(one == other, f"A tensor of {other} has become one of {one}.")


@check(task=1, points=0.25, catches="moved-in-place")
def test_batch_untouched(gpu):
    """The batch itself stays as it is"""
    found, _, same = gpu.run(moved, "cuda")
    there = any(part[3] == "cuda" for part in found)
    require(there, "No tensor comes to the GPU, so this check cannot tell yet.")
    require(same is True, "The call changes the batch that it is given.", apart=True)


@check(
    task=2,
    points=0.5,
    dtypes="float64 float32",
    catches="gradients-pile-up softmax-twice loss-after-the-step loss-summed no-step "
    "input-always-float32 loss-always-float32",
)
def test_step(submission, reference, rng, dtype):
    """Three steps on the CPU: losses and weights"""
    case, options = draw_case(rng, dtype), {"dtype": dtype}
    found = submission.run(stepped, *case, options, steps=3)
    wanted = reference.run(stepped, *case, options, steps=3)
    expect_step(found, wanted, {torch.float32: 1e-4}.get(dtype))
    mine = dtypes_of(found)
    require(mine <= {str(dtype)}, f"The dtype of the loss is {mine}, and of the model {dtype}.")


@check(
    task=2,
    points=0.75,
    catches="batch-left-on-the-cpu classes-left-on-the-cpu model-moved-to-the-batch",
)
def test_on_the_gpu(submission, gpu, rng):
    """The model is on the GPU, the batch is not"""
    case, options = draw_case(rng), {"dtype": torch.float32}
    found = gpu.run(stepped, *case, options, on="cuda", steps=2, way="apart")
    require(found["where"] == ["cuda"], "The model is not on the GPU any more.")
    expect_the_same(found, submission.run(stepped, *case, options, steps=2))


@check(task=2, points=0.25, catches="gpu-if-there-is-one")
def test_on_the_cpu(submission, gpu, rng):
    """The model is on the CPU of a machine that has a GPU"""
    case, options = draw_case(rng), {"dtype": torch.float32}
    plain = submission.run(stepped, *case, options)
    for way in ("", "crossed"):
        found = gpu.run(stepped, *case, options, on="cpu", home="cuda", way=way)
        told = "A model on the CPU has moved, on a machine with a GPU."
        require(found["where"] == ["cpu"], told)
        expect_the_same(found, plain)


@check(
    task=2,
    points=0.25,
    catches="input-as-it-comes input-always-float32 targets-converted-too",
)
def test_dtypes_of_the_input(submission, rng):
    """Inputs of another dtype than the model's"""
    sizes, seed, x, y = draw_case(rng, torch.float64)
    bytes_ = torch.randint(256, x.shape, generator=rng.generator).to(torch.uint8)
    for given, dtype in ((x, torch.float32), (bytes_, torch.float64), (x.float(), torch.float64)):
        options = {"dtype": dtype}
        found = submission.run(stepped, sizes, seed, given, y, options)
        right = found["heard"][0]["x"][1] == str(dtype)
        require(right, "The model gets x in another dtype than its own.")
        plain = submission.run(stepped, sizes, seed, given.to(dtype), y, options)
        expect_the_same(found, plain)


@check(
    task=2,
    points=0.75,
    catches="amp-left-out always-mixed autocast-for-cuda-only autocast-for-the-cpu-only "
    "model-in-half always-bfloat16",
)
def test_autocast(submission, gpu, rng):
    """With amp the model answers under autocast, on each kind of device, and only then"""
    case = draw_case(rng)
    asked = [("cpu", torch.bfloat16), ("cpu", None)]  # not every CPU can do float16
    asked += [("cuda", torch.bfloat16), ("cuda", None), ("cuda", torch.float16)]
    found = []
    for on, amp in asked:
        options = {"dtype": torch.float32, "amp": amp}
        heard = (gpu if on == "cuda" else submission).run(stepped, *case, options, on=on)["heard"]
        require(len(heard) > 0, "The model is not called, so this check cannot tell yet.")
        found.append("None" if not heard[0]["autocast"] else heard[0]["dtype"])
    default = submission.run(stepped, *case, {"dtype": torch.float32})["heard"][0]["autocast"]
    kinds = ["None", "torch.bfloat16", "torch.float16"]
    seen = torch.tensor([kinds.index(kind) + 0.5 for kind in found if kind in kinds])
    for (on, amp), kind in zip(asked, found, strict=True):
        told = f"With amp={amp} and the model on {on}, the model answers "
        told += "without autocast." if kind == "None" else f"under autocast in {kind}."
        require(kind == str(amp), told, judged=seen)
    require(default is False, "Without amp, the model answers under autocast.")


@check(
    task=2,
    points=0.5,
    catches="backward-in-autocast loss-in-bfloat16 model-in-half",
)
def test_after_autocast(submission, gpu, rng):
    """Only the forward pass is mixed: not the backward pass, the step, the loss or the weights"""
    case, options = draw_case(rng), {"dtype": torch.float32}
    mixed = options | {"amp": torch.bfloat16}
    plain = submission.run(stepped, *case, options)
    for module, on in ((submission, "cpu"), (gpu, "cuda")):
        found = module.run(stepped, *case, mixed, on=on)
        heard = found["heard"][0]
        require(found["dtypes"] == ["torch.float32"], "The weights are no longer float32.")
        expect(dtypes_of(found) <= {"torch.float32"}, True, "That the loss is float32")
        told = "No step is taken, so this check cannot tell yet."
        require("backward" in heard and "step" in heard, told)
        require(heard["backward"] is False, "The backward pass runs under autocast.")
        require(heard["step"] is False, "The optimizer's step runs under autocast.")
    expect_the_same(submission.run(stepped, *case, mixed), plain, 0.02)


@check(
    task=2,
    points=0.75,
    catches="loss-as-a-number loss-printed looks-for-nan loss-to-the-cpu",
)
def test_no_waiting(gpu, rng):
    """A step does not wait for the GPU"""
    case = draw_case(rng)
    for options in ({}, {"amp": torch.bfloat16}):
        found = gpu.run(stepped, *case, {"dtype": torch.float32} | options, on="cuda", steps=2)
        require(len(found["heard"]) >= 2, "The model is not called, so this check cannot tell yet.")
        waits = ", ".join(f"`{name}`" for name in dict.fromkeys(found["waits"]))
        told = f"The step waits for the GPU: {waits} asks for a value."
        require(not found["waits"], told, judged=spelled(found["waits"]))


@check(task=2, points=0.25, catches="loss-with-its-graph loss-as-a-number loss-to-the-cpu")
def test_loss(submission, gpu, rng):
    """The loss is a tensor without axes on the model's device, free of its graph"""
    case = draw_case(rng)
    for module, on in ((submission, "cpu"), (gpu, "cuda")):
        for loss in module.run(stepped, *case, {"dtype": torch.float32}, on=on)["losses"]:
            told = f"The loss is of the type {loss[1]}; a tensor without axes was expected."
            require(len(loss) == 5, told)
            _, _, device, axes, follows = loss
            require(axes == 0, f"The loss has {axes} axes.")
            require(device == on, f"The model is on {on} and the loss on {device}.")
            require(follows is False, "The loss still holds the graph of its step.", apart=True)


@check(task=2, points=0.25, catches="mode-left-alone stale-gradients-count")
def test_how_it_comes(submission, rng):
    """Models with old gradients, in evaluation mode"""
    case, options = draw_case(rng), {"dtype": torch.float32}
    found = submission.run(stepped, *case, options, way="stale")
    require(found["heard"][0]["training"] is True, "The model answers in evaluation mode.")
    expect_the_same(found, submission.run(stepped, *case, options, way="fresh"))


@check(task=2, points=0.25, catches="input-scaled-in-place")
def test_input_untouched(submission, rng):
    """x and y stay as they are"""
    found = submission.run(stepped, *draw_case(rng), {"dtype": torch.float32})
    require(len(found["heard"]) >= 1, "The model is not called, so this check cannot tell yet.")
    require(found["same"] is True, "The step changes x or y in place.", apart=True)


def draw_epoch(rng, *rows):
    """The sizes of a network, a seed, and batches with these numbers of rows."""
    sizes = rng.sizes(3, 3, 7)
    batches = [draw_batch(rng, sizes, n, torch.float32) for n in rows]
    return sizes, rng.integer(1, 10**6), batches, {"dtype": torch.float32}


def same_epoch(found, wanted):
    """Whether two epochs come to the same mean and the same weights."""
    pairs = zip(found["weights"], wanted["weights"], strict=True)
    near = all(torch.allclose(a, b, atol=1e-4) for a, b in pairs)
    return near and abs(found["mean"] - wanted["mean"]) < 1e-4


@check(
    task=3,
    points=0.75,
    catches="last-loss-only losses-added-up mean-of-batch-means mean-as-a-tensor",
)
def test_epoch(submission, reference, rng):
    """The mean loss and the weights after an epoch of batches that differ in size"""
    case = draw_epoch(rng, *rng.sizes(4, 3, 12))
    found, wanted = (module.run(epoch, *case) for module in (submission, reference))
    if not same_epoch(found, wanted):
        # A slip in `train_step` is paid for in task 2.
        steps = submission.run(epoch, *case, way="steps")
        wanted = steps if steps["moved"] and steps["mean"] == steps["mean"] else wanted
    expect(found["weights"], wanted["weights"], "The list of weights", within=1e-4)
    expect(found["mean"], wanted["mean"], "The mean loss", within=1e-4)
    told = f"The mean loss should be a float, and is of the type {found['kind']}."
    require(found["kind"] == "float", told, apart=True)


@check(task=3, points=0.25, catches="batches-counted-first")
def test_batches_once(submission, rng):
    """Batches that can be gone through only once"""
    case = draw_epoch(rng, 5, 3, 4)
    plain = submission.run(epoch, *case)
    require(plain["moved"], "The epoch does not train yet, so this check cannot tell.")
    found = submission.run(epoch, *case, way="once")
    calls = torch.tensor(float(len(found["autocast"])))
    told = f"Of three batches that come from a generator, {len(found['autocast'])} are trained on."
    require(len(found["autocast"]) == 3, told, judged=calls)
    expect(found["mean"], plain["mean"], "The mean loss, compared with a list of batches,")


@check(
    task=3,
    points=1.25,
    catches="waits-in-each-step losses-asked-one-by-one",
)
def test_waits_once(gpu, rng):
    """However many batches, the epoch itself waits for the GPU only once"""
    sizes, seed, batches, options = draw_epoch(rng, *[4] * 7)
    for many in (2, 7):
        found = gpu.run(epoch, sizes, seed, batches[:many], options, on="cuda")
        told = "The model is not called, so this check cannot tell yet."
        require(len(found["autocast"]) >= many, told)
        told = f"An epoch of {many} batches waits {len(found['waits'])} times for the GPU."
        after = torch.tensor([float(steps) for steps in found["waits"]])
        require(len(after) <= 1, told, judged=after)


@check(task=3, points=0.75, catches="amp-not-passed-on")
def test_epoch_mixed(submission, gpu, rng):
    """amp holds for each step of an epoch, on the CPU and on the GPU"""
    *case, options = draw_epoch(rng, 5, 3, 4)
    plain = submission.run(epoch, *case, options)
    found = {}
    for module, on in ((submission, "cpu"), (gpu, "cuda")):
        for amp in (torch.bfloat16, None):
            one = module.run(epoch, *case, options | {"amp": amp}, on=on)
            what = "The mean loss, compared with one without amp,"
            expect(one["mean"], plain["mean"], what, within=0.05)
            require(len(one["autocast"]) == 3, "The model should be called once for each batch.")
            found[on, amp] = one
    seen = torch.tensor([on + 0.5 for one in found.values() for on in one["autocast"]])
    for (on, amp), one in found.items():
        flags = one["autocast"]
        told = f"With amp={amp} and the model on {on}, autocast is on in {sum(flags)} of 3 steps."
        # What `train_step` makes of its amp is judged in task 2.
        as_asked = set(flags) == {amp is not None} or one["passed"] == [str(amp)] * 3
        require(as_asked, told, judged=seen)
