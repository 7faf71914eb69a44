# attack: the dummies of pandas
# stopped by: the gate for imports: an empty stand-in
# expect: test_labels blocked, outcomes blocked died, score 0
# exercise: broadcasting
import pandas as pd
import torch


def one_hot(y, C):
    kinds = pd.Categorical(y.tolist(), categories=range(C))
    return torch.tensor(pd.get_dummies(kinds).to_numpy(dtype="float32"), device=y.device)
