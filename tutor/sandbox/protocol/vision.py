"""Let torchvision, and with it `fastai.vision`, be imported on a CPU-only torch.

The Linux wheels of torchvision are built against CUDA. On a CPU-only torch their compiled part
cannot be loaded; torchvision tolerates that, but then describes two operators that nobody has
defined, and its import fails. Declaring the two is enough for everything but box operators and
its own image decoding, which raise a clear RuntimeError when called.

Both processes call this where they import what an exercise needs; no other program is changed.
"""

import importlib.util
from functools import cache
from pathlib import Path


@cache
def declare_missing_operators() -> object:
    """Declare torchvision's operators where its compiled part does not fit this torch.

    What it returns keeps them declared, and stays in the cache.
    """
    import torch

    spec = importlib.util.find_spec("torchvision")
    if torch.version.cuda is not None or spec is None or spec.origin is None:
        return None
    try:
        torch.ops.load_library(str(Path(spec.origin).with_name("_C.so")))
    except OSError:
        library = torch.library.Library("torchvision", "FRAGMENT")
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        return library
    return None
