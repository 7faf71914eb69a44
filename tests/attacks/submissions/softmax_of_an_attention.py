# attack: attention whose keys and values are the unit vectors
# stopped by: the dispatcher: the family is not there
# expect: test_softmax blocked, outcomes blocked died, score 0
# exercise: activations
import torch


def softmax(z, axis):
    rows = z.movedim(axis, -1)
    unit = torch.eye(rows.shape[-1], dtype=z.dtype, device=z.device)
    made = torch.nn.functional.scaled_dot_product_attention
    flat = made(rows.reshape(1, -1, rows.shape[-1]), unit[None], unit[None], scale=1.0)
    return flat.reshape(rows.shape).movedim(-1, axis)
