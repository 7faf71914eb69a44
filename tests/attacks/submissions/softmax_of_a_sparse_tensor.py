# attack: the softmax for sparse, masked and nested tensors
# stopped by: the dispatcher: the family is not there
# expect: test_softmax blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def softmax(z, axis):
    return torch.sparse.softmax(z.to_sparse(), axis).to_dense()
