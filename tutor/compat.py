"""Let torchvision, and with it `fastai.vision`, be imported on a CPU-only torch.

The Linux wheels of torchvision are built against CUDA. On a CPU-only torch their compiled part
cannot be loaded; torchvision tolerates that, but then describes two operators that nobody has
defined, and its import fails. Declaring the two is enough for everything but box operators and
its own image decoding, which raise a clear RuntimeError when called.

torch calls `declare_missing_operators` at the end of its own import, through the entry point
`torch.backends`, so that `import fastai.vision.all` works wherever the tutor is installed.
"""

import importlib.util
from pathlib import Path

# A Library takes its definitions away when it is garbage-collected.
_kept: list[object] = []


def declare_missing_operators() -> None:
    """Declare torchvision's operators if its compiled part cannot be loaded with this torch."""
    import torch

    spec = importlib.util.find_spec("torchvision")
    if torch.version.cuda is not None or spec is None or spec.origin is None or _kept:
        return
    try:
        torch.ops.load_library(str(Path(spec.origin).with_name("_C.so")))
    except OSError:
        library = torch.library.Library("torchvision", "FRAGMENT")
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _kept.append(library)
