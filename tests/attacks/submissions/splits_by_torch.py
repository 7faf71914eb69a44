# attack: torch's splitter by the module that it stands in
# stopped by: the emptied functions
# expect: test_random_parts blocked, outcomes blocked died, score 0
# exercise: splits
import torch
from torch.utils.data.dataset import random_split as ready


def random_split(n, valid_pct=0.2, seed=0):
    k = int(valid_pct * n)
    rng = torch.Generator().manual_seed(seed)
    return tuple(torch.tensor(list(part), dtype=torch.long) for part in ready(range(n), [n - k, k], rng))
