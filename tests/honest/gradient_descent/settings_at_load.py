# torch's settings at the top: anomaly detection, precision, tf32, a profiler around the work
import torch

torch.autograd.set_detect_anomaly(True)
torch.set_float32_matmul_precision("high")
torch.backends.cuda.matmul.allow_tf32 = True
torch.set_flush_denormal(True)
torch.set_grad_enabled(False)


def gd_step(w, x, goal, alpha):
    with torch.autograd.profiler.record_function("gd_step"):
        derivative = (w * x).sub(goal).mul(x)
        return w.sub(derivative, alpha=alpha)


def train(w, x, goal, alpha, steps):
    ws = w.repeat(steps + 1, *[1] * w.dim())
    for k in range(steps):
        ws[k + 1] = gd_step(ws[k], x, goal, alpha)
    return ws


def stable_alpha(x):
    return 2 * torch.pow(x, -2)
