# attack: do nothing in the step, so that a whole sequence is nothing done many times
# stopped by: follow-through: the earlier task has to earn a part of its points
# expect: test_sequence wrong, test_halves wrong, outcomes wrong passed died
# exercise: lstm
import torch


def lstm_step(x, h, c, params):
    return h.clone(), c.clone()


def lstm_forward(x, h, c, params):
    return h.expand(len(x), *h.shape).clone(), h.clone(), c.clone()
