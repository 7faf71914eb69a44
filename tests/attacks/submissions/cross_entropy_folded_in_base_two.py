# attack: logaddexp2 for pairs, folded over the columns
# stopped by: the rule: the pair's logarithm is not there
# expect: test_cross_entropy blocked, outcomes blocked died, score 0
# exercise: heads_and_losses
import math
from functools import reduce

import torch


def cross_entropy(z, y):
    total = reduce(torch.logaddexp2, (z / math.log(2)).unbind(1)) * math.log(2)
    return (total - z.gather(1, y[:, None])[:, 0]).mean()
