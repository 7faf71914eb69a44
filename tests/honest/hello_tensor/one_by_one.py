# every entry set one by one, an error class of its own, an f-string for the device
class NotASingleElement(ValueError):
    """More or less than one."""


def answer() -> int:
    return int("1") + int("1")


def describe(t):
    d = {}
    d["shape"] = tuple(int(n) for n in t.shape)
    d["ndim"] = len(d["shape"])
    d["dtype"] = t.dtype
    d["device"] = f"{t.device!s}"
    return d


def as_number(t):
    n = 1
    for length in t.shape:
        n *= length
    if n < 1 or n > 1:
        raise NotASingleElement(f"{n} elements")
    return t.view(-1)[0].item()
