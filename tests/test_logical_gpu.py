"""The logical GPU: the rules of CUDA on real CPU tensors."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch

from tutor.sandbox.protocol.logical_gpu import LogicalGPU

Snippet = Callable[[torch.Tensor], torch.Tensor]

ALLOWED: dict[str, Snippet] = {
    "arithmetic": lambda x: (x * 2 + 1).relu(),
    "a number": lambda x: x + torch.tensor(3.0),
    "made like": lambda x: x + torch.zeros_like(x),
    "made new": lambda x: x + x.new_ones(x.shape),
    "made with the device": lambda x: x + torch.rand(x.shape, device=x.device),
    "made of numbers": lambda x: x + torch.tensor([1.0, 2.0, 3.0, 4.0], device=x.device),
    "made of rows": lambda x: x + torch.as_tensor([[1.0]] * 3, device=x.device),
    "made by name": lambda x: x + torch.zeros(x.shape, device="cuda"),
    "moved": lambda x: x + torch.ones(x.shape).to(x.device),
    "moved by cuda()": lambda x: x + torch.ones(x.shape).cuda(),
    "moved like": lambda x: x + torch.ones(x.shape).to(x),
    "a view": lambda x: x[1:].T @ x[1:],
    "a CPU index": lambda x: x[torch.tensor([0, 1])],
    "a slice written from the CPU": lambda x: x.clone().index_copy_(
        0, torch.tensor([0]).to(x.device), torch.ones(1, 4).to(x.device)
    ),
    "where with a number": lambda x: torch.where(x > 0, x, 0.0),
    "a dtype": lambda x: x.double().float(),
    "loop over rows": lambda x: torch.stack([row * 2 for row in x]),
    "item": lambda x: x * x.sum().item(),
    "vmap": lambda x: torch.vmap(lambda row: row * row.new_ones(4) + row.sum())(x),
    "a deep copy": lambda x: copy.deepcopy(x) * x,
    "one_hot": lambda x: torch.nn.functional.one_hot(x.argmax(1), 4) * x,
}

REFUSED: dict[str, Snippet] = {
    "a mask on the CPU": lambda x: x * (torch.rand(x.shape) > 0.5),
    "a buffer on the CPU": lambda x: torch.zeros(x.shape) + x,
    "a matrix on the CPU": lambda x: x @ torch.eye(4),
    "a weight of conv2d": lambda x: torch.nn.functional.conv2d(
        x[None, None], torch.ones(1, 1, 2, 2)
    ),
    "concatenation": lambda x: torch.cat([x, torch.ones(1, 4)]),
    "numpy": lambda x: torch.from_numpy(x.numpy()),
    "numbers on the CPU": lambda x: x + torch.tensor([1.0, 2.0, 3.0, 4.0]),
    "half moved": lambda x: x.cpu() + x,
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_cuda_allows_gives_the_same_values_on_the_gpu(name: str) -> None:
    x = torch.randn(3, 4)
    snippet, gpu = ALLOWED[name], LogicalGPU()
    torch.manual_seed(0)
    expected = snippet(x) if "cuda" not in name and name != "made by name" else None
    torch.manual_seed(0)
    with gpu:
        result = snippet(gpu.move(x, "cuda"))
        assert result.device == torch.device("cuda", 0)
        assert result.is_cuda
    assert gpu.device_of(result).type == "cuda"
    if expected is not None:
        assert torch.equal(result, expected)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cuda_refuses_is_refused(name: str) -> None:
    gpu = LogicalGPU()
    with gpu:
        x = gpu.move(torch.randn(3, 4), "cuda")
        with pytest.raises((RuntimeError, TypeError), match=r"same device|convert cuda"):
            REFUSED[name](x)


def test_gradients_are_on_the_gpu() -> None:
    gpu = LogicalGPU()
    with gpu:
        x = gpu.move(torch.randn(3, 4), "cuda").requires_grad_()
        weight = gpu.move(torch.randn(4, 2), "cuda").requires_grad_()
        loss = ((x @ weight).tanh() ** 2).sum()
        dx, dw = torch.autograd.grad(loss, (x, weight))
        assert dx.device.type == dw.device.type == "cuda"


def test_modules_move_and_run() -> None:
    gpu = LogicalGPU()
    with gpu:
        x = gpu.move(torch.randn(5, 3, 8), "cuda")
        out, _ = torch.nn.LSTM(8, 4).cuda()(x)
        norm = torch.nn.BatchNorm1d(3).to("cuda")
        assert norm(out).device.type == "cuda"
        with pytest.raises(RuntimeError, match="same device"):
            torch.nn.Linear(8, 2)(x)


def test_a_backward_pass_that_makes_its_ones_on_the_cpu_is_refused() -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, *grads: torch.Tensor) -> torch.Tensor:
            (x,) = ctx.saved_tensors
            product: torch.Tensor = grads[0] * 2 * x * torch.ones(4)
            return product

    gpu = LogicalGPU()
    with gpu:
        x = gpu.move(torch.randn(3, 4), "cuda").requires_grad_()
        out = Square.apply(x)  # type: ignore[no-untyped-call]
        with pytest.raises(RuntimeError, match="same device"):
            torch.autograd.grad(out.sum(), x)


def test_a_result_left_on_the_cpu_is_seen() -> None:
    gpu = LogicalGPU()
    with gpu:
        result = gpu.move(torch.ones(2), "cuda").cpu() * 2
    assert gpu.device_of(result).type == "cpu"


@pytest.mark.parametrize("how", [{"device": "cuda"}, {"device": "cuda", "dtype": torch.float64}])
def test_a_module_moves_by_keyword_too(how: dict[str, Any]) -> None:
    with LogicalGPU():
        layer = torch.nn.Linear(3, 2).to(**how)
        assert {p.device.type for p in layer.parameters()} == {"cuda"}


def test_autocast_is_on_where_it_is_asked_for() -> None:
    with LogicalGPU(), torch.autocast("cuda", dtype=torch.bfloat16):
        assert torch.is_autocast_enabled("cuda")
        assert torch.get_autocast_dtype("cuda") == torch.bfloat16
    assert not torch.is_autocast_enabled("cuda")


def test_the_mode_leaves_no_trace() -> None:
    before = torch.cuda.is_available, torch.set_default_device
    with LogicalGPU():
        assert torch.cuda.is_available()
    assert (torch.cuda.is_available, torch.set_default_device) == before


COPIES: dict[str, Snippet] = {
    "named": lambda x: x.to(dtype=x.dtype, copy=True),
    "by place": lambda x: x.to(x.dtype, False, True),
    "like itself": lambda x: x.to(x, copy=True),
    "to its own device": lambda x: x.to(x.device, copy=True),
    "in another layout": lambda x: x.to(memory_format=torch.channels_last),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_that_is_asked_for_is_one(name: str) -> None:
    with LogicalGPU() as gpu:
        x = gpu.move(torch.randn(1, 2, 3, 4), "cuda")
        copied = COPIES[name](x)
        assert copied.device == x.device
        copied += 1
        assert not torch.equal(copied, x)
        assert x.to(x.device) is x


def test_the_layout_that_is_asked_for_is_kept_on_the_way() -> None:
    with LogicalGPU() as gpu:
        x = gpu.move(torch.randn(1, 2, 3, 4), "cuda").to("cpu", memory_format=torch.channels_last)
        assert x.is_contiguous(memory_format=torch.channels_last)
