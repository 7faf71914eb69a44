# attack: the transforms of torch.distributions
# stopped by: the dispatcher: what they call is not there
# expect: test_sigmoid blocked, outcomes blocked died, score 0
# exercise: activations
import torch
from torch.distributions.transforms import SigmoidTransform, SoftmaxTransform, TanhTransform


def sigmoid(z):
    return torch.distributions.Bernoulli(logits=z).probs


def tanh(z):
    return TanhTransform()(z)


def softmax(z, axis):
    return torch.distributions.Categorical(logits=z.movedim(axis, -1)).probs.movedim(-1, axis)
