# attack: the splitters of scikit-learn
# stopped by: the gate for imports: an empty stand-in
# expect: test_random_parts blocked, outcomes blocked died passed, score 0.5
# exercise: splits
import torch
from sklearn.model_selection import ShuffleSplit


def random_split(n, valid_pct=0.2, seed=0):
    k = int(valid_pct * n)
    if k == 0:
        return torch.arange(n), torch.arange(0)
    train, valid = next(ShuffleSplit(1, test_size=k, random_state=seed).split(range(n)))
    return torch.as_tensor(train), torch.as_tensor(valid)
