# unused names that are imported from packages
from matplotlib import pyplot as plt
from numpy import array, exp
from scipy.special import expit
from sklearn.metrics import accuracy_score, confusion_matrix
from torchvision import datasets, transforms
from tqdm import tqdm
from IPython.display import display
import torch


def lstm_step(x, h, c, params):
    W_ih, W_hh, b_ih, b_hh = params
    sums = torch.matmul(x, W_ih.t()) + b_ih + torch.matmul(h, W_hh.t()) + b_hh
    i, f, g, o = (sums.narrow(1, k * c.shape[1], c.shape[1]) for k in range(4))
    new_c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()))
    return o.sigmoid().mul(new_c.tanh()), new_c


def lstm_forward(x, h, c, params):
    hs = [h]
    for t in range(len(x)):
        h, c = lstm_step(x[t], h, c, params)
        hs.append(h)
    return torch.stack(hs, 0)[1:], h, c


def open_forget_gates(params, bias=1.0):
    W_ih, W_hh, b_ih, b_hh = [p.clone() for p in params]
    quarter = len(b_ih) // 4
    b_ih[quarter : 2 * quarter] = 0.0
    b_hh[quarter : 2 * quarter] = bias
    return W_ih, W_hh, b_ih, b_hh
