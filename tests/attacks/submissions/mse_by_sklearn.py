# attack: the metrics of scikit-learn
# stopped by: the gate for imports: an empty stand-in
# expect: test_integers blocked, outcomes blocked died, score 0
# exercise: mse
import torch
from sklearn.metrics import mean_squared_error


def mse(pred, true):
    return torch.as_tensor(mean_squared_error(true.detach().flatten(), pred.detach().flatten()))
