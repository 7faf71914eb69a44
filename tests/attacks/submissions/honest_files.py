# attack: none: a right solution that writes to its home and to a temporary file, where it can
# stopped by: nothing to stop
# expect: full marks
import json
import os
import tempfile
from pathlib import Path

import torch


def noted(value):
    notes = Path.home() / "notes"
    try:
        notes.mkdir(exist_ok=True)
        path = notes / "shapes.json"
        path.write_text(json.dumps(value))
        os.replace(path, notes / "kept.json")
        torch.save(torch.tensor(value), notes / "shape.pt")
        assert torch.equal(torch.load(notes / "shape.pt"), torch.tensor(value))
        with tempfile.TemporaryDirectory() as folder, open(f"{folder}/x", "w+") as file:
            file.write("x")
        return json.loads((notes / "kept.json").read_text())
    except (OSError, RuntimeError):  # a machine without a home for boxes
        return value


assert noted([3, 4]) == [3, 4]


def forward_linear(X, W, b):
    return X @ W + b
