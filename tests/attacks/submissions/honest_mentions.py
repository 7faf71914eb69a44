# attack: none: a right solution that only talks about what is forbidden
# stopped by: nothing to stop
# expect: full marks
"""Like torch.nn.functional.linear, but written out; compare `F.linear(X, W.T, b)`."""

NOTE = "F.linear and torch.nn.Linear would do this for me"


def forward_linear(X, W, b):
    # F.linear(X, W.T, b) is the same: torch.nn.functional.linear
    message = "not torch.nn.Linear"
    assert message and NOTE
    return X @ W + b
