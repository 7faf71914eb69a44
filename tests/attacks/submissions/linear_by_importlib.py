# attack: call the forbidden function without writing its name: importlib and a table
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
import importlib

TABLE = vars(importlib.import_module("torch.nn.functional"))


def forward_linear(X, W, b):
    return TABLE["".join(reversed("raenil"))](X, W.T, b)
