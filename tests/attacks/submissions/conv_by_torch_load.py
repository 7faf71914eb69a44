# attack: a file of weights that calls the convolution while it is loaded
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import io

import torch


class Gift:
    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return torch.conv2d, self.args


def conv2d(x, k, b, stride=1, pad=0):
    with io.BytesIO() as file:
        torch.save(Gift(x.detach(), k.detach(), b.detach(), stride, pad), file)
        file.seek(0)
        return torch.load(file, weights_only=False)
