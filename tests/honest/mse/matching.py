# match statements, f-strings with `=` and warnings
import warnings

import torch

warnings.filterwarnings("ignore", category=UserWarning)


def as_float(t: torch.Tensor) -> torch.Tensor:
    match t.dtype:
        case torch.float16 | torch.bfloat16 | torch.float32 | torch.float64:
            return t
        case other:
            warnings.warn(f"{other=} becomes float32")
            return t.to(torch.float32)


def error(pred: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    match (tuple(pred.shape), tuple(goal.shape)):
        case (a, b) if a == b:
            return (as_float(goal) - as_float(pred)).square_()
        case (a, b):
            raise ValueError(f"{a=} {b=}")


def mse(pred: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    errors = error(pred, true)
    print(f"{errors.shape=} {errors.detach().sum()=}")
    return errors.sum().divide(errors.numel())
