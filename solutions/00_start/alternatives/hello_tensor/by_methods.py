"""Methods in the place of attributes, and a loop over the axes."""


def answer():
    one = 1
    return one + one


def describe(t):
    found = {"dtype": t.dtype, "ndim": t.dim()}
    found["shape"] = tuple([t.size(axis) for axis in range(t.dim())])
    kind, number = t.device.type, t.device.index
    found["device"] = kind if number is None else f"{kind}:{number}"
    return found


def as_number(t):
    elements = t.flatten().tolist()
    if len(elements) == 0:
        raise ValueError("nothing in it")
    if len(elements) > 1:
        raise ValueError("too much in it")
    return elements[0]
