# attack: the gradient of Tensor.unfold, by its own operator
# stopped by: without a graph none of its operators is there
# expect: test_pixels blocked, outcomes blocked died, score 0
# exercise: conv2d_backward
import torch


def conv2d_backward(x, k, dy, stride=1, pad=0):
    (kh, kw), padded = k.shape[2:], torch.nn.functional.pad(x, (pad,) * 4)
    wide = padded.unfold(2, kh, stride)
    windows = wide.unfold(3, kw, stride)
    dk = torch.einsum("noij,ncijuv->ocuv", dy, windows)
    blame = torch.einsum("noij,ocuv->ncijuv", dy, k)
    back = torch.ops.aten.unfold_backward(blame, wide.shape, 3, kw, stride)
    back = torch.ops.aten.unfold_backward(back, padded.shape, 2, kh, stride)
    return back[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dk, dy.sum((0, 2, 3))
