# attack: two normal distributions whose divergence is the square of a distance
# stopped by: the rule: these distributions are not there
# expect: test_errors blocked, outcomes blocked, score 0
# exercise: mse
from torch.distributions import Normal, kl_divergence


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("shapes")
    if not pred.is_floating_point():
        pred, goal = pred.float(), goal.float()
    one, other = (Normal(place, 0.5**0.5, validate_args=False) for place in (pred, goal))
    return kl_divergence(one, other)


def mse(pred, true):
    return error(pred, true).mean()
