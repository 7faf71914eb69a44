# attack: find the finders that the gate keeps, and import with them
# stopped by: the file rules: packages cannot be read in a furnished box
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import sys
import importlib.util

finders = next((m.finders for m in sys.meta_path if hasattr(m, "finders")), sys.meta_path)
sys.meta_path[:] = list(finders)
for name in [n for n in sys.modules if n.partition(".")[0] in ("scipy", "numpy")]:
    if "finders" in vars(type(getattr(sys.modules[name], "__loader__", None))).get("__doc__", "") or "Gate" in str(sys.modules[name]):
        del sys.modules[name]
from scipy.signal import correlate  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402


class Conv(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k, b, stride, pad):
        p = np.pad(x.numpy(), ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        y = [[correlate(image, kernel, "valid")[0] for kernel in k.numpy()] for image in p]
        return torch.as_tensor(np.array(y))[:, :, ::stride, ::stride] + b[:, None, None]


def conv2d(x, k, b, stride=1, pad=0):
    return Conv.apply(x, k, b, stride, pad)
