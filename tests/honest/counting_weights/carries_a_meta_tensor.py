# carries the picture along as a tensor on the device "meta", with new_empty
# gap: torch writes some operators of the device "meta" in Python, in a place that is always empty
import torch


def numbers(*shape):
    return torch.empty(*shape, device="meta").numel()


def count_params(layers, shape):
    picture = torch.empty(*shape, device="meta")
    learned = []
    for layer in layers:
        match layer:
            case ("dense", n_out):
                learned.append(numbers(n_out, picture.numel()) + numbers(n_out))
                picture = picture.new_empty(n_out, 1, 1)
            case ("conv", c_out, k, s):
                learned.append(numbers(c_out, picture.shape[0], k, k) + numbers(c_out))
                windows = picture.unfold(1, k, s).unfold(2, k, s)
                picture = picture.new_empty(c_out, *windows.shape[1:3])
            case ("pool", k, s):
                learned.append(0)
                picture = picture.unfold(1, k, s).unfold(2, k, s)[..., 0, 0]
    return learned


def receptive_field(layers):
    wanted = range(1)
    for k, s in reversed(layers):
        wanted = range(wanted[0] * s, wanted[-1] * s + k)
    return len(wanted)


def edge_detector():
    smooth, change = torch.tensor([1.0, 2.0, 1.0]), torch.tensor([-1.0, 0.0, 1.0])
    sobel = torch.outer(smooth, change)
    return torch.stack((sobel, sobel.t())).unsqueeze(1)
