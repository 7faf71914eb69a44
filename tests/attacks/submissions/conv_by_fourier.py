# attack: multiply in the frequencies, where a convolution is a product
# stopped by: the dispatcher: the family is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    x = torch.nn.functional.pad(x, (pad,) * 4)
    size = x.shape[2:]
    waves = torch.fft.rfft2(x)[:, None] * torch.fft.rfft2(k, s=size).conj()
    y = torch.fft.irfft2(waves.sum(2), s=size)
    rows, columns = (n - m + 1 for n, m in zip(size, k.shape[2:]))
    return y[:, :, :rows:stride, :columns:stride] + b[:, None, None]
