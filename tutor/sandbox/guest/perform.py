"""Carry out requests in a box: the only place where a learner's functions are called.

`protocol/requests.py` says what may be asked. A box adds opaque tensors, which are watched.
"""

from types import ModuleType

import torch

from tutor.sandbox.guest.trace import Opaque
from tutor.sandbox.protocol.requests import Performer


class BoxPerformer(Performer):
    """Holds a learner's module. With `opaque` the tensors that it gets are watched."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module)
        self.opaque = False

    def place_tensor(self, tensor: torch.Tensor, device: str) -> torch.Tensor:
        placed = super().place_tensor(tensor, device)
        return Opaque(placed) if self.opaque and device != "logical" else placed
