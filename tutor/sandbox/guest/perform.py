"""Carry out requests in a box: the only place where a learner's functions are called.

`protocol/requests.py` says what may be asked. A box adds the logical GPU, opaque tensors, and the
cost of a call.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from types import ModuleType
from typing import Any

import torch

from tutor.sandbox.guest.logical_gpu import LogicalGPU
from tutor.sandbox.guest.trace import Opaque
from tutor.sandbox.guest.watch import OperationCount
from tutor.sandbox.protocol.requests import Performer


class BoxPerformer(Performer):
    """Holds a learner's module. With `opaque` the tensors that it gets are watched."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module)
        self.gpu = LogicalGPU()
        self.opaque = False

    def perform(self, request: Mapping[str, Any]) -> Any:
        with self.gpu if request["device"] == "logical" else nullcontext():
            if request["op"] == "cost":
                return self._cost(request)
            return super().perform(request)

    def device_of(self, tensor: torch.Tensor) -> str:
        """Where a tensor says it is, tags of the logical GPU included."""
        logical = self.gpu.device_of(tensor)
        return str(logical if logical.type == "cuda" else tensor.device)

    def place_tensor(self, tensor: torch.Tensor, device: str) -> torch.Tensor:
        if device == "logical":
            return self.gpu.move(tensor, "cuda")
        return Opaque(tensor.to(device)) if self.opaque else tensor.to(device)

    def _cost(self, request: Mapping[str, Any]) -> tuple[int, int]:
        """The operations of a call that compute, and the elements that leave torch."""
        args, kwargs = self.placed((request["args"], request["kwargs"]), request["device"])
        with OperationCount() as count:
            self.target(request)(*args, **kwargs)
        return count.operations, count.left
