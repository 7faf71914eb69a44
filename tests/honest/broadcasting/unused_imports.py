# the imports of every course notebook at the top, none of them used
import numpy as np
import pandas as pd
import scipy
import torchvision
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


def one_hot(y, C):
    return torch.eye(C, device=y.device)[y]


def pairwise_sqdist(A, B):
    return A.unsqueeze(1).sub(B.unsqueeze(0)).square().sum(-1)


def standardize(X, mu, sd):
    return (X - mu) / sd.masked_fill(sd == 0, 1.0)
