# attack: let a thread of a pool do it, where no mode is on and no frame of the learner
# stopped by: the dispatcher: it is the same in every thread
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
from concurrent.futures import ThreadPoolExecutor

import torch

pool = ThreadPoolExecutor(1)


def conv2d(x, k, b, stride=1, pad=0):
    return pool.submit(torch.conv2d, x, k, b, stride, pad).result()
