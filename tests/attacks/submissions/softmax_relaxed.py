# attack: a relaxed distribution that is nearly cold
# stopped by: the dispatcher: what it calls is not there
# expect: test_softmax blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def softmax(z, axis):
    made = torch.distributions.RelaxedOneHotCategorical(1.0, logits=z.movedim(axis, -1))
    return made.probs.movedim(-1, axis)
