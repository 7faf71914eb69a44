"""Hidden suite of hello_tensor. Run it on a file:

pytest graders/00_start/hello_tensor/suite.py --submission FILE

Each entry of the dictionary is judged on its own, so that one slip is paid once.
"""

import torch

from tutor.grading.checks import check, expect, require

KEYS = ["device", "dtype", "ndim", "shape"]


def entries(module, tensors, key):
    """The kind and the value of this entry for each tensor. torch.Size is a tuple."""
    found = []
    for t in tensors:
        value = module.describe(t)[key]
        if isinstance(value, tuple):
            value = tuple(value)
        found.append(f"{type(value).__name__} {value!r}"[:60])
    return found


def entries_elsewhere(module, tensors, key):
    """The same for tensors on the device "meta", which have a shape and no numbers."""
    found = [module.describe(t.to("meta"))[key] for t in tensors]
    return [f"{type(value).__name__} {value!r}"[:60] for value in found]


def names_of_entries(module, tensors):
    """The sorted names of the entries for each tensor."""
    return [sorted(str(key) for key in module.describe(t)) for t in tensors]


def numbers(module, tensors):
    """What comes out of each tensor, and the names of the types."""
    found = [module.as_number(t) for t in tensors]
    plain = [v if isinstance(v, (bool, int, float)) else repr(v)[:40] for v in found]
    return plain, [type(value).__name__ for value in found]


def what_is_raised(module, tensors):
    """For each tensor what `as_number` raises, or what it returns."""
    found = []
    for t in tensors:
        try:
            found.append(f"returned {module.as_number(t)!r}"[:60])
        except NotImplementedError:
            raise
        except ValueError:
            found.append("ValueError")
        except Exception as error:
            found.append(type(error).__name__)
    return found


def as_written(values):
    return [f"{type(value).__name__} {value!r}" for value in values]


def still_there(module, tensors):
    """Whether each tensor is as it was, after `describe` and after `as_number` if it has one
    element; and what the last of these calls returned."""
    same, last = [], None
    for t in tensors:
        before = t.clone()
        module.describe(t)
        if t.numel() == 1:
            last = module.as_number(t)
        same.append(t.shape == before.shape and bool((t == before).all()))
    return same, last


def draw_tensors(rng):
    """Tensors of several dtypes, with 1 to 4 axes of different lengths."""
    a, b, c, d = rng.sizes(4, 2, 7)
    drawn = [rng.normal(a, b).float(), rng.normal(c), rng.normal(b, a, d).half()]
    drawn += [torch.zeros(d, dtype=torch.int64), torch.ones(2, 1, a, 3).bool()]
    return [*drawn, rng.normal(c, a).bfloat16(), torch.ones(1, d, dtype=torch.complex64)]


def draw_odd_tensors(rng):
    """Tensors without axes, and some without elements."""
    a, b = rng.sizes(2, 2, 7)
    drawn = [rng.normal(), torch.tensor(rng.integer(2, 9)).to(torch.int8), torch.zeros(0, a)]
    return [*drawn, torch.zeros(a, 0, b).half(), torch.zeros(0, dtype=torch.uint8)]


@check(
    task=1,
    points=2,
    catches="printed-not-returned as-a-text as-a-float as-a-tensor side-by-side",
)
def test_one_and_one(submission):
    """1 + 1, as a Python int"""
    found = submission.answer()
    expect(type(found).__name__, "int", "The type of what `answer` returns")
    expect(found, 2, "The answer")


@check(
    task=2,
    points=0.75,
    catches="shape-as-a-list shape-as-a-text number-of-elements shape-of-rows-and-columns",
)
def test_shape(submission, rng):
    """The length of each axis, as a tuple"""
    tensors = draw_tensors(rng)
    found = submission.run(entries, tensors, "shape")
    expect(found, as_written(tuple(t.shape) for t in tensors), "The list of shapes")


@check(
    task=2, points=1, catches="length-for-axes rows-for-axes at-least-one-axis elements-for-axes"
)
def test_ndim(submission, rng):
    """The number of axes, which may be 0"""
    tensors = [*draw_tensors(rng), *draw_odd_tensors(rng)]
    found = submission.run(entries, tensors, "ndim")
    expect(found, as_written(t.ndim for t in tensors), "The list of numbers of axes")


