# attack: return an object that behaves like whatever it is compared with
# stopped by: the wire: only plain data crosses
# expect: score 0


class Duck:
    shape = dtype = device = property(lambda self: self)
    __array__ = __getattr__ = __call__ = __add__ = __sub__ = __rsub__ = __le__ = __getitem__ = (
        lambda self, *args, **kwargs: self
    )
    __eq__ = __bool__ = allclose = equal = lambda self, *args, **kwargs: True
    __hash__ = None


def forward_linear(X, W, b):
    return Duck()
