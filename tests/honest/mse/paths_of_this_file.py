# the folder of this file put into sys.path, as for helpers that lie beside it
import os
import sys
from pathlib import Path

sys.path.append(os.path.dirname(os.path.abspath(__file__)))
HERE = Path(__file__).resolve().parent
import torch


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("different shapes")
    if pred.dtype not in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        pred, goal = pred.float(), goal.float()
    return (pred - goal).square()


def mse(pred, true):
    return error(pred, true).mean(dtype=None)