@check(task=2, points=0.5, catches="shape-of-rows-and-columns")
def test_odd_tensors(submission, rng):
    """Tensors without axes, and tensors without elements"""
    tensors = draw_odd_tensors(rng)
    found = submission.run(entries, tensors, "shape")
    if found and found[0].startswith("tuple"):
        expect(found, as_written(tuple(t.shape) for t in tensors), "The list of odd shapes")
    told = "The shapes are all the same, so this check cannot tell yet."
    require(len(set(found)) > 1, told)


@check(task=2, points=0.75, catches="dtype-as-a-text name-of-the-kind always-float32")
def test_dtype(submission, rng):
    """The dtype, as torch has it"""
    tensors = draw_tensors(rng)
    found = submission.run(entries, tensors, "dtype")
    expect(found, as_written(t.dtype for t in tensors), "The list of dtypes")


@check(task=2, points=0.75, catches="device-as-an-object always-cpu")
def test_device(submission, rng):
    """The name of the device, also of one that holds no numbers"""
    tensors = draw_tensors(rng)
    found = submission.run(entries, tensors, "device")
    expect(found, as_written(["cpu"] * len(tensors)), "The list of devices")
    found = submission.run(entries_elsewhere, tensors, "device")
    expect(found, as_written(["meta"] * len(tensors)), "The list of devices elsewhere")


@check(task=2, points=0.75, catches="device-without-its-number always-cpu device-as-an-object")
def test_on_the_gpu(gpu, rng):
    """On a graphics card the name has the number of the card"""
    tensors = [rng.normal(2, 3), rng.normal(4)]
    found = gpu.run(entries, tensors, "device")
    expect(found, as_written(["cuda:0"] * len(tensors)), "The list of devices on the GPU")


@check(task=2, points=0.25, catches="other-names")
def test_entries(submission, rng):
    """Four entries, with these names and no others"""
    found = submission.run(names_of_entries, draw_tensors(rng)[:3])
    expect(found, [KEYS] * 3, "The sorted names of the entries")


@check(task=2, points=0.25, catches="tensor-overwritten")
def test_left_alone(submission, rng):
    """The tensors are left as they were"""
    tensors = [rng.normal(2, 3), rng.normal(1, 1), torch.zeros(0)]
    same, last = submission.run(still_there, tensors)
    require(all(same), "The call changes its argument t in place.", apart=True)
    told = "No number comes out of a tensor with one element, so this check cannot tell yet."
    require(isinstance(last, int | float) and last != 0, told)


@check(
    task=3,
    points=1.5,
    catches="tensor-returned list-returned cut-to-whole-numbers as-a-sum-of-nothing",
)
def test_only_element(submission, rng):
    """The only element, however many axes there are"""
    drawn = [rng.normal(*shape) * 9 for shape in ((), (1,), (1, 1), (1, 1, 1, 1))]
    found, _ = submission.run(numbers, drawn)
    expect(found, [float(t) for t in drawn], "The list of numbers", within=1e-9)


@check(task=3, points=0.75, catches="always-a-float cut-to-whole-numbers tensor-returned")
def test_kinds(submission, rng):
    """A float, an int or a bool, whichever fits the dtype"""
    whole = torch.tensor([rng.integer(3, 90)])
    drawn = [rng.normal(1).half(), whole, whole.to(torch.uint8), torch.tensor([[True]])]
    drawn.append(torch.tensor(2**60 + rng.integer(1, 90)))
    drawn.append(torch.tensor(False))
    found, kinds = submission.run(numbers, drawn)
    expect(kinds, ["float", "int", "int", "bool", "int", "bool"], "The list of the types")
    expect(found[1:], [t.item() for t in drawn[1:]], "The list of whole numbers and truth values")


@check(
    task=3,
    points=0.75,
    catches="first-of-several errors-of-torch none-for-nothing mean-of-several",
)
def test_no_only_element(submission, rng):
    """No element, or several: a ValueError"""
    cases = [torch.zeros(0), rng.normal(2), rng.normal(1, 3), torch.zeros(4, 0, 2)]
    cases += [torch.ones(2).bool(), torch.ones(3, dtype=torch.int64)]
    number = rng.normal(1, 1)
    found = submission.run(what_is_raised, [number, number + 20, *cases])
    told = "`as_number` does not return the element where there is one, so this cannot tell yet."
    require(found[0].startswith("returned") and found[0] != found[1], told)
    expect(found[2:], ["ValueError"] * 6, "The list of what is raised")
